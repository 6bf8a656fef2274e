"""How a file reaches the disk: written aside, then renamed, so that nobody sees half of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def aside(path: Path, write: Callable[[Path], object]) -> Path:
    """Write beside the final name and rename; returns the path."""
    part = path.with_name(path.name + ".part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def write_text(path: Path, text: str) -> Path:
    """A text file."""
    return aside(path, lambda p: p.write_text(text, encoding="utf-8"))


def write_csv(folder: Path, name: str, table: pd.DataFrame) -> Path:
    """A table for spreadsheets, in the one place where a results folder keeps them."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    # The byte-order mark lets spreadsheets read the file as UTF-8.
    text = table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
    return aside(folder / "tables" / f"{name}.csv", lambda p: p.write_bytes(text))
