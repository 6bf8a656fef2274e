"""Whole numbers of the twin: the smallest count that the distribution function carries to u."""

from __future__ import annotations

from math import exp, floor, log1p, sqrt

from scipy.special import ndtri

EXACT_TO = 12.0  # up to this mean the count is exact
NEARLY_ONE = 1 - 1e-12  # what a rounded sum of masses does reach


def poisson(mean: float, u: float) -> int:
    """The smallest k with F(k) ≥ u: equation (1), or (2) for a large mean."""
    if mean > EXACT_TO:
        return expanded(mean, mean, 1, u)
    k, mass = 0, exp(-mean)
    reached = mass
    while reached < min(u, NEARLY_ONE):
        k += 1
        mass *= mean / k
        reached += mass
    return k


def binomial(trials: int, chance: float, u: float) -> int:
    """Successes of `trials` at `chance`: equation (1), or (2) for a large mean."""
    mean = trials * chance
    if mean > EXACT_TO:
        return min(expanded(mean, mean * (1 - chance), 1 - 2 * chance, u), trials)
    k, mass = 0, exp(trials * log1p(-chance))
    reached = mass
    while k < trials and reached < min(u, NEARLY_ONE):
        k += 1
        mass *= (trials - k + 1) / k * chance / (1 - chance)
        reached += mass
    return k


def expanded(mean: float, variance: float, w: float, u: float) -> int:
    """The normal quantile, bent by the skewness: equation (2)."""
    z = float(ndtri(u))
    return max(floor(mean + sqrt(variance) * z + (z * z - 1) / 6 * w + 0.5), 0)
