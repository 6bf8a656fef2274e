"""Patenting: filings from past R&D, examination, grants, lapse and sale of patents.

    n ~ Poisson(W h [R̄ / R0]^ε e^θ(t) (1 + π 1[pair]))                   filings    (1)
    decision after ⌊m(t) exp(s z_k)⌋ + 1 months, z_k = Φ⁻¹((k + u)/n)   k-th filing (2)
    g ~ Binomial(due, p_i),  logit p_i = logit p_c(t) + κ q_i           grants      (3)
    l, o: each patent lapses at ω ā / 12, ā' = ā + 1/12, new grants at age 0        (4)
          or else is sold out of the zone at χ_c / 12                               (5)
    P' = P + g - l - o                                                              (6)

    R̄ rd_lagged, the fading mean of E (1 + y) of 3-15 months before (a year; never this
    month's), E effective R&D (sim.yields), y instrument_boost, R0 reference_rd, h
    patent_propensity (permanent), θ inputs filing_trend and filing_shift (scenario), m
    input pendency_median, s pendency_sd, p_c input grant_share, q quality, P patents (in
    force), ā patent_age, χ exit rate of the city less the lapse that the province shows

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
from sim.shapes import Bools, FirmCounts, Floats, Ints, Numbers
from sim.state import QUEUE_MONTHS, Firms, Institutes, State
from sim.yields import effective_rd

INSTITUTES_FROM = 10**9  # their luck is that of rows from here on
GUIDE = 4096  # steps of a table of delays: four times as fast as a search for each filing
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
    start = luck[rows] - (np.cumsum(n) - n)
    place = (np.arange(n.sum()) + np.repeat(start, n)) / np.repeat(n, n)
    share, least = decided_before(median, sd)
    months = least[(place * GUIDE).astype(np.int64)]  # never too many, seldom too few
    late = np.flatnonzero(place >= share[months])
    while late.size:
        months[late] += 1
        late = late[place[late] >= share[months[late]]]
    return np.repeat(rows, n), months


@cache
def decided_before(median: float, sd: float) -> tuple[Floats, Ints]:
    """Share decided in less than 0, 1, ... months, and the least delay of equal steps of it."""
    from scipy.special import ndtr  # a fifth of a second that --help need not wait for

    share = ndtr(np.log(np.arange(1, QUEUE_MONTHS - 1) / median) / sd)
    share = np.concatenate([[0.0], share, [np.inf]])  # none takes longer than the queue
    return share, np.searchsorted(share, np.arange(GUIDE + 1) / GUIDE, side="right")


def enqueue(queue: NDArray[np.int32], rows: Ints, months: Ints, now: int) -> None:
    """Add one application per (row, delay) to the month in which it will be decided."""
    if not rows.size:
        return
    slot = np.arange(now, now + QUEUE_MONTHS) % QUEUE_MONTHS
    cell = rows * QUEUE_MONTHS + slot[months]  # equal ones side by side: delays rise in a row
    last = np.flatnonzero(np.append(cell[1:] != cell[:-1], True))
    count = np.diff(last, prepend=-1)
    queue.reshape(-1)[cell[last]] += count.astype(queue.dtype)  # a view: columns are whole


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
    tables, slot = (state.firms, state.institutes), state.month % QUEUE_MONTHS
    for table in tables:
        table.filings[:] = table.grants[:] = 0
    file(state, [Part(each, each.rd_lagged > 0) for each in tables], params, luck)
    held = [Part(each, (each.patents > 0) | (each.queue[:, slot] > 0)) for each in tables]
    examine(state, held, params, luck)
    for table in tables:
        table.queue[:, slot] = 0
        remember_rd(table, params)


class Part:
    """Some rows of a table."""

    def __init__(self, table: Firms | Institutes, is_in: Bools) -> None:
        self.table, self.rows = table, np.flatnonzero(is_in)


def ids_of(parts: list[Part]) -> Ints:
    """What the luck of firms and institutes hangs on."""
    firms, institutes = parts
    return np.concatenate([firms.rows, INSTITUTES_FROM + institutes.rows])


def take(parts: list[Part], column: str) -> Any:
    """A column of firms and institutes, one after the other."""
    return np.concatenate([part.table.arrays[column][part.rows] for part in parts])


def put(parts: list[Part], column: str, values: Any) -> None:
    """Write a column of firms and institutes; all other rows keep theirs."""
    firms, institutes = parts
    firms.table.arrays[column][firms.rows] = values[: len(firms.rows)]
    institutes.table.arrays[column][institutes.rows] = values[len(firms.rows) :]


def file(state: State, parts: list[Part], params: Params, luck: Luck) -> None:
    """Applications of the month, put into the queue by month of decision."""
    firms, institutes = parts
    ids = ids_of(parts)
    trend = float(state.region.input("filing_trend", state.year)[0])
    trend += float(state.region.now("filing_shift", state.month)[0])
    median = float(state.region.input("pendency_median", state.year)[0])
    alone = np.zeros(len(institutes.rows))
    pair = np.concatenate([state.firms.pair_yield[firms.rows] > 0, alone])
    weight = np.concatenate([state.firms.weight[firms.rows], alone + 1])
    rd, propensity = 12 * take(parts, "rd_lagged"), take(parts, "patent_propensity")
    mean = weight * filing_rate(rd, propensity, trend, pair, params)
    count = poisson(mean, luck.uniform("file", ids))
    put(parts, "filings", count)
    state.patents.pay("filed", "pending", state.by_city(take(parts, "city"), count))
    which, months = due_months(count, luck.uniform("wait", ids), median, params.pendency_sd)
    n = len(firms.rows)
    split = np.searchsorted(which, n)
    enqueue(firms.table.queue, firms.rows[which[:split]], months[:split], state.month)
    rest = institutes.rows[which[split:] - n]
    enqueue(institutes.table.queue, rest, months[split:], state.month)


def examine(state: State, parts: list[Part], params: Params, luck: Luck) -> None:
    """Decide what is due, and let patents in force lapse or be sold."""
    city, ids, slot = take(parts, "city"), ids_of(parts), state.month % QUEUE_MONTHS
    due = np.concatenate([part.table.queue[part.rows, slot] for part in parts], dtype=np.int64)
    share = np.minimum(state.region.input("grant_share", state.year), 0.95)[city]
    chance = grant_chance(share, take(parts, "quality"), params.quality_slope)
    stock, age = take(parts, "patents"), take(parts, "patent_age")
    exits = state.region.start["exit_rate"] / 100 - params.provincial_lapse
    lapse = lapse_chance(age, params.lapse_slope)
    leaves = leaving_chance(lapse, np.maximum(exits, 0)[city] / 12)
    fate = np.append(luck.uniform("decide", ids), luck.uniform("leave", ids))
    count = binomial(np.append(due, stock), np.append(chance, leaves), fate)
    granted, left = np.split(count, 2)  # one call is cheaper than two
    gone = np.flatnonzero(left)
    kind = np.minimum(lapse[gone] / leaves[gone], 1 - 1e-12)
    lapsed = binomial(left[gone], kind, luck.uniform("kind", ids[gone]))
    now = stock - left + granted
    put(parts, "grants", granted)
    put(parts, "patents", now)
    put(parts, "patent_age", (stock - left) * (age + 1 / 12) / np.maximum(now, 1))
    for source, target, places, number in (
        ("pending", "in_force", city, granted), ("pending", "refused", city, due - granted),
        ("in_force", "lapsed", city[gone], lapsed),
        ("in_force", "transferred", city[gone], left[gone] - lapsed),
    ):  # fmt: skip
        state.patents.pay(source, target, state.by_city(places, number))


def remember_rd(table: Firms | Institutes, params: Params) -> None:
    """Move this month's R&D into the lags: three months apart, then a fading mean."""
    recent = table.rd_recent
    table.rd_lagged += (recent[:, 2] - table.rd_lagged) / params.lag_months
    recent[:, 2] = recent[:, 1]
    recent[:, 1] = recent[:, 0]
    recent[:, 0] = table.rd_spending
    if isinstance(table, Firms):
        recent[:, 0] = effective_rd(table) * (1 + table.instrument_boost)
