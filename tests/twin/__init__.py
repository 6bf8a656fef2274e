"""The twin: the same month in plain Mesa, one object per agent, one agent at a time.

It is written from the equations of the ODD, reads the same terms and draws the same luck as
the model, and shares none of its vectorised code. Where the two differ, one of them is wrong.
What is given to both: the region, the population at the start, the slots of each January,
what the levers offer, and the parameters.

    twin = Twin.of(state, settings)     the same agents as in the tables, as objects
    twin.step()                         one month on
    agreement.gaps(twin, state)         every column in which the two differ
"""
