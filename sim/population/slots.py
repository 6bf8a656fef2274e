"""Slots: rows for everyone who might enter in a year, the same in every arm.

A slot has its city, field, month and luck from the start; whether it opens is decided by
`entry`, `migration` and `financing`. Without slots one entrant more in one arm would shift
the luck of all that come after it.

    slots of a city and year = floor(expected real entrants / W + u)                 (1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.entities import ORDINARY, STARTUP
from sim.institutions import NEW_TYPE
from sim.population.firms import field_shares
from sim.population.patents import PROPENSITY_SD, STARTUP_PATENTING
from sim.population.people import SKILL_SD
from sim.population.sharing import GOLDEN
from sim.randomness import Luck
from sim.shapes import Floats, Ints, PerCity
from sim.state import State

if TYPE_CHECKING:
    from sim.population import Params

Values = dict[str, Any]


def add(state: State, params: Params, luck: Luck) -> None:
    """Add this year's slots of firms, people and funds, city by city in order of names."""
    start = state.region.start
    spin = start["institutes"] / start["institutes"].sum()
    venture = start["venture_capital"] / start["venture_capital"].sum()
    research = start["rd_spending"] / start["rd_spending"].sum()  # as money is divided
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
    if state.year >= params.institute_from:
        put(state, luck, "institutes", order, [
            ("institutions", params.institute_slots * research,
             {"kind": NEW_TYPE, "is_active": False, **known}),
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
    numbers = np.array([how_many(state, luck, group, n) for group, n, _ in groups])
    numbers = numbers[:, order].T.ravel()  # city by city, group by group
    rows = table.grow(int(numbers.sum()))
    index = np.arange(rows.start, rows.stop)
    part = np.repeat(np.arange(len(numbers)), numbers)
    first = (rows.start + np.cumsum(numbers) - numbers)[part]
    table.city[rows] = np.repeat(order, len(groups))[part]
    for i, (group, _, values) in enumerate(groups):
        mine = part % len(groups) == i
        place, start = index[mine] - first[mine], luck.uniform(f"first {group}", first[mine])
        known = {"slot_month": months(state, place, start)}
        for column, value in (known | values).items():
            table.arrays[column][index[mine]] = value
    describe = {
        "firms": describe_firms, "talent": describe_talent, "funds": describe_funds,
        "institutes": describe_institutes,
    }  # fmt: skip
    for column, value in describe[name](state, luck, index).items():
        table.arrays[column][rows] = value


def how_many(state: State, luck: Luck, name: str, expected: PerCity) -> Ints:
    """Equation (1): the fractional part is settled by the city's own luck."""
    return (expected + luck.uniform(f"number of {name}", state.cities.key)).astype(np.int64)


def months(state: State, place: Ints, start: Floats) -> Ints:
    """Months of the year in which slots may open, evenly spread in each city."""
    return state.month + (12 * ((start + GOLDEN * place) % 1.0)).astype(np.int64)


def fields_of(state: State, city: Ints, lucky: Floats) -> Ints:
    """Fields drawn by the shares of each city."""
    n = len(state.fields)
    share = np.array([field_shares(int(own), n) for own in state.region.speciality])
    return (np.cumsum(share, axis=1)[city, :-1] <= lucky[:, None]).sum(axis=1)


def describe_firms(state: State, luck: Luck, index: Ints) -> Values:
    """Field, place in the space of knowledge, quality and patent propensity."""
    city = state.firms.city[index]
    is_startup = state.firms.kind[index] == STARTUP
    level = state.cities.filing_level[city] * np.where(is_startup, STARTUP_PATENTING, 1.0)
    return {
        "field": fields_of(state, city, luck.uniform("field", index)),
        "lot": luck.uniform("lot", index),
        "position": luck.uniform("position", index),
        "quality": luck.normal("quality", index),
        "patent_propensity": level * np.exp(PROPENSITY_SD * luck.normal("propensity", index)),
    }


def describe_talent(state: State, luck: Luck, index: Ints) -> Values:
    """Field and skill; a slot belongs to the city of graduation, or to that considered."""
    city = state.talent.city[index]
    return {
        "home_city": city,
        "field": fields_of(state, city, luck.uniform("talent field", index)),
        "skill": np.exp(SKILL_SD * luck.normal("skill", index) - SKILL_SD**2 / 2),
    }


def describe_funds(state: State, luck: Luck, index: Ints) -> Values:
    """The field that a fund knows best."""
    return {"field": (luck.uniform("fund field", index) * len(state.fields)).astype(np.int64)}


def describe_institutes(state: State, luck: Luck, index: Ints) -> Values:
    """Half of the research in the city's speciality; filings between firm and institute."""
    institutes, n = state.institutes, len(state.fields)
    city = institutes.city[index]
    weights = -np.log(luck.uniform("institution fields", index, n))
    weights /= 2 * weights.sum(axis=1, keepdims=True)
    weights[np.arange(len(index)), state.region.speciality[city]] += 0.5
    old = institutes.slot_month < 0
    number = np.maximum(state.by_city(institutes.city, old), 1)
    of_old = state.by_city(institutes.city, old * institutes.patent_propensity) / number
    level = np.sqrt(of_old * state.cities.filing_level)[city]
    # Lots are spread evenly over the slots of a year, so that any part of them is a fair one.
    first = luck.uniform("institution lot", index[:1]) if len(index) else 0.0
    return {
        "field_weights": weights,
        "lot": (first + GOLDEN * np.arange(len(index))) % 1.0,
        "quality": 0.3 + luck.normal("institution quality", index),
        "patent_propensity": level * np.exp(PROPENSITY_SD * luck.normal("filing", index)),
    }
