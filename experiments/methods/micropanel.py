"""The yearly micro-data of one run: what statistics of firms, cities and pairs need.

`Watch` sees every month of a run: it adds up flows of firms over the year and takes stocks
in December. Rows are firms of the model, each with the number of real firms that it stands
for; values are those of one real firm, but filings and patents count all firms of a row.
Years run along the first axis of everything that changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.methods.panel import FIRST_YEAR
from sim import indicators
from sim.entities import FIRM
from sim.region import Region
from sim.shapes import Floats, Ints
from sim.state import State

FLOWS = {  # name: column of firms, summed over the months of a year
    "rd": "rd_spending", "relabelled": "rd_relabelled", "sales": "sales", "filings": "filings",
}  # fmt: skip
STOCKS = (
    "city", "patents", "is_active", "is_rd_active", "is_certified", "rd_for_notch",
)  # fmt: skip
FIXED = ("field", "kind", "weight", "birth_month")
MOVES = ("co-patents", "talent", "capital")


@dataclass(frozen=True)
class MicroPanel:
    """One run by year. firms: (years, rows); fixed: (rows,); cities: (years, cities ...)."""

    region: Region
    firms: dict[str, Any]
    fixed: dict[str, Any]
    cities: dict[str, Floats]
    start: dict[str, Floats]

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years on record."""
        return tuple(FIRST_YEAR + i for i in range(len(self.firms["rd"])))

    def at(self, year: int) -> int:
        """Place of a calendar year on the first axis."""
        return self.years.index(year)

    @property
    def weight(self) -> Floats:
        """Real firms that each row stands for."""
        return self.fixed["weight"]

    @property
    def reported(self) -> Floats:
        """R&D as firms report it."""
        return self.firms["rd"] + self.firms["relabelled"]

    def whole_year(self, place: int) -> Any:
        """Which firms were open in all months of a year."""
        born = self.fixed["birth_month"] < 12 * place
        return self.firms["is_active"][place] & born

    def by_cell(self, amount: Floats) -> Floats:
        """Sums over firms by year, city and field, (years, cities, fields)."""
        n, m = len(self.region.cities), len(self.region.fields)
        cell = self.firms["city"] * m + self.fixed["field"]
        sums = [
            np.bincount(c, a, n * m)
            for c, a in zip(cell, np.asarray(amount, float), strict=True)
        ]
        return np.array(sums, dtype=float).reshape(-1, n, m)


class Watch:
    """A probe that keeps the micro-data of a run and brings home what is made of them."""

    def __init__(self, made: Callable[[MicroPanel], Any]) -> None:
        self.made = made
        self.sums: dict[str, Floats] = {}
        self.firms: list[dict[str, Any]] = []
        self.cities: list[dict[str, Floats]] = []
        self.start: dict[str, Floats] = {}
        self.region: Region | None = None
        self.fixed: dict[str, Any] = {}

    def see(self, state: State) -> None:
        """A month that is over."""
        firms, month = state.firms, state.month - 1
        if not self.start:
            self.start, self.region = before(state), state.region
        if month % 12 == 0:  # rows are added in January only
            self.sums = {name: np.zeros(len(firms)) for name in FLOWS}
        for name, column in FLOWS.items():
            self.sums[name] += firms.arrays[column]
        if month % 12 == 11:
            stocks = {name: firms.arrays[name].copy() for name in STOCKS}
            books = {"sales_in_books": firms.sales_by_year[:, 0].copy()}
            self.firms.append(self.sums | stocks | books)
            self.cities.append(of_cities(state))
            self.fixed = {name: firms.arrays[name].copy() for name in FIXED}

    def panel(self) -> MicroPanel:
        """Everything seen, with rows that came later at zero before."""
        assert self.region is not None
        rows = len(self.fixed["field"])
        firms = {
            name: np.array([padded(year[name], rows) for year in self.firms])
            for name in self.firms[-1]
        }
        cities = {
            name: np.array([year[name] for year in self.cities]) for name in self.cities[0]
        }
        return MicroPanel(self.region, firms, self.fixed, cities, self.start)

    def found(self) -> Any:
        """What is made of the panel; the panel itself stays."""
        return self.made(self.panel())


def padded(column: Any, rows: int) -> Any:
    """A column with zeros for rows that were not there yet."""
    return np.pad(column, [(0, rows - len(column))] + [(0, 0)] * (np.ndim(column) - 1))


def before(state: State) -> dict[str, Floats]:
    """R&D of 2014 and patents at its end by city, out of the history of the state."""
    return {
        "rd": state.history["rd_reported"][:12].sum(axis=0),
        "patents": state.history["patents"][11].copy(),
        "per_10k": 1e4 * state.history["patents"][11]
        / indicators.population(state.region, FIRST_YEAR - 2)[:-1],
    }  # fmt: skip


def of_cities(state: State) -> dict[str, Floats]:
    """What cities and pairs of cities are in December, or did in the year."""
    n, firms, region = len(state.cities), state.firms, state.region
    last = slice(state.month, state.month + 12)
    talent = state.talent
    staff = state.by_city(talent.city, talent.weight * talent.is_active)
    wages = state.by_city(talent.city, talent.weight * talent.is_active * talent.wage)
    posts = state.by_city(talent.city, talent.weight * talent.is_active * (talent.wage > 0))
    came = talent.is_active & (talent.origin == 1)
    measured = indicators.measure(state)
    return {
        **{kind: state.flows.moved[kind][:n, :n].copy() for kind in MOVES},
        "rd": state.history["rd_real"][last].sum(axis=0),
        "rd_reported": state.history["rd_reported"][last].sum(axis=0),
        "patents": state.history["patents"][state.month + 11].copy(),
        "people": staff,
        "wage": wages / np.maximum(posts, 1e-9),
        "house_price": region.input("house_price", state.year - 1),
        "graduates": state.by_city(talent.city, talent.weight * came),
        "graduated": state.by_city(talent.home_city, talent.weight * came),
        "projects": projects(state),
        "research": research(state, 12 * firms.weight * firms.rd_spending),
        **{name: measured[name] for name in indicators.UNITS},
    }


def research(state: State, firms_rd: Floats) -> Floats:
    """R&D of firms and institutes by city and field, a year, at December's rate."""
    pool = state.by_market(state.firms.city, state.firms.field, firms_rd)
    schools = state.institutes
    for code in range(pool.shape[1]):
        part = 12 * schools.rd_spending * schools.field_weights[:, code]
        pool[:, code] += state.by_city(schools.city, part)
    return pool


def projects(state: State) -> Floats:
    """Running joint projects by city and field of the firm and of its partner."""
    firms, schools = state.firms, state.institutes
    n, m = len(state.cities), len(state.fields)
    rows = np.flatnonzero((firms.pair_until >= state.month - 1) & firms.is_active)
    rows = rows[firms.partner_city[rows] >= 0]
    is_firm, partner = firms.partner_kind[rows] == FIRM, firms.partner[rows]
    peer, school = np.where(is_firm, partner, 0), np.where(is_firm, 0, partner)
    own = np.eye(m)[firms.field[peer]]
    fields = np.where(is_firm[:, None], own, schools.field_weights[school])
    cell = cells(firms.city[rows], firms.field[rows], firms.partner_city[rows], m, n)
    sums = [np.bincount(cell, firms.weight[rows] * part, n * m * n) for part in fields.T]
    return np.array(sums, dtype=float).T.reshape(n, m, n, m)


def cells(city: Ints, field: Ints, other: Ints, fields: int, cities: int) -> Ints:
    """One number for a city, a field and another city."""
    return (city * fields + field) * cities + other
