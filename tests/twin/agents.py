"""The agents of the twin: plain Mesa agents whose attributes are named as the columns.

An attribute with a second axis (the queue of applications, say) is a list.
"""

from __future__ import annotations

from typing import Any

import mesa

from sim.tables import Table


class Place:
    """What has a row and is nobody: a city or a field."""

    def __init__(self, row: int) -> None:
        self.row = row

    def __getattr__(self, name: str) -> Any:  # for the type checker: columns are attributes
        raise AttributeError(name)


class Agent(mesa.Agent):
    """A firm, an institute, a fund or a person: row `row` of its table."""

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class Firm(Agent):
    """An enterprise, or a slot for one."""


class Institute(Agent):
    """A university or institute, or a slot for one."""


class Fund(Agent):
    """A fund, or a slot for one."""


class Person(Agent):
    """R&D people who act as one, or a slot for them."""


def fill(made: list[Any], table: Table, first: int = 0) -> None:
    """Give the objects from row `first` on the values of the columns."""
    for name, array in table.arrays.items():
        for each, value in zip(made[first:], array[first:].tolist(), strict=True):
            setattr(each, name, value)
