"""Housing support: a part of the rent of newcomers, for three years, from a budget line.

Places are few, so support falls by lot among those who come to a city from elsewhere:

    p_c = min(1, (places_c layout_c / 12) / E_c)                                   (1)

    places terms.housing_places (zone, a year), layout cities.layout (share of the city), E
    persons whom the logit of their choice, without support, expects in the city this month:
    residents of other cities, graduates of other cities and people from outside. p is 1 where
    nobody is expected, 0 without places

E is a smooth number, not last month's count: one mover more or less changes the lot of no
one else. What was promised is due in the 36 months after the move, at the rate of its month
(a twelfth of terms.housing_subsidy), from the line of the city where the person now lives. It
ends when the person retires or leaves the zone; who moves again draws a new lot. It is paid as
far as the balance of the line goes; what is missing is not made up.

Conserves money: support passes from the line to households.
"""

from __future__ import annotations

import numpy as np

from sim.shapes import Bools, Floats, Ints, PerCity
from sim.state import State

LINE = "talent_corridor"
MONTHS = 36


def expected_newcomers(
    utility: Floats, origin: Ints, weight: Floats, order: Ints, elasticity: float
) -> PerCity:
    """Persons whom the logit expects in each city from elsewhere; the outside stands last."""
    odds = np.exp(elasticity * (utility - utility.max(axis=1, keepdims=True)))
    # Summed in the order of names, so that relabelling cities changes no bit.
    share = odds / odds[:, order].sum(axis=1, keepdims=True)
    n = utility.shape[1] - 1
    arrives = np.arange(n) != origin[:, None]
    return (share[:, :n] * arrives * weight[:, None]).sum(axis=0)


def chance(places: PerCity, expected: PerCity) -> PerCity:
    """Chance of a newcomer to be supported, equation (1)."""
    ratio = np.divide(places / 12, expected, out=np.ones(len(places)), where=expected > 0)
    return np.minimum(ratio, 1.0) * (places > 0)


def is_offered(state: State) -> bool:
    """Whether there is a line to pay from and anything on offer."""
    return LINE in state.lines and bool(state.terms.housing_places.any())


def promise(state: State, rows: Ints, helped: Bools) -> None:
    """Settle the support of people who have just moved: those helped get it, others none."""
    talent = state.talent
    rate = state.terms.housing_subsidy[talent.city[rows]]
    talent.supported_until[rows] = np.where(helped, state.month + MONTHS, -1)
    talent.support[rows] = np.where(helped, rate, 0.0)


def pay(state: State) -> None:
    """Pay this month's support from the line, as far as its balance goes."""
    talent, line = state.talent, state.lines.get(LINE)
    if line is None:
        return
    rows = (talent.supported_until >= state.month).nonzero()[0]
    city, weight = talent.city[rows], talent.weight[rows]
    due = state.by_city(city, weight * talent.support[rows]) / 12
    paid = np.minimum(due, np.maximum(line, 0))
    line -= paid
    state.money.pay("lines", "households", paid)
    state.cities.supported_movers[:] = state.by_city(city, weight)
