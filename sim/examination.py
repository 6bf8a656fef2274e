"""Examination: how long the patent office takes, what it grants, and what stays in force.

    decision after ⌊m exp(s z_k)⌋ + 1 months, at most 71                                 (1)
        z_k = Φ⁻¹((k + u)/n), k = 0 … n - 1                      filing k of n
    logit p_i = logit p_c + κ q_i + δ_k - γ_c,  Σ_k s_ck p(δ_k - γ_c) = p_c              (2)
    l_i = min(ω ā_i λ_k / Σ_k s_ck λ_k, .5), a year              lapse of a patent       (3)

    m median (input pendency_median), s pendency_sd, u luck of the row; p_c chance that a
    decision in city c is a grant (input grant_share, at most .95), p(x) = logistic(logit p_c +
    x), q quality, κ quality_slope, δ_k log odds of applicant kind k against firms
    (university_odds, of other institutes institute_odds, of firms 0), s_ck share of the kind in
    the filings of the city at the start; ā mean age of a portfolio, ω lapse_slope, λ_k lapse of
    the kind (universities university_lapse, others 1)

Institutes have the share patents_institute_share (start values) of a city's filings, split by
h (12 rd_start / R0)^ε (see `patenting`) of those that were there then; firms have the rest.

Universities are granted more than public institutes, and these more than firms. γ_c takes
that out of the mean of a city, so that p_c stays what the yearbooks show; the same holds for
lapses. Shares are those of the start, not of the month: one more filing of a university
must not make the office stricter with others. What was filed for the count (queue_low, a
part of queue) is granted less often and weighs less. Lapse rises linearly with age (1.5 % at
1.5 years, 9 % at 9), so that the mean age of a row is enough. Conserves patents.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, wraps
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.counts import binomial
from sim.entities import QUEUE_MONTHS
from sim.patentees import Part, ids_of, put, take
from sim.randomness import Luck
from sim.shapes import FirmCounts, Floats, Ints, PerCity
from sim.state import State

if TYPE_CHECKING:
    from sim.processes.patenting import Params

FIRMS = 4  # the last kind of applicant; the others are those of institutes.kind
GUIDE = 4096  # steps of a table of delays: four times as fast as a search for each filing


def due_months(counts: FirmCounts, luck: Floats, median: float, sd: float) -> tuple[Ints, Ints]:
    """Row and delay in months of every filing, equation (1)."""
    rows = (counts > 0).nonzero()[0]
    n = counts[rows]
    start = luck[rows] - (np.cumsum(n) - n)
    place = (np.arange(n.sum()) + np.repeat(start, n)) / np.repeat(n, n)
    share, least = decided_before(median, sd)
    months = least.take((place * GUIDE).astype(np.int64))  # never too many, seldom too few
    late = (place >= share.take(months)).nonzero()[0]
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
    last = np.concatenate([[-1], (cell[1:] != cell[:-1]).nonzero()[0], [len(cell) - 1]])
    count = (last[1:] - last[:-1]).astype(queue.dtype)
    queue.reshape(-1)[cell[last[1:]]] += count  # a view: columns are whole


def grant_chance(share: Floats, quality: Floats, slope: float) -> Floats:
    """Chance that a decision is a grant; `share` where quality is nought."""
    odds = share / (1 - share) * np.exp(slope * quality)
    return odds / (1 + odds)


def by_value(rule: Callable[..., Floats]) -> Callable[..., Floats]:
    """A rule of arrays that is worked out once for the same values; the result is locked."""

    @lru_cache(maxsize=64)
    def known(*given: tuple[bytes, str, tuple[int, ...]]) -> Floats:
        found = rule(*(np.frombuffer(raw, kind).reshape(shape) for raw, kind, shape in given))
        found.flags.writeable = False
        return found

    @wraps(rule)
    def look_up(*arrays: NDArray[Any]) -> Floats:
        return known(*((each.tobytes(), each.dtype.str, each.shape) for each in arrays))

    return look_up


@by_value
def kind_shares(
    kind: Ints, filings: Floats, city: Ints, institute_part: PerCity
) -> NDArray[np.float64]:
    """Share of each kind of applicant in the filings of a city, (cities, kinds)."""
    n = len(institute_part)
    by_kind = np.bincount(city * FIRMS + kind, filings, n * FIRMS).reshape(n, FIRMS)
    total = by_kind.sum(axis=1, keepdims=True)
    part = np.where(total > 0, institute_part[:, None], 0.0)
    by_kind = part * by_kind / np.maximum(total, 1e-300)
    return np.concatenate([by_kind, 1 - part], axis=1)


@by_value
def neutral(share: PerCity, kinds: Floats, odds: Floats) -> Floats:
    """Chance of each kind in each city with mean `share`, equation (2): (cities, kinds)."""
    log_odds = np.log(share / (1 - share))[:, None] + odds
    for _ in range(5):  # Newton's rule: exact for shares and odds far beyond those used
        chance = 1 / (1 + np.exp(-log_odds))
        slope = (kinds * chance * (1 - chance)).sum(axis=1, keepdims=True)
        log_odds -= ((kinds * chance).sum(axis=1) - share)[:, None] / slope
    return 1 / (1 + np.exp(-log_odds))


@by_value
def relative_lapse(kinds: Floats, times: Floats) -> Floats:
    """Lapse of each kind against the mean of its city, in equation (3): (cities, kinds)."""
    return times / (kinds * times).sum(axis=1, keepdims=True)


def lapse_chance(age: Floats, slope: float | Floats) -> Floats:
    """Chance that a patent lapses in a month, equation (3)."""
    return np.minimum(slope * age, 0.5) / 12


def leaving_chance(lapse: Floats, sale: Floats) -> Floats:
    """Chance that a patent leaves in a month: it lapses, or else is sold."""
    return lapse + sale - lapse * sale


def worth(quality: Floats, spread: float, unit: Floats | float) -> Floats:
    """Weight of a patent by the quality of who files it; `unit` makes the start's mean one."""
    return np.exp(spread * quality) / unit


def by_kind(state: State, parts: list[Part], params: Params) -> tuple[Floats, Floats]:
    """Chance of a grant without quality, and lapse against the city's mean, by row."""
    institutes = state.institutes
    power = (12 * institutes.rd_start / params.reference_rd) ** params.rd_elasticity
    part = state.region.start["patents_institute_share"]
    filed = institutes.patent_propensity * power * (institutes.slot_month < 0)  # at the start
    kinds = kind_shares(institutes.kind, filed, institutes.city, part)
    share = np.minimum(state.region.input("grant_share", state.year), 0.95)
    odds = np.array([params.university_odds, *[params.institute_odds] * (FIRMS - 1), 0])
    times = np.array([params.university_lapse, *[1] * FIRMS])
    granted, lapse = neutral(share, kinds, odds), relative_lapse(kinds, times)
    firms, rest = state.firms.city[parts[0].rows], parts[1].rows
    at = institutes.city[rest], institutes.kind[rest]
    share, times = (np.concatenate([x[:, FIRMS][firms], x[at]]) for x in (granted, lapse))
    return share, times


def examine(state: State, parts: list[Part], params: Params, luck: Luck) -> None:
    """Decide what is due, and let patents in force lapse or be sold."""
    city, ids = take(parts, "city"), ids_of(parts)
    share, times = by_kind(state, parts, params)
    quality, age = take(parts, "quality"), take(parts, "patent_age")
    stock, mean = take(parts, "patents"), take(parts, "patent_quality")
    chance = grant_chance(share, quality, params.quality_slope)
    exits = state.region.start["exit_rate"] / 100 - params.provincial_lapse
    lapse = lapse_chance(age, params.lapse_slope * times)
    leaves = leaving_chance(lapse, np.maximum(exits, 0)[city] / 12)
    due, low, few = due_now(state, parts)
    fate = [luck.uniform("decide", ids), luck.uniform("leave", ids)]
    count = binomial(  # one call is cheaper than three
        np.concatenate([due - low, stock, low[few]]),
        np.concatenate([chance, leaves, params.low_grant * chance[few]]),
        np.concatenate([*fate, luck.uniform("decide low", ids[few])]),
    )
    n = len(ids)
    granted, left, granted_low = count[:n], count[n : 2 * n], count[2 * n :]
    added = granted.astype(np.float64)
    added[few] += params.low_quality * granted_low
    granted[few] += granted_low
    unit = worth(quality, params.quality_spread, state.cities.quality_unit[city])
    kept = stock - left
    put(parts, "grants", granted)
    put(parts, "patents", kept + granted)
    put(parts, "patent_age", kept * (age + 1 / 12) / np.maximum(kept + granted, 1))
    put(parts, "patent_quality", (kept * mean + added * unit) / np.maximum(kept + granted, 1))
    gone = (left > 0).nonzero()[0]
    kind = np.minimum(lapse[gone] / leaves[gone], 1 - 1e-12)
    lapsed = binomial(left[gone], kind, luck.uniform("kind", ids[gone]))
    for source, target, places, number in (
        ("pending", "in_force", city, granted), ("pending", "refused", city, due - granted),
        ("in_force", "lapsed", city[gone], lapsed),
        ("in_force", "transferred", city[gone], left[gone] - lapsed),
    ):  # fmt: skip
        state.patents.pay(source, target, state.by_city(places, number))


def due_now(state: State, parts: list[Part]) -> tuple[Ints, Ints, Ints]:
    """Applications decided this month: all, those filed for the count, and who has these."""
    slot, n = state.month % QUEUE_MONTHS, len(parts[0].rows)
    due = np.concatenate([part.table.queue[part.rows, slot] for part in parts], dtype=np.int64)
    low = np.zeros(len(due), dtype=np.int64)
    low[:n] = state.firms.queue_low[parts[0].rows, slot]
    few = (low > 0).nonzero()[0]
    state.firms.queue_low[parts[0].rows[few], slot] = 0
    return due, low, few
