"""The state at the end of 2014 and the inputs by year, as arrays in the order of the cities.

`initial_state.csv` and `baseline_inputs.csv` are written by `python -m sim.data.initial_state`
and `python -m sim.data.baseline_inputs`; here they are read and checked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np

from sim.data.estimates import GRADES, ZONE
from sim.data.places import city_names
from sim.data.tables import DataError, Row, Source, committed, rows

FIRST_YEAR = 2014
LAST_YEAR = 2030
COUNTED = (
    "firms",
    "funds",
    "institutes",
    "patents",
    "filings",
    "persons",
    "full-time equivalents",
    "universities",
)

Kept = TypeVar("Kept", "Cell", "Input")


@dataclass(frozen=True)
class Cell:
    """One number of the state at the end of 2014; sd in per cent of it, NaN if unknown."""

    city: str
    quantity: str
    value: float
    unit: str
    sd: float
    method: str
    grade: str
    source: str


@dataclass(frozen=True)
class Input:
    """One exogenous number of a year, of a city or of the zone."""

    series: str
    city: str
    year: int
    value: float
    unit: str
    grade: str
    method: str
    source: str


def _cell(row: Row) -> Cell:
    """The number in a line; what is counted must be whole."""
    counted = row["unit"] in COUNTED
    return Cell(
        row.choice("city", city_names()),
        row["quantity"],
        row.whole("value") if counted else row.number("value"),
        row["unit"],
        row.number("sd") if row["sd"] else float("nan"),
        row["method"],
        row.choice("grade", GRADES),
        row["source"],
    )


def _input(row: Row) -> Input:
    """The number in a line, of a year that the model can run in."""
    year = row.whole("year")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise row.error(f"year {year}; allowed: {FIRST_YEAR} to {LAST_YEAR}")
    return Input(
        row["series"],
        row.choice("city", (*city_names(), ZONE)),
        year,
        row.number("value"),
        row["unit"],
        row.choice("grade", GRADES),
        row["method"],
        row["source"],
    )


def _unique(
    source: Source, columns: tuple[str, ...], made: Callable[[Row], Kept], key: tuple[str, ...]
) -> tuple[Kept, ...]:
    """The lines of a file, refused when a key comes twice or a name changes its unit."""
    seen: dict[tuple[str, ...], int] = {}
    unit: dict[str, str] = {}
    kept = []
    for row in rows(source, columns):
        kept.append(made(row))
        at = tuple(row[name] for name in key)
        if at in seen:
            raise row.error(f"duplicate of line {seen[at]}; allowed: one per {', '.join(key)}")
        seen[at] = row.line
        if unit.setdefault(row[key[0]], row["unit"]) != row["unit"]:
            raise row.error(f"unit {row['unit']!r} is wrong; allowed: {unit[row[key[0]]]!r}")
    return tuple(kept)


def read_initial_state(path: Source) -> tuple[Cell, ...]:
    """The cells of any file of a start state; DataError, in one line, when it is broken."""
    columns = tuple(Cell.__dataclass_fields__)
    cells = _unique(path, columns, _cell, ("quantity", "city"))
    present = {(cell.quantity, cell.city) for cell in cells}
    for quantity in dict.fromkeys(cell.quantity for cell in cells):
        missing = [city for city in city_names() if (quantity, city) not in present]
        if missing:
            raise DataError(
                f"{path.name}, line {len(cells) + 1}: the file ends without {quantity} of "
                f"{', '.join(missing)}; allowed: every city"
            )
    return cells


def read_inputs(path: Source) -> tuple[Input, ...]:
    """The numbers of any file of inputs; DataError, in one line, when it is broken."""
    columns = tuple(Input.__dataclass_fields__)
    return _unique(path, columns, _input, ("series", "city", "year"))


@cache
def initial_cells() -> tuple[Cell, ...]:
    """The state at the end of 2014 with unit, method, grade and source of every number."""
    return read_initial_state(committed("initial_state.csv"))


@cache
def input_rows() -> tuple[Input, ...]:
    """The inputs by year with unit, grade, method and source of every number."""
    given = read_inputs(committed("baseline_inputs.csv"))
    return given + read_inputs(committed("fitted_inputs.csv"))


@cache
def initial(quantity: str) -> np.ndarray:
    """A quantity at the end of 2014 by city, in the unit of its cells; whole if counted.

    DataError for a quantity that the state does not have.
    """
    cells = {cell.city: cell for cell in initial_cells() if cell.quantity == quantity}
    if not cells:
        known = ", ".join(dict.fromkeys(cell.quantity for cell in initial_cells()))
        raise DataError(f"initial_state.csv, line 1: no {quantity!r}; allowed: {known}")
    values = np.array([cells[city].value for city in city_names()])
    values.flags.writeable = False
    return values


@cache
def inputs(series: str) -> np.ndarray:
    """A series by year and city, [year - 2014, city], in its unit; NaN where it has no value.

    A series of the zone stands in every city. DataError for an unknown series.
    """
    found = [row for row in input_rows() if row.series == series]
    if not found:
        known = ", ".join(dict.fromkeys(row.series for row in input_rows()))
        raise DataError(f"baseline_inputs.csv, line 1: no {series!r}; allowed: {known}")
    table = np.full((LAST_YEAR - FIRST_YEAR + 1, len(city_names())), np.nan)
    for row in found:
        at = slice(None) if row.city == ZONE else city_names().index(row.city)
        table[row.year - FIRST_YEAR, at] = row.value
    table.flags.writeable = False
    return table
