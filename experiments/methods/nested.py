"""Nested design: draws of parameters, seeds within each; what is chance, what parameters.

One difference d_js for every draw j and seed s, luck shared by the arms:

    m_j = mean over seeds of d_js,   estimate = mean over draws of m_j             (1)
    e² = Σ (m_j - estimate)² / (J (J - 1))                                         (2)
    low, high = estimate - q(1 - a) e, estimate - q(a) e                           (3)
        q quantiles of (estimate* - estimate) / e*,  a = (1 - level) / 2
    σ²_c = Σ (d_js - m_j)² / (N - J)                                               (4)
    σ²_p = (B - σ²_c) / n_0, at least 0                                            (5)
        B = Σ n_j (m_j - d̄)² / (J - 1),  n_0 = (N - Σ n_j² / N) / (J - 1)
    Var d = σ²_c + σ²_p,   Var estimate = σ²_c Σ 1/n_j / J² + σ²_p / J             (6)
    reach = estimate + k (m_j - estimate),  k² = σ²_p / (σ²_p + σ²_c mean 1/n_j)   (7)
    n* = p (1 - p) J / s²(p_j), between J and N                                    (8)
    p = 2 (1 + K) / (R + 1),  K of R resamples beyond estimate / e                 (9)
    share = 1 - n_0 / (f + n_0 - 1), within [0, 1],  f = B / (σ²_c q)              (10)
        its ends: q quantiles 1 - a and a of F(J - 1, N - J)

    J draws, n_j seeds of draw j, N all pairs, d̄ mean of all pairs, * resampled: draws, then
    seeds within them; σ²_c chance, σ²_p parameters; p_j share of the seeds that meet a target

(3) is studentised, so it holds at few draws and does not count chance twice as the
percentiles of a nested bootstrap do. Below `FEWEST` draws e* is too rough and t(J - 1) takes
its place; with one draw the interval is that of paired seeds, for chance alone. (4) and (5)
are unbiased but for the bound at 0, where parameters could not be told from chance. (7) is
where effects lie over parameters when the scatter that chance adds to m_j is taken out. (8)
counts a draw as one trial where its seeds all agree, and as n_j where draws do not differ;
Wilson's interval with n* then holds at 0 and 1 too. (9) tests that the mean is 0 and is (3)
read the other way: p is at most 1 - level where the interval leaves out 0. Its floor is .001;
where no resample is beyond, Student's p of the draw means takes its place if it is less. (10)
are ends of the share of parameters in the variance of one difference, exact where draws have
equally many seeds and both sources are normal.

References
----------
Searle, Casella & McCulloch (1992), Variance Components, 3.6: (4), (5), (10). Davison & Hinkley
(1997), Bootstrap Methods, 3.8 and 5.2: (3). Kish (1965), Survey Sampling: (8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from experiments.methods import inference
from experiments.methods.intervals import LEVEL, paired, scatters, standard_error, wilson
from sim.randomness import stream_key, uniforms
from sim.shapes import Bools, Floats

RESAMPLES = 1999  # one more is divisible by 40, so that the quantiles of 95 % are exact
FEWEST = 10
AT_ONCE = 2**21  # numbers that are resampled in one go
Ends = tuple[Floats, Floats, Floats]  # estimate, low, high


@dataclass(frozen=True)
class Split:
    """Variance of one difference, and of the estimate, by where it comes from; NaN unknown."""

    chance: Floats
    parameters: Floats
    of_estimate_chance: Floats
    of_estimate_parameters: Floats
    is_bounded: Bools  # parameters came out below 0 and were set to 0
    share_low: Floats  # of parameters in the variance of one difference
    share_high: Floats


def by_draw(d: Floats, draws: Sequence[int]) -> list[Floats]:
    """Differences of each draw, draws in the order in which they appear."""
    names = np.asarray(draws)
    return [d[names == name] for name in dict.fromkeys(names.tolist())]


def units(d: Floats, draws: Sequence[int]) -> Floats:
    """What is independent of each other: means of draws, or seeds where there is one draw."""
    parts = by_draw(d, draws)
    return d if len(parts) == 1 else np.array([part.mean(axis=0) for part in parts])


def interval(d: Floats, draws: Sequence[int], level: float = LEVEL) -> Ends:
    """Estimate and interval of differences by replication (first axis), (1) to (3)."""
    parts, means = by_draw(d, draws), units(d, draws)
    if len(parts) < FEWEST:
        return paired(means, level)
    wide = [part.reshape(len(part), -1) for part in parts]
    columns = [
        studentised([part[:, k] for part in wide], level) for k in range(wide[0].shape[1])
    ]
    low, high = np.array(columns).T.reshape(2, *means.shape[1:])
    return means.mean(axis=0), low, high


def studentised(parts: Sequence[Floats], level: float) -> tuple[float, float]:
    """Interval (3) of one difference, given by draw."""
    means = np.array([part.mean() for part in parts])
    estimate, error = means.mean(), standard_error(means)
    if not error > 0:
        return float(estimate + error), float(estimate + error)
    t = pivots(parts, level)
    if not len(t):
        _, low, high = paired(means, level)
        return float(low), float(high)
    tail = tail_of(t, level)
    return float(estimate - t[-tail] * error), float(estimate - t[tail - 1] * error)


def p_value(d: Floats, draws: Sequence[int]) -> float:
    """Test that the mean of one difference is 0, equation (9)."""
    parts, means = by_draw(d, draws), units(d, draws)
    student, error = inference.p_value(means), standard_error(means)
    t = pivots(parts, LEVEL) if len(parts) >= FEWEST and error > 0 else np.empty(0)
    if not len(t):
        return student
    at = means.mean() / error
    beyond = min(int(np.sum(t >= at)), int(np.sum(t <= at)))
    p = min(1.0, 2 * (1 + beyond) / (len(t) + 1))
    return p if beyond else min(p, student)


def tail_of(t: Floats, level: float) -> int:
    """How many resamples lie beyond each end of an interval, the end itself among them."""
    return round((len(t) + 1) * (1 - level) / 2)


def pivots(parts: Sequence[Floats], level: float) -> Floats:
    """(estimate* - estimate) / e* of all resamples, in order, from the parts by draw.

    Empty where an end at this level is infinite: so few draws differ that e* is often 0.
    """
    estimate, found = np.mean([part.mean() for part in parts]), []
    sizes = tuple(len(part) for part in parts)
    flat = np.concatenate(parts)
    for rows, counts in resamples(sizes):
        # Each row of `rows` holds places in `flat`, padded where a draw has fewer seeds.
        again = np.where(rows >= 0, flat[rows], 0.0).sum(axis=2) / counts
        centre, spread = again.mean(axis=1), again.std(axis=1, ddof=1)
        spread[~scatters(spread, centre)] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            t = (centre - estimate) / (spread / np.sqrt(len(parts)))
        found.append(np.nan_to_num(t, nan=0.0, posinf=np.inf, neginf=-np.inf))
    t = np.sort(np.concatenate(found))
    tail = tail_of(t, level)
    return t if np.isfinite(t[[tail - 1, -tail]]).all() else t[:0]


@lru_cache(maxsize=2)  # the same for every indicator, place and year of a panel
def resamples(sizes: tuple[int, ...]) -> list[tuple[NDArray[np.int32], Floats]]:
    """Draws and, within each, seeds, with replacement: places, and how many of each draw.

    Keyed luck: the same designs give the same intervals, bit for bit.
    """
    n, most = len(sizes), max(sizes)
    first = np.cumsum([0, *sizes[:-1]])
    size = np.array(sizes)
    step = max(1, AT_ONCE // (n * most))
    found = []
    for start in range(0, RESAMPLES, step):
        rows = np.arange(start, min(start + step, RESAMPLES))
        u = uniforms(stream_key(0, "nested", 0, "draws"), rows[:, None] * n + np.arange(n))
        picked = (u * n).astype(np.int64)
        cells = (rows[:, None] * n + np.arange(n))[:, :, None] * most + np.arange(most)
        v = uniforms(stream_key(0, "nested", 0, "seeds"), cells)
        counts = size[picked]
        within = (v * counts[:, :, None]).astype(np.int64)
        missing = np.arange(most) >= counts[:, :, None]
        places = np.where(missing, -1, first[picked][:, :, None] + within)
        found.append((places.astype(np.int32), counts.astype(float)))
    return found


def split(d: Floats, draws: Sequence[int], level: float = LEVEL) -> Split:
    """Where the variance comes from, equations (4) to (6), and (10)."""
    from scipy.special import fdtri

    parts = by_draw(d, draws)
    sizes = np.array([len(part) for part in parts], float)
    n, many = sizes.sum(), len(parts)
    means = np.array([part.mean(axis=0) for part in parts])
    spare = sum(((part - part.mean(axis=0)) ** 2).sum(axis=0) for part in parts)
    unknown = np.full_like(means[0], np.nan)
    chance = spare / (n - many) if n > many else unknown
    if many < 2:
        none = np.zeros_like(means[0])
        return Split(chance, none, chance / n, none, none > 0, unknown, unknown)
    weights = sizes.reshape(-1, *(1,) * (means.ndim - 1))
    grand = (weights * means).sum(axis=0) / n
    between = (weights * (means - grand) ** 2).sum(axis=0) / (many - 1)
    each = (n - (sizes**2).sum() / n) / (many - 1)
    raw = (between - chance) / each
    parameters = np.maximum(raw, 0.0)
    share = (1 / sizes).sum() / many**2
    q = fdtri(many - 1, n - many, ((1 + level) / 2, (1 - level) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        f = np.where(scatters(d.std(axis=0), d.mean(axis=0)), between / chance, np.nan)
        ends = (np.clip(1 - each / (f / x + each - 1), 0.0, 1.0) for x in q)
        return Split(chance, parameters, chance * share, parameters / many, raw < 0, *ends)


def reach(d: Floats, draws: Sequence[int], level: float = LEVEL) -> tuple[Floats, Floats]:
    """Where effects lie over parameters, chance taken out of draw means, equation (7)."""
    parts = by_draw(d, draws)
    means = np.array([part.mean(axis=0) for part in parts])
    if len(parts) < 2:
        return np.full_like(means[0], np.nan), np.full_like(means[0], np.nan)
    found = split(d, draws)
    scatter = found.chance * np.mean([1 / len(part) for part in parts])
    total = found.parameters + scatter
    k = np.sqrt(np.divide(found.parameters, total, out=np.zeros_like(total), where=total != 0))
    centre = means.mean(axis=0)
    tails = ((1 - level) / 2, (1 + level) / 2)
    ends = np.quantile(centre + k * (means - centre), tails, 0)
    low, high = np.where(np.isnan(standard_error(means)), np.nan, ends)
    return low, high


def chance(
    hits: Bools, draws: Sequence[int], level: float = LEVEL
) -> tuple[float, float, float]:
    """Share of replications that meet a target, draws alike, with its interval (8)."""
    shares = np.array([part.mean() for part in by_draw(np.asarray(hits, float), draws)])
    p = float(shares.mean())
    n = effective(shares, len(hits))
    return p, *wilson(p * n, n, level)


def effective(shares: Floats, pairs: int) -> float:
    """Trials that the replications are worth, equation (8)."""
    many, p = len(shares), float(shares.mean())
    if many == 1:
        return float(pairs)
    scatter = float(shares.var(ddof=1))
    if p in (0.0, 1.0) or scatter == 0:
        return float(many if p in (0.0, 1.0) else pairs)
    return float(np.clip(p * (1 - p) * many / scatter, many, pairs))
