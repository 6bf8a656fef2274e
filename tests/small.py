"""A tiny state to test a process on: zeros everywhere but the identities."""

from __future__ import annotations

import numpy as np

from sim import region
from sim.cities import Cities, Fields
from sim.entities import Firms, Funds, Institutes, Talent
from sim.ledger import Flows, Ledger
from sim.state import MONEY, OUTSIDE_MONEY, PATENTS, PEOPLE, State
from sim.terms import Terms


def small_state(firms: int = 4, institutes: int = 2, funds: int = 2, talent: int = 6) -> State:
    """A state of a few rows, spread over the cities in turn; the test fills in the rest."""
    place = region.load()
    n = len(place.cities)
    widths = {"cities": n, "fields": len(place.fields)}
    state = State(
        region=place, seed=1, people_per_agent=1.0, firms_per_agent=1.0,
        cities=Cities(n, widths), fields=Fields(len(place.fields), widths),
        firms=Firms(firms, widths), institutes=Institutes(institutes, widths),
        funds=Funds(funds, widths), talent=Talent(talent, widths),
        terms=Terms.blank(n), lines={},
        money=Ledger(MONEY + OUTSIDE_MONEY, n), people=Ledger(PEOPLE, n),
        patents=Ledger(PATENTS, n), flows=Flows(n),
    )  # fmt: skip
    state.cities.key[:] = place.keys
    state.cities.wage[:] = 0.2
    state.cities.layout[:] = 1 / n
    for table in (state.firms, state.institutes, state.funds, state.talent):
        table.city[:] = np.arange(len(table)) % n
        table.is_active[:] = True
    state.firms.weight[:] = 1
    state.talent.weight[:] = 1
    state.talent.skill[:] = 1
    state.talent.home_city[:] = state.talent.city
    return state
