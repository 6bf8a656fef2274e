"""Tables of columns: the one container of the model's state.

A column is a numpy array owned by its table. It is written in place and never swapped;
it can be locked, so that a process can write only what it declares. A row is an identity
for life: never reused, never moved; a closed firm is a row of zeros.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from sim.shapes import Floats, Numbers


def sum_by(code: NDArray[np.integer], amount: Numbers, n: int) -> Floats:
    """Sum of `amount` over rows with the same code, for codes 0 to n - 1."""
    # Without rows bincount gives whole numbers.
    return np.bincount(code, amount, n).astype(np.float64, copy=False)


def let_write(arrays: Iterable[NDArray[Any]], allowed: bool) -> None:
    """Make arrays writeable or read-only."""
    for array in arrays:  # `write=allowed` would take three times as long
        array.setflags(allowed)  # pyright: ignore[reportCallIssue]


class Column:
    """One state variable: unit, meaning, type, and its fill for rows not yet in use."""

    def __init__(
        self, unit: str, meaning: str, dtype: str, width: str, fill: float, scale: str
    ) -> None:
        self.unit, self.meaning, self.dtype = unit, meaning, dtype
        self.width, self.fill, self.scale = width, fill, scale
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name


def column(
    unit: str,
    meaning: str,
    dtype: str = "float64",
    *,
    width: str = "",
    fill: float = 0,
    scale: str = "one",
) -> Any:
    """Declare a column.

    `width` names a second axis ("cities", "fields", or a number as text). `scale` says
    what a weight W does to it: "one" means the value is that of one real unit and sums
    carry W; "row" means that the value counts all W units of the row.
    """
    return Column(unit, meaning, dtype, width, fill, scale)


class Table:
    """Columns of one entity, all of the same length: attributes, and by name in `arrays`."""

    arrays: dict[str, NDArray[Any]]
    rows: int
    _declared: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls) -> None:
        """Take the declarations off the class: a column's name is looked up in one place."""
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        cls._declared = cls._declared | own
        for name in own:
            delattr(cls, name)

    def __init__(self, rows: int, widths: dict[str, int]) -> None:
        self.widths = widths
        self._hold({name: self._blank(name, rows) for name in self.columns()})

    def _hold(self, arrays: dict[str, NDArray[Any]]) -> None:
        vars(self).update(arrays, arrays=arrays, rows=len(next(iter(arrays.values()))))

    def __setattr__(self, name: str, value: Any) -> None:
        # `x.cash -= 1` ends here with the same array; `x.cash = other` would swap it.
        if name in self.columns() and value is not self.arrays[name]:
            raise TypeError(f"column {name} is written in place: use {name}[:] = …")
        super().__setattr__(name, value)

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """The declared columns by name, inherited ones first."""
        return cls._declared

    def _blank(self, name: str, rows: int) -> NDArray[Any]:
        spec = self.columns()[name]
        width = self.widths.get(spec.width) or (int(spec.width) if spec.width else 0)
        shape = (rows, width) if width else (rows,)
        return np.full(shape, spec.fill, dtype=spec.dtype)

    def __len__(self) -> int:
        return self.rows

    def grow(self, rows: int) -> slice:
        """Add blank rows at the end and return where they are."""
        old, grown = len(self), {}
        for name, array in self.arrays.items():
            grown[name] = longer = np.empty((old + rows, *array.shape[1:]), array.dtype)
            longer[:old], longer[old:] = array, self.columns()[name].fill
        self._hold(grown)
        return slice(old, old + rows)

    def copy(self) -> Self:
        """An independent table with the same values."""
        twin = object.__new__(type(self))
        twin.widths = self.widths
        twin._hold({name: array.copy() for name, array in self.arrays.items()})
        return twin

    def __setstate__(self, state: dict[str, Any]) -> None:
        # An array that comes back from another process does not own its buffer.
        self.widths = state["widths"]
        self._hold({name: array.copy() for name, array in state["arrays"].items()})

    def lock(self) -> None:
        """Make every column read-only."""
        let_write(self.arrays.values(), False)
