"""Candidates of the twin: whom an agent happens to meet, drawn by mass.

The number of the equation is that of `sim.candidates`.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Any


class Crowd:
    """Those who may be met, with the running sum of their masses."""

    def __init__(self, members: list[Any], masses: list[float]) -> None:
        self.members = members
        self.running = list(accumulate(masses))

    def draw(self, luck: float) -> Any:
        """The first whose running sum is above `luck` of the whole, equation (1)."""
        place = bisect_right(self.running, luck * self.running[-1])
        return self.members[min(place, len(self.members) - 1)]
