"""Files of values: rows with their line, and one sentence when a file is broken.

Every file of this folder is a comma-separated table with a header. A reader names the
columns it needs and gets each row with its line in the file, so that whatever is wrong
can be said in one line: file, line, reason, and what is allowed.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import TextIOWrapper
from pathlib import Path

Source = Traversable | Path  # a file that the package carries, or any other


class DataError(ValueError):
    """A file of values is broken; the message is one line: file, line, reason, allowed."""


@dataclass(frozen=True)
class Row:
    """One line of a file, with its number, counted from 1 at the header."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, reason: str) -> DataError:
        """The refusal of this line for a reason that also says what is allowed."""
        return DataError(f"{self.file}, line {self.line}: {reason}")

    def number(self, column: str) -> float:
        """The finite number in a column; DataError when it is none."""
        text = self.cells[column]
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.error(f"{column} {text!r} is no number; allowed: a finite number")
        return value

    def whole(self, column: str) -> int:
        """The whole number in a column; DataError when it is none."""
        value = self.number(column)
        if value != int(value):
            text = self.cells[column]
            raise self.error(f"{column} {text!r} is not whole; allowed: a whole number")
        return int(value)

    def choice(self, column: str, allowed: Sequence[str]) -> str:
        """The word in a column; DataError when it is not one of the allowed words."""
        word = self.cells[column]
        if word not in allowed:
            raise self.error(f"unknown {column} {word!r}; allowed: {', '.join(allowed)}")
        return word


def committed(name: str) -> Traversable:
    """A file that this package carries."""
    return files("sim.data").joinpath(name)


def rows(source: Source, columns: Sequence[str]) -> Iterator[Row]:
    """The lines of a file that has these columns; DataError when header or width is wrong."""
    name = source.name
    if not source.is_file():
        raise DataError(f"{source}, line 0: no such file; allowed: a table with a header")
    with TextIOWrapper(source.open("rb"), encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = next(reader, [])
        missing = [column for column in columns if column not in header]
        if missing:
            wanted = ", ".join(columns)
            raise DataError(f"{name}, line 1: no column {missing[0]!r}; allowed: {wanted}")
        for cells in reader:
            if len(cells) != len(header):
                raise DataError(
                    f"{name}, line {reader.line_num}: {len(cells)} cells; "
                    f"allowed: {len(header)}, as in the header"
                )
            yield Row(name, reader.line_num, dict(zip(header, cells, strict=True)))


def write(path: Path, header: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Writes a table with the same bytes on every machine: UTF-8, line feed at the end."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
