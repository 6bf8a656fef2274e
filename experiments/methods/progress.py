"""How far a run is: one line that renews itself on a terminal, a few lines when piped."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TextIO

from experiments.methods.panel import Failure

LINES_APART = 60.0  # seconds, where the lines are piped
NOTES_APART = 10.0  # seconds between notes of where the run stands


class Progress(Protocol):
    """Hears from the engine how it goes."""

    def begin(self, done: int, of: int, failures: Sequence[Failure]) -> None:
        """A design begins; so many of its cells are done, and these of them failed."""
        ...

    def more(self, cells: int, failures: Sequence[Failure], seconds: float) -> None:
        """So many cells more are done, with the seconds that they took where they ran."""
        ...


class Quiet:
    """Nobody wants to hear it."""

    def begin(self, done: int, of: int, failures: Sequence[Failure]) -> None:
        """Nothing."""

    def more(self, cells: int, failures: Sequence[Failure], seconds: float) -> None:
        """Nothing."""


class Lines:
    """Says it in lines, and keeps count over all designs of an experiment.

    `note` is called now and then, so that the count can be written down.
    """

    def __init__(
        self, what: str, stream: TextIO | None = None, note: Callable[[], None] | None = None
    ) -> None:
        self.what, self.note = what, note
        self.stream = stream or sys.stderr
        self.is_terminal = self.stream.isatty()
        self.failures: list[Failure] = []
        self.seconds = 0.0
        self.past = self.past_of = 0  # cells of earlier designs
        self.done = self.of = self.there = 0  # of this one; `there` before it began
        self.start = self.said = self.noted = time.monotonic()

    def begin(self, done: int, of: int, failures: Sequence[Failure]) -> None:
        """What there is to do."""
        self.past, self.past_of = self.past + self.done, self.past_of + self.of
        self.done, self.of, self.there = done, of, done
        self.failures += failures
        self.start = time.monotonic()
        self._say(ends=done == of, always=True)

    def more(self, cells: int, failures: Sequence[Failure], seconds: float) -> None:
        """How far it is, on a terminal always, elsewhere rarely."""
        self.done += cells
        self.seconds += seconds
        self.failures += failures
        self._say(ends=self.done == self.of, always=self.done == self.of)
        now = time.monotonic()
        if self.note and now - self.noted > NOTES_APART:
            self.noted = now
            self.note()

    def standing(self) -> dict[str, Any]:
        """Cells of all designs so far: how many, done, failed, and what they took to run."""
        return {
            "cells": self.past_of + self.of,
            "cells_done": self.past + self.done,
            "cells_failed": len(self.failures),
            "cell_seconds": round(self.seconds, 2),
        }

    def failed(self) -> str:
        """One line on what failed."""
        failures, first = len(self.failures), min(self.failures, key=Failure.order)
        left_out = len({(failure.draw, failure.seed) for failure in self.failures})
        return (
            f"{failures} of {self.past_of + self.of} cells failed, {left_out} replications are "
            f"left out; the first: {first.text()}"
        )

    def _say(self, ends: bool, always: bool) -> None:
        now = time.monotonic()
        if self.is_terminal:
            end = "\n" if ends else ""
            print(f"\r\x1b[2K{self.line()}", end=end, file=self.stream, flush=True)
        elif always or now - self.said > LINES_APART:
            self.said = now
            print(self.line(), file=self.stream, flush=True)

    def line(self) -> str:
        """The words: how much is done, how fast, how long it will still take."""
        spent, new = time.monotonic() - self.start, self.done - self.there
        failed = f", {len(self.failures)} failed" if self.failures else ""
        if self.done == self.of:
            how = f"done in {clock(spent)}" if new else "there"
            return f"{self.what}: {self.of} cells {how}{failed}"
        if not new:
            there = f", {self.there} there" if self.there else ""
            return f"{self.what}: {self.of - self.there} cells to run{there}{failed}"
        rate = new / max(spent, 1e-9)
        left = clock((self.of - self.done) / rate)
        return (
            f"{self.what}: {self.done} of {self.of} cells, {rate * 60:.0f} a minute, "
            f"{left} left{failed}"
        )


def clock(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
