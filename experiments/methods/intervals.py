"""Intervals of paired differences and of shares, within fixed parameters.

    estimate = mean d_s
    low, high = estimate -+ t(n - 1, (1 + level) / 2) sd(d_s) / sqrt(n)            (1)
    centre = (k + z^2/2) / (n + z^2),
    half   = z / (n + z^2) sqrt(k (n - k) / n + z^2 / 4)                           (2)

    d difference of two arms under one seed, n seeds, k of them at or above the target

References
----------
Wilson (1927), JASA 22(158): the interval (2), also right near 0 and 1.
"""

from __future__ import annotations

import numpy as np

from sim.shapes import Floats

LEVEL = 0.95


def paired(difference: Floats, level: float = LEVEL) -> tuple[Floats, Floats, Floats]:
    """Estimate and interval of differences by seed (first axis), equation (1).

    One seed has an estimate and no interval.
    """
    from scipy.special import stdtrit

    n = len(difference)
    estimate = difference.mean(axis=0)
    if n < 2:
        return estimate, np.full_like(estimate, np.nan), np.full_like(estimate, np.nan)
    half = stdtrit(n - 1, (1 + level) / 2) * difference.std(axis=0, ddof=1) / np.sqrt(n)
    return estimate, estimate - half, estimate + half


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
