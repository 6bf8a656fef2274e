"""Intervals of paired differences and of shares, within fixed parameters.

    estimate = mean d_s
    low, high = estimate -+ t(n - 1, (1 + level) / 2) sd(d_s) / sqrt(n)            (1)
    centre = (k + z^2/2) / (n + z^2),
    half   = z / (n + z^2) sqrt(k (n - k) / n + z^2 / 4)                           (2)

    d difference of two arms under one seed, n seeds, k of them at or above the target

Counts come in lumps: a few seeds can have the very same difference, but for rounding. Such a
scatter says nothing of chance, so (1) has no ends (NaN) where sd is below `ROUNDING` of the
mean; where arms are equal in every seed it is exactly 0 [0, 0].

References
----------
Wilson (1927), JASA 22(158): the interval (2), also right near 0 and 1.
"""

from __future__ import annotations

import numpy as np

from sim.shapes import Bools, Floats

LEVEL = 0.95
ROUNDING = 1e-6  # of a mean: digits that the levels, of which it is a difference, leave it


def paired(difference: Floats, level: float = LEVEL) -> tuple[Floats, Floats, Floats]:
    """Estimate and interval of differences by seed (first axis), equation (1).

    One seed has an estimate and no interval.
    """
    from scipy.special import stdtrit

    estimate = difference.mean(axis=0)
    free = max(len(difference) - 1, 1)
    half = stdtrit(free, (1 + level) / 2) * standard_error(difference)
    return estimate, estimate - half, estimate + half


def standard_error(d: Floats) -> Floats:
    """Of the mean over the first axis; NaN for one value, or if all are alike and not 0."""
    mean = d.mean(axis=0)
    if len(d) < 2:
        return np.full_like(mean, np.nan)
    spread = d.std(axis=0, ddof=1)
    return np.where(scatters(spread, mean), spread, np.nan) / np.sqrt(len(d))


def scatters(spread: Floats, mean: Floats) -> Bools:
    """Whether a standard deviation is more than rounding of the values it is of."""
    return (mean == 0) | (spread > ROUNDING * np.abs(mean))


def wilson(hits: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a share, equation (2). `n` may be an effective number, not whole."""
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    centre = (hits + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(hits * (n - hits) / n + z**2 / 4)
    # At the ends the interval reaches 0 and 1, which rounding would miss by a hair.
    low = 0.0 if hits == 0 else float(centre - half)
    high = 1.0 if hits == n else float(centre + half)
    return low, high
