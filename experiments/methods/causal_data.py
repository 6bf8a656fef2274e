"""What an econometrician could observe of one run: a panel of firms, pairs of cities, funds.

`Survey` sees every month of a run. Its panel of firms is drawn before the plan: open since
2016 and with R&D at the end of every year 2016-2019. A policy that starts later can not
decide who is in it, and arms of one seed, which share these years, hold the same firms in
the same order, so that each firm has its twin. A row stands for `weight` like firms; R&D and
sales are of one of them, filings and grants count all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.methods.micropanel import padded
from experiments.methods.panel import FIRST_YEAR
from sim.entities import INSTITUTE, STARTUP
from sim.shapes import Floats
from sim.state import State

FLOWS = {  # name: column of firms, summed over the months of a year
    "rd": "rd_spending", "relabelled": "rd_relabelled", "sales": "sales",
    "filings": "filings", "grants": "grants",
}  # fmt: skip
FLAGS = {  # name: column; true where it was so in any month of the year
    "user": "is_instrument_user", "cluster": "in_cluster", "consortium": "in_consortium",
    "park": "in_park", "ftz": "in_ftz", "pool": "in_pool",
}  # fmt: skip
STOCKS = {"open": "is_active", "researches": "is_rd_active", "city": "city"}
FRAME = (2016, 2019)  # R&D at the end of each of these years
NOTCH_YEARS = (2017, 2018, 2019)
FUNDED = "funded_month"  # of a start-up: when its proof of concept was paid; -1 never


@dataclass(frozen=True)
class MicroData:
    """One arm of one seed. firms: (years, rows of the frame); fixed: (rows,).

    `notch` holds all firms of some years before the plan, `startups` all start-ups that
    ever opened, `pairs` joint filings of universities and firms by year and pair of cities,
    `funds` committed money by year and city.
    """

    cities: tuple[str, ...]
    years: tuple[int, ...]
    firms: dict[str, Any]
    fixed: dict[str, Any]
    notch: dict[str, Any]
    startups: dict[str, Any]
    pairs: Floats
    funds: dict[str, Floats]

    def at(self, year: int) -> int:
        """Place of a calendar year on the first axis."""
        return self.years.index(year)

    @property
    def reported(self) -> Floats:
        """R&D as firms report it."""
        return self.firms["rd"] + self.firms["relabelled"]

    def codes(self, names: tuple[str, ...]) -> list[int]:
        """Codes of cities by name."""
        return [self.cities.index(name) for name in names]


class Survey:
    """A probe that keeps yearly micro-data and brings them home."""

    def __init__(self) -> None:
        self.now: dict[str, Any] = {}
        self.years: list[dict[str, Any]] = []
        self.pairs: list[Floats] = []
        self.fixed: dict[str, Any] = {}
        self.startups: dict[str, Any] = {}
        self.funded = np.zeros(0, dtype=np.int64)
        self.funds: dict[str, Floats] = {}
        self.cities: tuple[str, ...] = ()

    def see(self, state: State) -> None:
        """A month that is over."""
        month = state.month - 1
        if month % 12 == 0:  # rows are added in January only
            n = len(state.firms)
            self.now = {name: np.zeros(n) for name in FLOWS}
            self.now |= {name: np.zeros(n, dtype=bool) for name in FLAGS}
            self.pairs.append(np.zeros((len(state.cities),) * 2))
            self.funded = np.pad(self.funded, (0, n - len(self.funded)), constant_values=-1)
        columns = state.firms.arrays
        self.funded[(self.funded < 0) & (columns["concept_bonus"] > 0)] = month
        for name, column in FLOWS.items():
            self.now[name] += columns[column]
        for name, column in FLAGS.items():
            self.now[name] |= columns[column]
        self.pairs[-1] += joint_filings(state, month)
        if month % 12 == 11:
            december = {name: columns[column].copy() for name, column in STOCKS.items()}
            december["sales_in_books"] = columns["sales_by_year"][:, 0].copy()
            self.years.append(self.now | december)
            self._last(state)

    def _last(self, state: State) -> None:
        """What is the same for ever, or holds its own history."""
        firms, columns = state.firms, state.firms.arrays
        self.cities = state.region.cities
        self.fixed = {n: columns[n].copy() for n in ("field", "weight", "birth_month")}
        rows = np.flatnonzero((firms.kind == STARTUP) & (firms.birth_month >= 0))
        names = ("birth_month", "venture_month", "city")
        self.startups = {name: columns[name][rows].astype(np.int32) for name in names}
        self.startups |= {"row": rows, FUNDED: self.funded[rows]}
        self.funds = raised(state)

    def found(self) -> MicroData:
        """The panel of the frame, and what is beside it."""
        rows = frame(self.years, self.fixed)
        size = len(self.fixed["weight"])
        firms = {
            name: np.array([compact(padded(y[name], size)[rows]) for y in self.years])
            for name in (*FLOWS, *FLAGS, *STOCKS)
        }
        return MicroData(
            cities=self.cities,
            years=tuple(FIRST_YEAR + i for i in range(len(self.years))),
            firms=firms,
            fixed={name: column[rows] for name, column in self.fixed.items()},
            notch=near_notch(self.years, self.fixed),
            startups=self.startups,
            pairs=np.array(self.pairs),
            funds=self.funds,
        )


def compact(column: Any) -> Any:
    """Half the bytes: seven digits are more than any survey has."""
    return column.astype(np.float32) if column.dtype == np.float64 else column


def frame(years: list[dict[str, Any]], fixed: dict[str, Any]) -> Any:
    """Rows of the panel: open since before, with R&D at every year's end."""
    first, last = (year - FIRST_YEAR for year in FRAME)
    size = len(years[first]["open"])
    kept = fixed["birth_month"][:size] < 12 * first
    for year in years[first : last + 1]:
        kept &= (year["open"] & year["researches"])[:size]
    return np.flatnonzero(kept)


def near_notch(years: list[dict[str, Any]], fixed: dict[str, Any]) -> dict[str, Any]:
    """All firms that were open for the whole of a year and reported R&D in it.

    Sales are those of the tax return: they enter a firm's books a month after they are made.
    """
    parts = []
    for place in (year - FIRST_YEAR for year in NOTCH_YEARS):
        if place >= len(years):
            continue
        year = years[place]
        whole = fixed["birth_month"][: len(year["open"])] < 12 * place
        sales = year["sales_in_books"]
        rows = np.flatnonzero(whole & year["open"] & (year["rd"] > 0) & (sales > 0))
        columns = {n: year[n][rows] for n in ("rd", "relabelled")} | {"sales": sales[rows]}
        key = np.column_stack([np.full(len(rows), place), rows])
        parts.append(columns | {"weight": fixed["weight"][rows], "key": key})
    names = parts[0] if parts else {}
    return {name: np.concatenate([part[name] for part in parts]) for name in names}


def joint_filings(state: State, month: int) -> Floats:
    """Filings of firms with a running project with an institute, by city of firm and partner.

    The same share of them is joint everywhere: that of `collaboration` is left out here.
    """
    firms, n = state.firms, len(state.cities)
    runs = (firms.partner_kind == INSTITUTE) & (firms.pair_until >= month) & firms.is_active
    rows = np.flatnonzero(runs & (firms.partner_city >= 0))
    cell = firms.city[rows] * n + firms.partner_city[rows]
    found = np.bincount(cell, firms.filings[rows], n * n)
    return found.reshape(n, n).astype(float)


def raised(state: State) -> dict[str, Floats]:
    """Money committed to funds by year of opening and city, public and private."""
    funds, n = state.funds, len(state.cities)
    rows = np.flatnonzero(funds.birth_month >= 0)
    years = state.month // 12
    cell = funds.birth_month[rows] // 12 * n + funds.city[rows]
    public = funds.committed[rows] * funds.public_share[rows]
    private = funds.committed[rows] - public
    sums = {
        name: np.bincount(cell, amount, years * n).reshape(years, n).astype(float)
        for name, amount in (("public", public), ("private", private))
    }
    return sums | {"waiting": state.cities.private_waiting.copy()}
