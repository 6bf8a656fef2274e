"""Whole numbers from keyed uniforms, by the inverse of the distribution function.

numpy's Poisson and binomial draws eat a varying number of random numbers, so that one
changed rate would change the luck of all rows after it. Here one uniform makes one count:

    n = min{k : F(k) ≥ u}                        mean up to `EXACT_TO`            (1)
    n = ⌊m + s z + (z² - 1)/6 · w + 1/2⌋         above, z = Φ⁻¹(u), s² variance   (2)

with w = 1 for the Poisson and 1 - 2p for the binomial distribution (Cornish & Fisher 1937,
first skewness term; just above 12 one quantile in 75 is off by one, one in 30 where a chance
is near one, fewer above, and none by more).
"""

from __future__ import annotations

import numpy as np

from sim.shapes import Floats, Ints

EXACT_TO = 12.0
BLOCKS = 6, 18, 64  # so many k at a time: nine rows in ten need no second block


def poisson(mean: Floats, luck: Floats) -> Ints:
    """Poisson counts with the given means."""
    counts = np.zeros(len(mean), dtype=np.int64)
    none = np.exp(-mean)
    few = ((mean <= EXACT_TO) & (luck > none)).nonzero()[0]
    counts[few] = _invert(none[few], luck[few], mean[few], np.zeros(len(few)))
    many = (mean > EXACT_TO).nonzero()[0]
    counts[many] = _expand(mean[many], mean[many], 1.0, luck[many])
    return counts


def binomial(trials: Ints, chance: Floats, luck: Floats) -> Ints:
    """Binomial counts: successes out of `trials` at probability `chance` below one."""
    counts = np.zeros(len(trials), dtype=np.int64)
    mean = trials * chance
    some = ((mean > 0) & (mean <= EXACT_TO)).nonzero()[0]
    none = np.exp(trials[some] * np.log1p(-chance[some]))
    late = luck[some] > none
    few = some[late]
    odds = chance[few] / (1 - chance[few])
    counts[few] = _invert(none[late], luck[few], (trials[few] + 1) * odds, odds)
    many = (mean > EXACT_TO).nonzero()[0]
    if many.size:
        p = chance[many]
        counts[many] = _expand(mean[many], mean[many] * (1 - p), 1 - 2 * p, luck[many])
    return np.minimum(counts, trials)


def _invert(first: Floats, luck: Floats, top: Floats, less: Floats) -> Ints:
    """Equation (1) for rows whose luck passes P(0) = `first`; P(k)/P(k-1) = top/k - less."""
    counts, left, k = np.ones(len(first), dtype=np.int64), np.arange(len(first)), 1
    luck = np.minimum(luck, 1 - 1e-12)  # a rounded sum of masses may never reach one
    mass, total = first.copy(), first
    for more in BLOCKS:
        totals = top / np.arange(k, k + more)[:, None] - less  # first the ratios, then F(k)
        np.maximum(totals, 0, out=totals)  # below nought beyond the last trial
        for each in totals:
            mass *= each
            total = np.add(total, mass, out=each)
        passed = (luck > totals).sum(axis=0)
        counts[left] += passed
        late = (passed == more).nonzero()[0]
        if not late.size:
            break
        k += more
        left, luck, mass, total = left[late], luck[late], mass[late], total[late]
        top, less = top[late], less[late]
    return counts


def _expand(mean: Floats, variance: Floats, skew: Floats | float, luck: Floats) -> Ints:
    """Equation (2)."""
    from scipy.special import ndtri  # a fifth of a second that --help need not wait for

    z = ndtri(luck)
    counts = np.floor(mean + np.sqrt(variance) * z + skew * (z * z - 1) / 6 + 0.5)
    return np.maximum(counts, 0).astype(np.int64)
