"""A small micro-panel made by hand: two cities, two fields, six years, answers known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from experiments.methods.micropanel import MicroPanel
from sim import region

YEARS = 6


def made(rows: int = 400, seed: int = 0, **changed: Any) -> MicroPanel:
    """Firms in five cities and six fields that are open all the time and do nothing else."""
    rng = np.random.default_rng(seed)
    place = region.load()
    n = len(place.cities)
    wide = (YEARS, rows)
    sales = np.tile(rng.lognormal(4, 1.5, rows), (YEARS, 1))
    sales = changed.get("firms", {}).get("sales", sales)
    firms: dict[str, Any] = {
        "rd": 0.05 * sales, "relabelled": np.zeros(wide),
        "sales": sales, "sales_in_books": sales,
        "filings": np.zeros(wide, dtype=np.int64), "patents": np.zeros(wide, dtype=np.int64),
        "city": np.tile(np.arange(rows) % n, (YEARS, 1)),
        "is_active": np.ones(wide, dtype=bool), "is_rd_active": np.ones(wide, dtype=bool),
        "is_certified": np.zeros(wide, dtype=bool), "rd_for_notch": np.zeros((*wide, 2)),
    }  # fmt: skip
    fixed = {
        "field": np.arange(rows) // n % len(place.fields), "kind": np.zeros(rows, dtype=int),
        "weight": np.ones(rows), "birth_month": np.full(rows, -20),
    }  # fmt: skip
    ones = np.ones((YEARS, n))
    cities = {name: ones.copy() for name in ("rd", "rd_reported", "patents", "people", "wage")}
    cities |= {"house_price": ones.copy(), "graduates": ones.copy(), "graduated": ones.copy()}
    cities |= {name: np.ones((YEARS, n, n)) for name in ("co-patents", "talent", "capital")}
    start = {name: np.ones(n) for name in ("rd", "patents", "per_10k")}
    panel = MicroPanel(place, firms, fixed, cities, start)
    for group in ("firms", "fixed", "cities", "start"):
        panel = replace(panel, **{group: getattr(panel, group) | changed.get(group, {})})
    return panel
