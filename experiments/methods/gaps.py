"""Gaps to a target: how much of it an effect closes.

    g = target - y(no plan),   share = mean d / mean g                             (1)
    u = share + (d - share g) / mean g                                             (2)

    y the indicator at the end of the target's year, d the effect, both by replication

Targets are floors, so the gap is positive where something is missing; a share above 0 closes
it, above 1 more than closes it, below 0 widens it. Where the mean without the plan is at or
above the target the gap is closed already, and where the interval of the gap covers 0 one
cannot say; then there is no share. The interval of (1) is that of (2), its linear expansion,
with the draws and seeds of the design; it holds where the gap is far from 0 in its own errors,
which the second rule sees to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.methods import nested
from sim.shapes import Floats

OPEN, CLOSED, UNCLEAR = "open", "closed without the plan", "not told from closed"


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
    size, low, _ = (float(x) for x in nested.interval(gap, draws))
    if size <= 0:
        return Closed(size, CLOSED)
    if not low > 0 and len(gap) > 1:
        return Closed(size, UNCLEAR)
    mean, _, _ = nested.interval(effect, draws)
    share = float(mean) / size
    u = share + (effect - share * gap) / size
    ends = (float(x) for x in nested.interval(np.asarray(u), draws)[1:])
    return Closed(size, OPEN, share, *ends)
