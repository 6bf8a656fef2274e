"""Moves: what enters the books when firms and their people change city."""

from __future__ import annotations

from sim.shapes import Floats, Ints, PerCity
from sim.state import State


def book_firms(state: State, rows: Ints, target: Ints) -> None:
    """Cash, patents and pending files change city with the firm."""
    firms = state.firms
    home = firms.city[rows]

    def both(amount: Floats | Ints) -> tuple[PerCity, PerCity]:
        return state.by_city(home, amount), state.by_city(target, amount)

    weight = firms.weight[rows]
    state.money.pay("firms", "firms", *both(weight * firms.cash[rows]))
    state.patents.pay("in_force", "in_force", *both(firms.patents[rows]))
    state.patents.pay("pending", "pending", *both(firms.queue[rows].sum(axis=1)))
    state.flows.add("firms", home, target, weight)


def move_people(state: State, rows: Ints, target: Ints) -> None:
    """Move people who keep their employer."""
    talent = state.talent
    home, weight = talent.city[rows], talent.weight[rows]
    sent, received = state.by_city(home, weight), state.by_city(target, weight)
    state.people.pay("talent", "talent", sent, received)
    state.flows.add("talent", home, target, weight)
    talent.city[rows] = target
