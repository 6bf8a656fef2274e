"""Dividing totals into rows: exactly, and without needless noise."""

from __future__ import annotations

import numpy as np

from sim.shapes import Bools, Floats, Ints

GOLDEN = 0.6180339887498949


def weights_of(total: float, large: int, scale: float) -> Floats:
    """Row weights of a city: `large` ones of weight 1, then rows of `scale`, then a rest.

    They sum to `total` exactly.
    """
    rest = total - large
    n = int(rest // scale)
    left = rest - n * scale
    return np.concatenate([np.ones(large), np.full(n, scale), [left] if left > 0 else []])


def spread(n: int, start: float) -> Floats:
    """n points in [0, 1) of an additive recurrence: any run of them is evenly spread."""
    return (start + GOLDEN * np.arange(n, dtype=np.float64)) % 1.0


def apportion(total: int, share: Floats, start: float) -> Ints:
    """Whole numbers that sum to `total`, in proportion to `share` (systematic sampling)."""
    running = np.cumsum(share)
    edges = np.floor(running / running[-1] * total + start).astype(np.int64)
    edges[-1] = int(np.floor(total + start))
    return np.diff(np.concatenate([[int(np.floor(start))], edges]))


def choose(total: float, weight: Floats, score: Floats) -> Bools:
    """Rows of highest score whose weights sum to `total` exactly.

    Where no row fits the rest, a heavier one comes in and single ones of lowest score go
    out; with too few of those, or weights that are not whole, the sum stays below the total.
    """
    order = np.argsort(-score, kind="stable")
    taken = np.zeros(len(weight), dtype=bool)
    head = order[np.cumsum(weight[order]) <= total]
    taken[head] = True
    left = total - weight[head].sum()
    for row in order[len(head) :]:
        if left <= 0:
            break
        if weight[row] <= left:
            taken[row] = True
            left -= weight[row]
    single = order[taken[order] & (weight[order] == 1)]
    out = weight - left  # single ones to exchange for a row
    fits = ~taken & (weight > left) & (out <= len(single)) & (out % 1 == 0)
    heavier = order[fits[order]]
    if left > 0 and heavier.size:
        taken[heavier[0]] = True
        taken[single[len(single) - int(out[heavier[0]]) :]] = False
    return taken


def scale_to(value: Floats, weight: Floats, total: float) -> Floats:
    """`value` times a factor such that the weighted sum is `total`."""
    return value * (total / (weight * value).sum())
