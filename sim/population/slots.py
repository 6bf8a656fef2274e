"""Slots: rows for everyone who might enter in a year, the same in every arm.

A slot has its city, field, month and luck from the start; whether it opens is decided by
`entry`, `migration` and `financing`. Without slots one entrant more in one arm would shift
the luck of all that come after it.

    slots of a city and year = floor(expected real entrants / W + u)                 (1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.population.firms import field_shares
from sim.population.patents import PROPENSITY_SD, STARTUP_PATENTING
from sim.population.people import SKILL_SD
from sim.population.sharing import spread
from sim.randomness import Luck
from sim.shapes import Ints, PerCity
from sim.state import ORDINARY, STARTUP, State

if TYPE_CHECKING:
    from sim.population import Params

Values = dict[str, Any]


def add(state: State, params: Params, luck: Luck) -> None:
    """Add this year's slots of firms, people and funds, city by city in order of names."""
    start = state.region.start
    spin = start["institutes"] / start["institutes"].sum()
    venture = start["venture_capital"] / start["venture_capital"].sum()
    starts = params.startup_slots * (spin + venture) / 2
    graduates = params.graduate_slots * state.region.input("graduates", state.year)
    people, firms = state.people_per_agent, state.firms_per_agent
    order = state.region.by_name
    entrants = params.entrant_slots * start["potential_firms"]
    known = {"start_mass": params.entrant_mass}
    put(state, luck, "firms", order, [
        ("ordinary", entrants / firms, {"kind": ORDINARY, "weight": firms, **known}),
        ("start-ups", starts, {"kind": STARTUP, "weight": 1.0, **known}),
    ])  # fmt: skip
    put(state, luck, "talent", order, [
        ("graduates", graduates / people, {"origin": 1, "weight": people}),
        ("outsiders", params.outsider_slots * start["rd_people"] / people,
         {"origin": 2, "weight": people}),
    ])  # fmt: skip
    put(state, luck, "funds", order, [
        ("private", params.private_fund_slots * venture, {"is_matched": False}),
        ("matched", params.matched_fund_slots * venture, {"is_matched": True}),
    ])  # fmt: skip


def put(
    state: State,
    luck: Luck,
    name: str,
    order: list[int],
    groups: list[tuple[str, PerCity, Values]],
) -> None:
    """Make the rows of one table at once: groups of slots by city, equation (1)."""
    table = getattr(state, name)
    parts: list[tuple[int, int, str, Values]] = []
    for city in order:
        for group, expected, values in groups:
            n = how_many(state, luck, group, city, expected[city])
            parts.append((city, n, group, values))
    rows = table.grow(sum(n for _, n, _, _ in parts))
    first = rows.start
    describe = {"firms": describe_firms, "talent": describe_talent, "funds": describe_funds}
    for city, n, group, values in parts:
        index = np.arange(first, first + n)
        more = describe[name](state, luck, city, index, group)
        known = {"city": city, "slot_month": months(state, index, luck, group)}
        for column, value in (known | values | more).items():
            table.arrays[column][first : first + n] = value
        first += n


def how_many(state: State, luck: Luck, name: str, city: int, expected: float) -> int:
    """Equation (1): the fractional part is settled by the city's own luck."""
    key = np.array([int(state.cities.key[city])])
    return int(expected + luck.uniform(f"number of {name}", key)[0])


def months(state: State, index: Ints, luck: Luck, name: str) -> Ints:
    """Months of the year in which slots may open, evenly spread."""
    start = float(luck.uniform(f"first {name}", index[:1])[0]) if index.size else 0.0
    return state.month + (12 * spread(len(index), start)).astype(np.int64)


def describe_firms(state: State, luck: Luck, city: int, index: Ints, group: str) -> Values:
    """Field, place in the space of knowledge, quality and patent propensity."""
    share = field_shares(int(state.region.speciality[city]), len(state.fields))
    z = luck.normal("propensity", index)
    level = state.cities.filing_level[city]
    if group == "start-ups":
        level = level * STARTUP_PATENTING
    return {
        "field": np.searchsorted(np.cumsum(share)[:-1], luck.uniform("field", index), "right"),
        "lot": luck.uniform("lot", index),
        "position": luck.uniform("position", index),
        "quality": luck.normal("quality", index),
        "patent_propensity": level * np.exp(PROPENSITY_SD * z),
    }


def describe_talent(state: State, luck: Luck, city: int, index: Ints, group: str) -> Values:
    """Field and skill; a slot belongs to the city of graduation, or to that considered."""
    share = field_shares(int(state.region.speciality[city]), len(state.fields))
    lucky = luck.uniform("talent field", index)
    return {
        "home_city": city,
        "field": np.searchsorted(np.cumsum(share)[:-1], lucky, "right"),
        "skill": np.exp(SKILL_SD * luck.normal("skill", index) - SKILL_SD**2 / 2),
    }


def describe_funds(state: State, luck: Luck, city: int, index: Ints, group: str) -> Values:
    """The field that a fund knows best."""
    return {"field": (luck.uniform("fund field", index) * len(state.fields)).astype(np.int64)}
