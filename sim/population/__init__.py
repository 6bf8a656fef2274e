"""Population: the state at the end of 2014, made from the region's start values.

Firms, institutes, funds and people add up to the start values of each city exactly:
numbers, sales, R&D, patents, applications, people, venture money. What the data do not
say (who is large, who does R&D, which field) is drawn, by low-discrepancy sequences where
chance noise would only blur, and by keyed luck elsewhere.

Scale. A row stands for W real firms or people. The largest firms (top 2 % by sales), start-
ups, institutes and funds have weight 1 at every scale; of the rest, one row stands for
`firms_per_agent` firms or `people_per_agent` full-time persons, and one row per city for
what is left over. Every column says in `sim.state` whether it is of one real unit or of
the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.cities import Cities, Fields
from sim.employers import Acquaintance
from sim.entities import Firms, Funds, Institutes, Talent
from sim.ledger import Flows, Ledger
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.region import Region, load
from sim.scenario import applied
from sim.state import MONEY, OUTSIDE_MONEY, PATENTS, PEOPLE, State
from sim.terms import Terms

if TYPE_CHECKING:
    from sim.settings import Settings

LAST_YEAR = 2030
# What was asked for last, and the state made: runs that differ in their levers begin as copies.
_last: tuple[Region | None, tuple[Any, ...], State | None] = (None, (), None)


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Scale, and how finely the population is drawn."""

    firms_per_agent: float = parameter(
        20, unit="real firms per row", low=1, high=200, status="assumed",
        source="quick enough for twenty paired seeds in a minute; 1 is one to one",
    )  # fmt: skip
    people_per_agent: float = parameter(
        100, unit="full-time R&D people per row", low=1, high=1000, status="assumed",
        source="quick enough; 1 is one to one",
    )  # fmt: skip
    large_share: float = parameter(
        0.02, unit="share of firms, by sales", low=0.005, high=1, status="assumed",
        source="always one to one: sampling them would make the chance noise of R&D/GDP five "
        "times the largest lever",
    )  # fmt: skip
    ftz_filings: float = parameter(
        0.08, unit="share of the zone's filings", low=0, high=0.5, status="assumed",
        source="made by firms in the free-trade zone",
    )  # fmt: skip
    entrant_slots: float = parameter(
        0.15, unit="slots a year per firm at the start", low=0, high=1, status="assumed",
        source="entry of 12 % a year when four slots in five open",
    )  # fmt: skip
    entrant_mass: float = parameter(
        0.2, unit="million yuan of R&D a month", low=0.01, high=10, status="assumed",
        source="how well known an entrant is: as a firm with 2.4 million yuan of R&D a year",
    )  # fmt: skip
    startup_slots: float = parameter(
        200, unit="slots a year", low=0, high=5000, status="assumed",
        source="spin-offs .4 per institute and year (160 a year around applied institutes), "
        "when four slots in five open",
    )  # fmt: skip
    graduate_slots: float = parameter(
        0.75, unit="times the graduates of the data", low=0, high=3, status="assumed",
        source="graduates able to do R&D",
    )  # fmt: skip
    outsider_slots: float = parameter(
        0.05, unit="a year, share of R&D people at the start", low=0, high=1, status="assumed",
        source="R&D people elsewhere who consider the zone",
    )  # fmt: skip
    institute_slots: float = parameter(
        20, unit="slots a year", low=0, high=200, status="assumed",
        source="twice as many new-type institutions as the plan founds",
    )  # fmt: skip
    institute_from: float = parameter(
        2020, unit="year", low=2015, high=2030, status="assumed",
        source="first year in which the plan can found institutions",
    )  # fmt: skip
    private_fund_slots: float = parameter(
        40, unit="slots a year", low=0, high=500, status="assumed",
        source="private funds raised",
    )  # fmt: skip
    matched_fund_slots: float = parameter(
        60, unit="slots a year", low=0, high=500, status="assumed",
        source="so many that public money waits for a slot for a few months at most: three a "
        "year in the smallest city",
    )  # fmt: skip


def build(settings: Settings, seed: int, region: Region | None = None) -> State:
    """The state before January 2015: made once for as long as the same one is asked for."""
    global _last
    asked = settings.population, settings.scenario, settings.processes, seed
    place, known, state = _last
    if state is None or place is not region or known != asked:
        state = made(settings, seed, region)
        _last = region, asked, state  # at once: no thread sees one without the others
    return state.copy()


def made(settings: Settings, seed: int, region: Region | None = None) -> State:
    """The state before January 2015, from the start values."""
    from sim.population import firms, lists, patents, people, places, projects

    region = applied(region or load(), settings.scenario)
    params = settings.population
    state = blank(region, params, seed)
    luck = Luck(seed, "population", -1)
    places.fill_cities(state, params.ftz_filings)
    firms.fill(state, settings, luck)
    lists.fill_institutes(state, settings, luck)
    lists.fill_funds(state, luck)
    patents.fill(state, settings, luck)
    people.fill(state, settings, luck)
    places.fill_history(state, settings)
    projects.fill(state, settings, luck)
    for name, stock in opening_positions(state).items():
        book, account = name
        ledger: Ledger = getattr(state, book)
        ledger.position[ledger.row[account]] = stock
    return state


def opening_positions(state: State) -> dict[tuple[str, str], np.ndarray]:
    """What the books start with: the stocks of the state."""
    from sim.accounts import STOCKS

    return {name: stock(state) for name, stock in STOCKS.items()}


def blank(region: Region, params: Params, seed: int) -> State:
    """A state with cities and fields, and no agents yet."""
    n = len(region.cities)
    widths = {"cities": n, "fields": len(region.fields)}
    state = State(
        region=region, seed=seed, people_per_agent=params.people_per_agent,
        firms_per_agent=params.firms_per_agent,
        cities=Cities(n, widths), fields=Fields(len(region.fields), widths),
        firms=Firms(0, widths), institutes=Institutes(0, widths), funds=Funds(0, widths),
        talent=Talent(0, widths), terms=Terms.blank(n), lines={},
        money=Ledger(MONEY + OUTSIDE_MONEY, n), people=Ledger(PEOPLE, n),
        patents=Ledger(PATENTS, n), flows=Flows(n),
    )  # fmt: skip
    state.cities.key[:] = region.keys
    return state


def open_slots(state: State, settings: Settings) -> None:
    """Add this year's potential entrants, and start the year's count of flows."""
    from sim.population import slots

    slots.add(state, settings.population, Luck(state.seed, "slots", state.year))
    hiring = settings.processes["hiring"]
    state.known = Acquaintance.of(state, hiring.other_field, hiring.size_known)
    for moved in state.flows.moved.values():
        moved[:] = 0
