"""A table of draws from a file: a row per draw, a column per path of a parameter.

A CSV with a header or a Parquet file; a column `draw`, if there is one, numbers the rows.
So what an estimation found can take the place of priors, and `results/draws.parquet` of a
result folder gives the same draws again.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from configs.arms import split
from configs.axes import declared, value_of
from configs.refusal import refuse
from configs.schema import MOST_DRAWS, Draw

KEY, NUMBER = "draws.file", "draw"
WANTED = "a CSV or Parquet file with a column per parameter, levers.fund_matching.match_ratio"
Columns = dict[str, list[Any]]


def read(file: str | None) -> tuple[Draw, ...]:
    """The draws of a file, in the order of its rows; refused in one line if it is none."""
    if not file:
        raise refuse(KEY, file, WANTED, "draws.kind=table needs a file")
    columns = _columns(file)
    paths = [name for name in columns if name != NUMBER]
    if not paths:
        raise refuse(KEY, file, WANTED, "no column is a parameter")
    for path in paths:
        split(path, f"a column of {file}")
    rows = len(columns[paths[0]])
    if not 0 < rows <= MOST_DRAWS:
        raise refuse(KEY, file, f"1 to {MOST_DRAWS} rows", f"{rows} rows")
    values = {path: _values(file, path, columns[path]) for path in paths}
    numbers = _numbers(file, columns.get(NUMBER) or list(range(rows)))
    return tuple(
        Draw(number, tuple((path, values[path][i]) for path in paths))
        for i, number in enumerate(numbers)
    )


def _columns(file: str) -> Columns:
    path = Path(file)
    try:
        if path.suffix == ".parquet":
            from pyarrow import parquet

            table = parquet.ParquetFile(path).read()
            head, columns = table.column_names, [c.to_pylist() for c in table.columns]
            _check_once(file, head)
            return dict(zip(head, columns, strict=True))
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head, *rows = list(csv.reader(stream)) or [[]]
    except (OSError, ValueError) as error:  # Arrow's errors are of these kinds
        reason = (getattr(error, "strerror", None) or str(error)).splitlines()[0]
        raise refuse(KEY, file, WANTED, reason) from error
    rows = [row for row in rows if row]
    _check_once(file, head)
    for i, row in enumerate(rows, start=2):
        if len(row) != len(head):
            reason = f"line {i} has {len(row)} cells, the header {len(head)}"
            raise refuse(KEY, file, "a cell for every column", reason)
    return {name: [row[i] for row in rows] for i, name in enumerate(head)}


def _check_once(file: str, head: list[str]) -> None:
    twice = sorted({name for name in head if head.count(name) > 1})
    if twice:
        raise refuse(KEY, file, "every column once", f"{', '.join(twice)} stands there twice")


def _values(file: str, path: str, cells: list[Any]) -> list[Any]:
    is_number = "unit" in declared(path).metadata
    found = []
    for i, cell in enumerate(cells, start=1):
        if cell is None or cell == "":
            raise refuse(path, "nothing", "a value in every row", f"row {i} of {file}")
        found.append(value_of(path, _number(cell) if is_number else cell))
    return found


def _number(cell: Any) -> Any:
    try:
        return cell if isinstance(cell, bool) else float(cell)
    except (TypeError, ValueError):
        return cell  # `value_of` says what is allowed


def _numbers(file: str, cells: list[Any]) -> list[int]:
    try:
        found = [int(float(cell)) for cell in cells if float(cell).is_integer()]
    except (OverflowError, TypeError, ValueError):
        found = []
    if len(set(found)) < len(cells) or min(found) < 0 or max(found) >= 2**31:
        raise refuse(KEY, file, "whole numbers, each once, in the column draw")
    return found
