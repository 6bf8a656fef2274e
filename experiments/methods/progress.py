"""How far a run is: one line that renews itself on a terminal, a few lines when piped."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Called with the number of units done and their total."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self.what = what
        self.stream = stream or sys.stderr
        self.start = time.monotonic()
        self.is_terminal = self.stream.isatty()

    def __call__(self, done: int, of: int) -> None:
        """Say it, on a terminal always, elsewhere at the start and the end only."""
        if self.is_terminal:
            end = "\n" if done == of else ""
            print(f"\r\x1b[2K{self.line(done, of)}", end=end, file=self.stream, flush=True)
        elif done in (0, of):
            print(self.line(done, of), file=self.stream, flush=True)

    def line(self, done: int, of: int) -> str:
        """The words: how much is done, how fast, how long it will still take."""
        spent = time.monotonic() - self.start
        if done == 0:
            return f"{self.what}: {of} to run"
        if done == of:
            return f"{self.what}: {of} done in {clock(spent)}"
        rate = done / max(spent, 1e-9)
        left = clock((of - done) / rate)
        return f"{self.what}: {done} of {of}, {rate * 60:.0f} a minute, {left} left"


def clock(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
