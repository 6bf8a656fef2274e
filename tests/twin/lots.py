"""Lots: whose turn it is. A lot is permanent, the window of lots moves on with time."""

from __future__ import annotations

from math import floor

GOLDEN = 0.6180339887498949


def is_in_turn(lot: float, turn: int, share: float) -> bool:
    """Whether a lot is among the `share` of lots whose turn it is."""
    place = lot + GOLDEN * turn
    return place - floor(place) < share
