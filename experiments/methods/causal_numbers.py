"""Numbers of published effects, each in the unit of its effect."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.methods.labels import interval, number, signed


def with_interval(r: dict[str, Any], name: str) -> str:
    """A number and its interval in the unit of the effect."""
    factor, digits = scale(r["unit"])
    ends = interval(factor * r[f"{name}_low"], factor * r[f"{name}_high"], digits)
    return f"{shown_as(r[name], r['unit'])} {ends}"


def shown_as(value: float, unit: str) -> str:
    """A number in the unit of its effect."""
    factor, digits = scale(unit)
    if not np.isfinite(value):
        return number(value, digits)
    return signed(factor * value, digits) + {"share": " %", "points": " pp"}.get(unit, "")


def span(low: float, high: float, unit: str) -> str:
    """Two ends in the unit of the effect; an end that is open is left out."""
    if np.isinf(high):
        return f"> {shown_as(low, unit)}"
    if np.isinf(low):
        return f"< {shown_as(high, unit)}"
    if not np.isfinite(low):
        return number(low, 0)
    return f"{shown_as(low, unit)} to {shown_as(high, unit)}"


def scale(unit: str) -> tuple[float, int]:
    """Factor and digits of a unit."""
    return (1.0, 2) if unit in ("yuan", "ratio", "log") else (100.0, 1)
