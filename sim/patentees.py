"""Patentees: firms and institutes side by side, for what both do with patents."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.entities import Firms, Institutes
from sim.shapes import Bools, Ints

INSTITUTES_FROM = 10**9  # their luck is that of rows from here on


class Part:
    """Some rows of a table."""

    def __init__(self, table: Firms | Institutes, is_in: Bools) -> None:
        self.table, self.rows = table, is_in.nonzero()[0]


def ids_of(parts: list[Part]) -> Ints:
    """What the luck of firms and institutes hangs on."""
    firms, institutes = parts
    return np.concatenate([firms.rows, INSTITUTES_FROM + institutes.rows])


def take(parts: list[Part], column: str) -> Any:
    """A column of firms and institutes, one after the other."""
    return np.concatenate([part.table.arrays[column][part.rows] for part in parts])


def put(parts: list[Part], column: str, values: Any) -> None:
    """Write a column of firms and institutes; all other rows keep theirs."""
    firms, institutes = parts
    firms.table.arrays[column][firms.rows] = values[: len(firms.rows)]
    institutes.table.arrays[column][institutes.rows] = values[len(firms.rows) :]
