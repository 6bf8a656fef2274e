"""Agents: each one a view of a row, for those who explore the model with Mesa.

    firm = model.agents_by_type[Firm][0]
    firm.cash, firm.city, firm.city_name
    firm.cash += 10

Reading an attribute reads the column of the table; setting it writes the column. Behaviour
lives in the processes, never here, so a million rows cost nothing until somebody looks at
them. What is set from outside enters the books as a new opening balance of the next month;
that it makes sense (a closed firm without people, say) is up to who sets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import mesa
import numpy as np

from sim import entities as tables
from sim.shapes import Ints
from sim.tables import Column, Table


class Cell:
    """One column, seen from an agent."""

    def __init__(self, spec: Column) -> None:
        self.name = spec.name
        self.__doc__ = f"{spec.meaning} [{spec.unit}]"

    def __get__(self, agent: View | None, owner: type | None = None) -> Any:
        if agent is None:
            return self
        entry = agent.table.arrays[self.name][agent.row]
        return entry.copy() if entry.ndim else entry.item()

    def __set__(self, agent: View, entry: Any) -> None:
        write(agent.model, agent.TABLE, self.name, agent.row, entry)


class View(mesa.Agent):
    """A row of a table as a Mesa agent; each column is an attribute."""

    TABLE: ClassVar[str] = ""
    COLUMNS: ClassVar[dict[str, Column]] = {}
    KIND: ClassVar[int] = 0

    model: Any
    row: int

    def __init_subclass__(
        cls, table: str = "", columns: type[Table] | None = None, **keywords: Any
    ) -> None:
        super().__init_subclass__(**keywords)
        if columns is not None:
            cls.TABLE, cls.COLUMNS = table, columns.columns()
            for name, spec in cls.COLUMNS.items():
                setattr(cls, name, Cell(spec))

    def __init__(self, model: mesa.Model, row: int) -> None:
        # Mesa's own __init__ would number agents in the order in which they are looked at,
        # and keep a list of them; a view is known by its row.
        vars(self).update(model=model, row=row, unique_id=unique_ids(self.KIND, row), pos=None)

    @classmethod
    def unknown(cls, name: str) -> AttributeError:
        """What to raise when a column is set that the table does not have."""
        return AttributeError(f"{cls.__name__} has no column {name}; it has {[*cls.COLUMNS]}")

    @property
    def table(self) -> Table:
        """The table that holds the row."""
        return getattr(self.model.state, self.TABLE)

    @property
    def city_name(self) -> str:
        """Name of the city; `city` is its code, as in the column."""
        return self.model.state.region.cities[self.city]

    def __setattr__(self, name: str, entry: Any) -> None:
        # A misspelt column would else be set without any effect.
        if name not in self.COLUMNS and name != "pos":
            raise self.unknown(name)
        super().__setattr__(name, entry)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} row {self.row}, {self.city_name}>"

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Firm(View, table="firms", columns=tables.Firms):
    """An enterprise; its columns are those of one real firm."""

    KIND = 0


class Institute(View, table="institutes", columns=tables.Institutes):
    """A university, public institute or applied R&D institution."""

    KIND = 1


class Fund(View, table="funds", columns=tables.Funds):
    """A government sub-fund or private venture fund."""

    KIND = 2


class Talent(View, table="talent", columns=tables.Talent):
    """R&D people: `weight` full-time persons who act as one."""

    KIND = 3


KINDS: tuple[type[View], ...] = (Firm, Institute, Fund, Talent)


def unique_ids(kind: int, rows: int | Ints) -> Any:
    """Mesa's unique_id of rows: fixed for life, whoever is looked at first."""
    return 1 + kind + len(KINDS) * rows


def kinds_and_rows(ids: int | Ints) -> tuple[Any, Any]:
    """Kind and row of unique ids."""
    return (ids - 1) % len(KINDS), (ids - 1) // len(KINDS)


class Views(dict[int, View]):
    """The agents looked at so far, by unique_id; another one is made when asked for."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__()
        self.model: Any = model

    def __missing__(self, unique_id: int) -> View:
        kind, row = kinds_and_rows(unique_id)
        agent = KINDS[kind](self.model, row)
        if not 0 <= row < len(agent.table):
            raise KeyError(f"no row of {agent.TABLE} has unique_id {unique_id}")
        self[unique_id] = agent
        return agent


def write(model: Any, table: str, column: str, rows: int | Ints, entry: Any) -> None:
    """Write `entry` into rows of a column that is read-only to everybody but processes."""
    array = getattr(model.state, table).arrays[column]
    fitting = np.asarray(entry).astype(array.dtype)
    if not np.array_equal(fitting, entry):
        shown = repr(entry) if np.ndim(entry) == 0 else "some of the values"
        raise ValueError(f"{table}.{column} ({array.dtype}) cannot hold {shown}")
    was_writeable = array.flags.writeable
    array.flags.writeable = True
    try:
        array[rows] = fitting
    finally:
        array.flags.writeable = was_writeable
    model.was_set = True
