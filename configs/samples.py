"""Samples of a space of parameters: which points are drawn, before they have units.

Points of a unit cube come from a seed of their own and nothing else; quantiles turn them
into values.

    triangular   x = l + sqrt(u (h - l)(c - l))             where u <= (c - l) / (h - l)
                 x = h - sqrt((1 - u)(h - l)(h - c))        elsewhere                     (1)
    normal       x = c + s z(v), v between the shares below l and below h,
                 s = (h - l) / (2 z(.975))                                                (2)

    u uniform, l low, c central, h high, z quantile of the standard normal

The normal takes low and high as its 95 % interval and is cut off there.

References
----------
McKay, Beckman & Conover (1979), Technometrics 21(2): Latin hypercube. Sobol' (1967); Owen
(1998): scrambling.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from sim.shapes import Floats

MOST_SOBOL = 2**20  # points; far beyond what is run


def grid(lists: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Every combination; the last list varies fastest."""
    return list(product(*lists))


def zipped(lists: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The first of every list, the second of every list; a single value holds throughout."""
    longest = max(map(len, lists))
    return list(zip(*(list(x) * longest if len(x) == 1 else x for x in lists), strict=True))


def latin(points: int, axes: int, seed: int) -> Floats:
    """A Latin hypercube, (points, axes): one point in each of the equal slices of an axis."""
    rng = np.random.default_rng(seed)
    slices = np.array([rng.permutation(points) for _ in range(axes)]).reshape(axes, points)
    return (slices.T + rng.random((points, axes))) / points


def sobol(points: int, axes: int, seed: int) -> Floats:
    """Scrambled points of Sobol, (points, axes); balanced where points is a power of two."""
    from scipy.stats import qmc

    return qmc.Sobol(axes, scramble=True, rng=np.random.default_rng(seed)).random(points)


def powers_of_two(number: int) -> tuple[int, int]:
    """The powers of two next to a number; twice the number itself if it is one."""
    below = 2 ** max(int(number).bit_length() - 1, 0)
    return below, below if below == number else 2 * below


def triangular(u: Floats, low: float, central: float, high: float) -> Floats:
    """Quantiles of a triangle over [low, high] with its top at `central`, equation (1)."""
    width = high - low
    rising = low + np.sqrt(u * width * (central - low))
    falling = high - np.sqrt((1 - u) * width * (high - central))
    return np.clip(np.where(u * width <= central - low, rising, falling), low, high)


def normal(u: Floats, low: float, central: float, high: float) -> Floats:
    """Quantiles of a normal cut off at its 95 % interval, equation (2)."""
    from scipy.special import ndtr, ndtri

    spread = (high - low) / (2 * ndtri(0.975))
    first, last = (ndtr((end - central) / spread) for end in (low, high))
    return np.clip(central + spread * ndtri(first + u * (last - first)), low, high)


def uniform(u: Floats, low: float, high: float, *, is_whole: bool = False) -> list[Any]:
    """Values between two ends; whole numbers have both ends among them."""
    if is_whole:
        return [int(x) for x in np.floor(low + u * (high - low + 1)).clip(low, high)]
    return [float(x) for x in low + u * (high - low)]


def picked(u: Floats, values: Sequence[Any]) -> list[Any]:
    """Values that are equally likely."""
    last = len(values) - 1
    return [values[min(int(x * len(values)), last)] for x in u]
