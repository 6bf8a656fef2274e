"""Patenting: filings from past R&D, examination, grants, lapse and sale of patents.

    n ~ Poisson(W h [R̄ / R0]^ε e^θ(t) (1 + π 1[pair]))                   filings    (1)
    decision after ⌊m(t) exp(s z_k)⌋ + 1 months, z_k = Φ⁻¹((k + u)/n)   k-th filing (2)
    g ~ Binomial(due, p_i),  logit p_i = logit p_c(t) + κ q_i           grants      (3)
    l, o: each patent lapses at ω ā / 12, ā' = ā + 1/12, new grants at age 0        (4)
          or else is sold out of the zone at χ_c / 12                               (5)
    P' = P + g - l - o                                                              (6)

    R̄ rd_lagged, the fading mean of R (1 + y) of 3-15 months before (a year; never this
    month's), R rd_spending, y instrument_boost, R0 reference_rd, h patent_propensity
    (permanent), θ input filing_trend, m input pendency_median, s pendency_sd, p_c input
    grant_share, q quality, P patents (in force), ā patent_age, χ exit rate of the city less
    the lapse that the province shows

The delays of one row's filings are its n quantiles moved by one uniform: each is
log-normal, and one more filing does not re-deal the others. The lapse hazard rises
linearly with age (2 % at 1.5 years, 11 % at 9), so that the mean age of a row is all that
matters and rows of any weight behave alike. Counts are whole for the row; conserves them.

References
----------
Hausman, Hall & Griliches (1984): elasticity .3-.6, most of it in the first year or two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.counts import binomial, poisson
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import FirmCounts, Floats, Ints, Numbers
from sim.state import QUEUE_MONTHS, Firms, Institutes, State

INSTITUTES_FROM = 10**9  # their luck is that of rows from here on
WRITES = tuple(
    f"{table}.{column}"
    for table in ("firms", "institutes")
    for column in (
        "filings", "grants", "patents", "patent_age", "queue", "rd_recent", "rd_lagged",
    )
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """From R&D to patents in force."""

    rd_elasticity: float = parameter(
        0.4, unit="elasticity", low=0.2, high=0.6, status="recalled",
        source="Hall, Griliches & Hausman (1986); .3-.6 in panels of firms",
    )  # fmt: skip
    reference_rd: float = parameter(
        1.0, unit="million yuan of R&D a year", low=0.01, high=100, status="assumed",
        source="the R&D at which a firm files h patents a month; a unit, not a mechanism",
    )  # fmt: skip
    filing_level: float = parameter(
        1.0, unit="times the filings of 2014", low=0.5, high=2, status="estimated",
        source="provincial applications and the zone's share; 1 by construction",
    )  # fmt: skip
    pair_premium: float = parameter(
        0.2, unit="share", low=0, high=0.5, status="assumed",
        source="filings of firms with a joint project",
    )  # fmt: skip
    lag_months: float = parameter(
        6, unit="months beyond the first three", low=1, high=24, status="sourced",
        source="mean lag 9 months in all: most in the first year or two",
    )  # fmt: skip
    pendency_sd: float = parameter(
        0.40, unit="log points", low=0.1, high=0.8, status="assumed",
        source="spread of the time from filing to decision; not identified by totals",
    )  # fmt: skip
    quality_slope: float = parameter(
        0.3, unit="logit per standard deviation", low=0, high=1, status="assumed",
        source="better ideas are granted more often",
    )  # fmt: skip
    lapse_slope: float = parameter(
        0.0125, unit="1/year per year of age", low=0.005, high=0.03, status="estimated",
        source="2 / 6 / 11 % a year at ages 0-3 / 4-6 / 7+; provincial mean 4.7 % 2015-19",
    )  # fmt: skip
    provincial_lapse: float = parameter(
        0.047, unit="1/year", low=0.02, high=0.08, status="estimated",
        source="pooled lapse of the province 2015-19",
    )  # fmt: skip


def filing_rate(
    rd: Floats, propensity: Floats, trend: float, is_paired: Numbers, params: Params
) -> Floats:
    """Expected filings of one real unit in a month, equation (1); `rd` a year."""
    level = params.filing_level * np.exp(trend) * propensity
    power = (rd / params.reference_rd) ** params.rd_elasticity
    return level * power * (1 + params.pair_premium * is_paired)


def due_months(counts: FirmCounts, luck: Floats, median: float, sd: float) -> tuple[Ints, Ints]:
    """Row and delay in months of every filing, equation (2)."""
    rows = np.flatnonzero(counts)
    n = counts[rows]
    row = np.repeat(np.arange(len(rows)), n)
    start = luck[rows] - (np.cumsum(n) - n)
    place = (np.arange(len(row)) + start[row]) / n[row]
    months = np.searchsorted(decided_before(median, sd), place, side="right") + 1
    return rows[row], months


@cache
def decided_before(median: float, sd: float) -> Floats:
    """Share decided in less than 1, 2, ... months: the distribution function of (2)."""
    from scipy.special import ndtr  # a fifth of a second that --help need not wait for

    return ndtr(np.log(np.arange(1, QUEUE_MONTHS - 1) / median) / sd)


def enqueue(queue: NDArray[np.int32], rows: Ints, months: Ints, now: int) -> None:
    """Add one application per (row, delay) to the month in which it will be decided."""
    if not rows.size:
        return
    cell = rows * QUEUE_MONTHS + months  # delays rise within a row: already in order
    first = np.flatnonzero(np.diff(cell, prepend=-1))
    count = np.diff(np.append(first, len(cell)))
    queue[rows[first], (now + months[first]) % QUEUE_MONTHS] += count.astype(queue.dtype)


def grant_chance(share: Floats, quality: Floats, slope: float) -> Floats:
    """Chance that a decision is a grant, equation (3)."""
    odds = share / (1 - share) * np.exp(slope * quality)
    return odds / (1 + odds)


def lapse_chance(age: Floats, slope: float) -> Floats:
    """Chance that a patent lapses in a month, equation (4)."""
    return np.minimum(slope * age, 0.5) / 12


def leaving_chance(lapse: Floats, sale: Floats) -> Floats:
    """Chance that a patent leaves in a month: it lapses, or else is sold."""
    return lapse + sale - lapse * sale


def step(state: State, params: Params, luck: Luck) -> None:
    holders = [_holder(table, state.month) for table in (state.firms, state.institutes)]
    ids = np.concatenate([holders[0].rows, INSTITUTES_FROM + holders[1].rows])
    file(state, holders, ids, params, luck)
    examine(state, holders, ids, params, luck)
    for holder in holders:
        remember_rd(holder.table, params)


@dataclass(frozen=True)
class Holder:
    """The rows of a table that file or hold patents, and what is decided this month."""

    table: Firms | Institutes
    rows: Ints
    due: Ints

    def take(self, column: str) -> Any:
        """A column for these rows."""
        return self.table.arrays[column][self.rows]


def _holder(table: Firms | Institutes, month: int) -> Holder:
    slot = month % QUEUE_MONTHS
    due = table.queue[:, slot].astype(np.int64)
    table.queue[:, slot] = 0
    rows = np.flatnonzero((table.rd_lagged > 0) | (table.patents > 0) | (due > 0))
    return Holder(table, rows, due[rows])


def of_all(holders: list[Holder], column: str) -> Any:
    """A column of firms and institutes, one after the other."""
    return np.concatenate([holder.take(column) for holder in holders])


def put(holders: list[Holder], column: str, values: Any) -> None:
    """Write a column of firms and institutes; rows that hold nothing keep theirs."""
    first = 0
    for holder in holders:
        last = first + len(holder.rows)
        holder.table.arrays[column][holder.rows] = values[first:last]
        first = last


def file(state: State, holders: list[Holder], ids: Ints, params: Params, luck: Luck) -> None:
    """Applications of the month, put into the queue by month of decision."""
    firms, institutes = holders
    trend = float(state.region.input("filing_trend", state.year)[0])
    median = float(state.region.input("pendency_median", state.year)[0])
    alone = np.zeros(len(institutes.rows))
    pair = np.concatenate([firms.take("pair_yield") > 0, alone])
    weight = np.concatenate([firms.take("weight"), alone + 1])
    rd, propensity = 12 * of_all(holders, "rd_lagged"), of_all(holders, "patent_propensity")
    mean = weight * filing_rate(rd, propensity, trend, pair, params)
    count = poisson(mean, luck.uniform("file", ids))
    for holder in holders:
        holder.table.filings[:] = 0
    put(holders, "filings", count)
    which, months = due_months(count, luck.uniform("wait", ids), median, params.pendency_sd)
    split = np.searchsorted(which, len(firms.rows))
    enqueue(firms.table.queue, firms.rows[which[:split]], months[:split], state.month)
    rest = institutes.rows[which[split:] - len(firms.rows)]
    enqueue(institutes.table.queue, rest, months[split:], state.month)


def examine(state: State, holders: list[Holder], ids: Ints, params: Params, luck: Luck) -> None:
    """Decide what is due, and let patents in force lapse or be sold."""
    city = of_all(holders, "city")
    due = np.concatenate([holder.due for holder in holders])
    share = np.minimum(state.region.input("grant_share", state.year), 0.95)[city]
    chance = grant_chance(share, of_all(holders, "quality"), params.quality_slope)
    granted = binomial(due, chance, luck.uniform("decide", ids))

    stock, age = of_all(holders, "patents"), of_all(holders, "patent_age")
    exits = state.region.start["exit_rate"] / 100 - params.provincial_lapse
    lapse = lapse_chance(age, params.lapse_slope)
    leaves = leaving_chance(lapse, np.maximum(exits, 0)[city] / 12)
    left = binomial(stock, leaves, luck.uniform("leave", ids))
    gone = np.flatnonzero(left)
    lapsed = np.zeros_like(left)
    kind = np.minimum(lapse[gone] / leaves[gone], 1 - 1e-12)
    lapsed[gone] = binomial(left[gone], kind, luck.uniform("kind", ids[gone]))

    old = stock - left
    now = old + granted
    for holder in holders:
        holder.table.grants[:] = 0
    put(holders, "grants", granted)
    put(holders, "patents", now)
    put(holders, "patent_age", old * (age + 1 / 12) / np.maximum(now, 1))
    for source, target, number in (
        ("filed", "pending", of_all(holders, "filings")), ("pending", "in_force", granted),
        ("pending", "refused", due - granted), ("in_force", "lapsed", lapsed),
        ("in_force", "transferred", left - lapsed),
    ):  # fmt: skip
        state.patents.pay(source, target, state.by_city(city, number))


def remember_rd(table: Firms | Institutes, params: Params) -> None:
    """Move this month's R&D into the lags: three months apart, then a fading mean."""
    oldest = table.rd_recent[:, 2]
    table.rd_lagged += (oldest - table.rd_lagged) / params.lag_months
    table.rd_recent[:, 1:] = table.rd_recent[:, :-1].copy()
    table.rd_recent[:, 0] = table.rd_spending
    if isinstance(table, Firms):
        table.rd_recent[:, 0] *= 1 + table.instrument_boost
