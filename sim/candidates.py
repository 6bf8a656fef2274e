"""Candidates: whom an agent happens to meet, drawn by mass and keyed by the agent.

    P(j) = m_j / Σ m,   j = min{j : M_j > u M_n},   M the running sum of m         (1)

`draw` takes all rows, `draw_within` those of a group (a city and field), M and Σ being over
the group. The masses must be permanent (start_mass x weight, the same in every arm, with slots
that never opened among them): with current masses a small change of one firm would move the
boundaries of all rows after it and deal everybody new candidates. What a candidate is worth
now belongs into the utility of who chooses.
"""

from __future__ import annotations

import numpy as np

from sim.shapes import Floats, Ints


def draw(mass: Floats, luck: Floats) -> Ints:
    """Rows drawn with probability proportional to `mass`, one per uniform in `luck`."""
    running = np.cumsum(mass)
    rows = np.searchsorted(running, luck * running[-1], side="right")
    return np.minimum(rows, len(mass) - 1)


def draw_within(mass: Floats, group: Ints, wanted: Ints, luck: Floats) -> Ints:
    """Rows drawn by mass among those of the wanted group; -1 where the group is empty.

    `wanted` (n,) is the group of each drawer and `luck` (n, k) its uniforms.
    """
    codes = group.astype(np.int16)  # radix sort
    order = np.argsort(codes, kind="stable")
    running = np.concatenate([[0.0], np.cumsum(mass[order])])
    keys = codes[order]
    low = running[np.searchsorted(keys, wanted, side="left")]
    high = running[np.searchsorted(keys, wanted, side="right")]
    aim = low[:, None] + luck * (high - low)[:, None]
    place = np.searchsorted(running, aim, side="right") - 1
    rows = order.take(place, mode="clip")
    return np.where((high > low)[:, None], rows, -1)
