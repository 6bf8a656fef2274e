"""Firms that close, for the tests of exit and of what they leave."""

from __future__ import annotations

from dataclasses import replace

from sim.processes.exit import Params, step
from sim.randomness import Luck
from tests.books import balanced
from tests.small import small_state

BROKE = -1e3
SAFE = Params(hazard=0.0, lowest=0.0)
HALF = replace(SAFE, sold_share=0.5)


def market(firms=2, buyers=1):
    """Firms of city 0 and field 0; all but the first `buyers` have no cash left."""
    state = small_state(firms=firms)
    rows = state.firms
    state.month = 60
    rows.city[:] = 0
    rows.sales_mean[:] = rows.productivity[:] = rows.start_mass[:] = 1.0
    rows.cash[buyers:] = BROKE
    return state


def run(state, params=SAFE):
    with balanced(state):
        step(state, params, Luck(1, "exit", state.month))
