"""Patents at the end of 2014: propensities, applications in the queue, patents in force.

    h_i = z_i (R_i)^0.35,  ln z_i ~ N(0, 1.1), scaled so that Σ W h_i R̄_i^ε is the number of
    filings of the city; the size effect holds between firms, ε is the elasticity in time (1)
    P(T ≤ a + t | T > a) of a log-normal T says when an application of age a is decided  (2)

R is yearly R&D in units of reference_rd of `patenting`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.entities import QUEUE_MONTHS, STARTUP, Firms, Institutes
from sim.examination import worth
from sim.population.sharing import apportion
from sim.randomness import Luck
from sim.shapes import Floats, Ints
from sim.state import State

if TYPE_CHECKING:
    from sim.settings import Settings

AGES = {
    "pending_share_0_6m": (0, 6), "pending_share_6_12m": (6, 12),
    "pending_share_12_24m": (12, 24), "pending_share_24_36m": (24, 36),
    "pending_share_36_60m": (36, 60),
}  # fmt: skip
MEAN_AGE = 3.5  # years since grant: the stock grew by about a quarter a year
PROPENSITY_SD, SIZE_POWER = 1.1, 0.35
STARTUP_PATENTING = 3.0  # filings of a start-up at equal R&D, times those of other firms:
# makes a yuan of venture money about as patent-productive as one of R&D, the low end of
# 1-5 times (Kortum & Lerner 2000); 10 would let start-ups file a third of all [assumed]


def raw_propensity(rd: Floats, luck: Floats) -> Floats:
    """Permanent filings per R&D before scaling, equation (1); `rd` relative."""
    return np.exp(PROPENSITY_SD * luck) * np.maximum(rd, 1e-3) ** SIZE_POWER


def decided_by_month(median: float, sd: float, low: int, high: int) -> Floats:
    """Share of applications of age low to high months decided in each coming month, (2)."""
    from scipy.special import ndtr

    ages = np.arange(low, high) + 0.5
    later = ages[:, None] + np.arange(1, QUEUE_MONTHS + 1)
    done = ndtr(np.log(later / median) / sd)
    before = ndtr(np.log(ages / median) / sd)[:, None]
    share = np.diff((done - before) / (1 - before), axis=1, prepend=0).mean(axis=0)
    return share / share.sum()


def fill(state: State, settings: Settings, luck: Luck) -> None:
    """Scale propensities, then hand out queue and stock, whole and exact by city."""
    params = settings.processes["patenting"]
    start = state.region.start
    monthly = start["pending_filings"] * start["pending_share_0_6m"] / 6
    timing = np.zeros((len(state.cities), QUEUE_MONTHS))
    median = float(state.region.input("pendency_median", 2014)[0])
    for name, (low, high) in AGES.items():
        by_month = decided_by_month(median, params.pendency_sd, low, high)
        timing += start[name][:, None] * by_month
    timing /= timing.sum(axis=1, keepdims=True)
    firms, institutes = state.firms, state.institutes
    for name, table, weight in (
        ("firm", firms, firms.weight), ("institute", institutes, np.ones(len(institutes)))
    ):  # fmt: skip
        part = start["patents_institute_share"]
        part = part if table is institutes else 1 - part
        z = luck.normal(f"{name} propensity", len(table))
        # A firm without R&D has the propensity of what it would spend: it may start.
        rd = table.rd_spending
        rd = firms.rd_propensity * firms.sales if table is firms else rd
        raw = raw_propensity(12 * rd / params.reference_rd, z)
        starts = table is firms and firms.kind == STARTUP
        table.patent_propensity[:] = raw * np.where(starts, STARTUP_PATENTING, 1.0)
        power = (12 * table.rd_lagged / params.reference_rd) ** params.rd_elasticity
        for city in range(len(state.cities)):
            rows = np.flatnonzero(table.city == city)
            u = float(luck.uniform(f"{name} share", np.array([state.cities.key[city]]))[0])
            stock = whole_part(start["patents_in_force"][city], part[city], table, firms)
            queue = whole_part(start["pending_filings"][city], part[city], table, firms)
            level = monthly[city] * part[city]
            hand_out(table, rows, weight[rows], level, stock, power[rows], u)
            hand_out_queue(table, rows, queue, timing[city], power[rows], u)
    scale_entrants(state, params.reference_rd)
    weigh(state, params.quality_spread)


def whole_part(total: float, part: float, table: object, firms: object) -> int:
    """Whole number for one of the two kinds of holder; together they give the total."""
    of_firms = round(total * part) if table is firms else round(total * (1 - part))
    return of_firms if table is firms else int(total) - of_firms


def hand_out(
    table: Firms | Institutes, rows: Ints, weight: Floats, filings: float, stock: int,
    power: Floats, luck: float,
) -> None:  # fmt: skip
    """Scale the propensities of a city to its filings and hand out its patents in force."""
    raw = table.patent_propensity[rows]
    scaled = raw * (filings / (weight * raw * power).sum())
    table.patent_propensity[rows] = scaled
    table.patents[rows] = apportion(stock, weight * scaled * power, luck)
    table.patent_age[rows] = np.where(table.patents[rows] > 0, MEAN_AGE, 0.0)


def hand_out_queue(
    table: Firms | Institutes, rows: Ints, total: int, timing: Floats, power: Floats,
    luck: float,
) -> None:  # fmt: skip
    """Hand out a city's applications to rows and months of decision."""
    rate = table.patent_propensity[rows] * power
    if isinstance(table, Firms):
        rate = rate * table.weight[rows]
    by_month = apportion(total, timing, luck)
    for month, count in enumerate(by_month):
        place = (luck + 0.6180339887498949 * month) % 1.0
        table.queue[rows, month] = apportion(int(count), rate, place)


def scale_entrants(state: State, reference_rd: float) -> None:
    """Remember, for later entrants, the level of filings that scaled each city."""
    firms = state.firms
    raw = raw_propensity(12 * firms.rd_spending / reference_rd, np.zeros(len(firms)))
    active = firms.is_rd_active
    weight = firms.weight * active
    level = state.by_city(firms.city, weight * firms.patent_propensity)
    base = state.by_city(firms.city, weight * raw)
    spread = np.exp(PROPENSITY_SD**2 / 2)  # the mean of the log-normal part
    state.cities.filing_level[:] = level / base / spread


def weigh(state: State, spread: float) -> None:
    """Weigh patents by the quality of their owner, so that the mean patent weighs one."""
    tables = (state.firms, state.institutes)
    total = sum((table.patents * worth(table.quality, spread, 1)).sum() for table in tables)
    state.cities.quality_unit[:] = total / sum(table.patents.sum() for table in tables)
    for table in tables:
        weight = worth(table.quality, spread, state.cities.quality_unit[table.city])
        table.patent_quality[:] = np.where(table.patents > 0, weight, 0.0)
