"""Gaps to a target: how much of it an effect closes.

    g = target - y(no plan),   share = mean d / mean g                             (1)
    u = share + (d - share g) / mean g                                             (2)
    more = b - c,  low = more - √(l² - 2 r l u + u²),  l = b - b_low, u = c_high - c   (3)
        r = -√(b c / ((1 - b) (1 - c))),  high likewise

    y the indicator at the end of the target's year, d the effect, both by replication;
    b and c shares of replications that meet the target only with the plan, only without it

Targets are floors, so the gap is positive where something is missing; a share above 0 closes
it, above 1 more than closes it, below 0 widens it. Where the interval of the gap lies below 0
it is closed without the plan, and where it covers 0 one cannot say; then there is no share.
The interval of (1) is that of (2), its linear expansion, with the draws and seeds of the
design; it holds where the gap is far from 0 in its own errors, which the second rule sees to,
and where chance in the effect is known. (3) is what the plan adds to the chance of meeting the
target; its interval is never nothing, for a few replications in which nothing changes are no
proof that nothing ever does.

References
----------
Zou & Donner (2008), Statistics in Medicine 27(10): (3), with the intervals of `nested.chance`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.methods import nested
from sim.shapes import Bools, Floats

OPEN, CLOSED, UNCLEAR = "open", "closed without the plan", "not told from closed"
NOT_RUN = "target year not run"


@dataclass(frozen=True)
class Closed:
    """The gap without the plan, whether it is open, and the share that an effect closes."""

    gap: float
    state: str
    share: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")


def closed(effect: Floats, without: Floats, target: float, draws: Sequence[int]) -> Closed:
    """The share of the gap that an effect closes, equation (1) with its interval (2)."""
    gap = target - without
    size, low, high = (float(x) for x in nested.interval(gap, draws))
    if len(gap) == 1:
        low = high = size
    if high <= 0:
        return Closed(size, CLOSED)
    if not low > 0:
        return Closed(size, UNCLEAR)
    mean, least, _ = (float(x) for x in nested.interval(effect, draws))
    share = mean / size
    if not np.isfinite(least):
        return Closed(size, OPEN, share)
    u = share + (effect - share * gap) / size
    ends = (float(x) for x in nested.interval(np.asarray(u), draws)[1:])
    return Closed(size, OPEN, share, *ends)


def more_chance(hits: Bools, before: Bools, draws: Sequence[int]) -> tuple[float, float, float]:
    """What is added to the chance of meeting a target, with its interval, equation (3)."""
    b, b_low, b_high = nested.chance(hits & ~before, draws)
    c, c_low, c_high = nested.chance(before & ~hits, draws)
    r = -np.sqrt(b * c / ((1 - b) * (1 - c))) if b * c else 0.0  # no replication is in both
    below, above = (b - b_low, c_high - c), (b_high - b, c - c_low)
    reach = [float(np.sqrt(i**2 - 2 * r * i * j + j**2)) for i, j in (below, above)]
    return b - c, b - c - reach[0], b - c + reach[1]
