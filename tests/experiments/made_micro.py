"""Micro-data made by hand: firms of two cities over ten years, with effects that are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.methods.causal_data import FLAGS, MicroData

CITIES = ("Nanjing", "Suzhou", "Wuxi", "Changzhou", "Zhenjiang")
YEARS = tuple(range(2015, 2025))


def made(rows: int = 400, seed: int = 0, **firms: Any) -> MicroData:
    """Firms that are always open, do research and file a few patents a year."""
    rng = np.random.default_rng(seed)
    wide = (len(YEARS), rows)
    level = rng.lognormal(1.5, 0.7, rows)
    columns: dict[str, Any] = {name: np.zeros(wide, dtype=bool) for name in FLAGS}
    columns |= {
        "rd": np.tile(level, (len(YEARS), 1)), "relabelled": np.zeros(wide),
        "sales": np.tile(20 * level, (len(YEARS), 1)),
        "filings": rng.poisson(level, wide), "grants": rng.poisson(level / 4, wide),
        "open": np.ones(wide, dtype=bool), "researches": np.ones(wide, dtype=bool),
        "city": np.tile(np.arange(rows) % len(CITIES), (len(YEARS), 1)),
    }  # fmt: skip
    fixed = {
        "field": np.arange(rows) // len(CITIES) % 2, "weight": np.ones(rows),
        "birth_month": np.full(rows, -1),
    }  # fmt: skip
    n = len(CITIES)
    flat = {name: np.ones((len(YEARS), n)) for name in ("private", "public")}
    return MicroData(
        cities=CITIES, years=YEARS, firms=columns | firms, fixed=fixed, notch={}, startups={},
        pairs=np.ones((len(YEARS), n, n)), funds=flat | {"waiting": np.zeros(n)},
    )  # fmt: skip


def members(rows: int, first: int, last: int = YEARS[-1], step: int = 4) -> np.ndarray:
    """Every `step`-th firm takes part from one year to another."""
    years = np.array(YEARS)[:, None]
    return (years >= first) & (years <= last) & (np.arange(rows) % step == 0)
