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
MOST = 100  # no count of mean 12 comes near


def poisson(mean: Floats, luck: Floats) -> Ints:
    """Poisson counts with the given means."""
    counts = np.zeros(len(mean), dtype=np.int64)
    none = np.exp(-mean)
    few = np.flatnonzero((mean <= EXACT_TO) & (luck > none))
    counts[few] = _invert(none[few], luck[few], mean[few], np.zeros(len(few)))
    many = np.flatnonzero(mean > EXACT_TO)
    counts[many] = _expand(mean[many], mean[many], 1.0, luck[many])
    return counts


def binomial(trials: Ints, chance: Floats, luck: Floats) -> Ints:
    """Binomial counts: successes out of `trials` at probability `chance` below one."""
    counts = np.zeros(len(trials), dtype=np.int64)
    mean = trials * chance
    some = np.flatnonzero((mean > 0) & (mean <= EXACT_TO))
    none = np.exp(trials[some] * np.log1p(-chance[some]))
    late = luck[some] > none
    few = some[late]
    odds = chance[few] / (1 - chance[few])
    counts[few] = _invert(none[late], luck[few], (trials[few] + 1) * odds, odds)
    many = np.flatnonzero(mean > EXACT_TO)
    p = chance[many]
    counts[many] = _expand(mean[many], mean[many] * (1 - p), 1 - 2 * p, luck[many])
    return np.minimum(counts, trials)


def _invert(first: Floats, luck: Floats, top: Floats, less: Floats) -> Ints:
    """Equation (1) for rows whose luck passes P(0) = `first`; P(k)/P(k-1) = top/k - less."""
    counts = np.ones(len(first), dtype=np.int64)
    left = np.arange(len(first))
    luck = np.minimum(luck, 1 - 1e-12)  # a rounded sum of masses may never reach one
    mass = first * (top - less)
    rows = np.array([luck, top, less, mass, first + mass])  # one array: one selection a turn
    for k in range(2, MOST):
        more = (rows[0] > rows[4]).nonzero()[0]
        if not more.size:
            break
        left, rows = left[more], rows.take(more, axis=1)
        _, top, less, mass, total = rows
        mass *= top / k - less
        total += mass
        counts[left] = k
    return counts


def _expand(mean: Floats, variance: Floats, skew: Floats | float, luck: Floats) -> Ints:
    """Equation (2)."""
    from scipy.special import ndtri  # a fifth of a second that --help need not wait for

    z = ndtri(luck)
    counts = np.floor(mean + np.sqrt(variance) * z + skew * (z * z - 1) / 6 + 0.5)
    return np.maximum(counts, 0).astype(np.int64)
