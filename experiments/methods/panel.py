"""The numbers of an experiment as one array, and its tables.

A panel is dense: arm x replication x record x indicator x place, so that a paired difference
is a subtraction. A replication is a pair of draw and seed. Places are the cities in their
order and the zone, flows run over the cities and the world outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.shapes import Floats

if TYPE_CHECKING:
    import pandas as pd

ZONE, OUTSIDE = "zone", "outside"
FIRST_YEAR = 2015
# Tables that single questions add and a person reads; saved as CSV too.
OWN = (
    "levers", "lever_indicators", "plan", "equivalence", "hypotheses", "estimators",
    "event_study", "verdicts", "solved", "sweep", "draws", "attribution", "remainders", "doses",
    "lines", "uncertainty", "gaps",
)  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """A cell that failed; the error says when in the run, and why."""

    arm: str
    draw: int
    seed: int
    error: str

    def order(self) -> tuple[str, int, int]:
        """By what failures are sorted, in whatever order they came in."""
        return self.arm, self.draw, self.seed

    def text(self) -> str:
        """One line; draw 0 is that of a design without draws."""
        draw = f"draw {self.draw}, " if self.draw else ""
        return f"arm {self.arm}, {draw}seed {self.seed}, {self.error}"


@dataclass(frozen=True)
class Panel:
    """Indicators of every arm: values[arm, replication, record, indicator, place].

    `seeds` and `draws` are those of every replication, draws outer, seeds inner; no draws are
    draw 0 throughout. `months` are the months of the records, counted from 0 in January 2015;
    `found` is what the probe of the design, if it has one, brought home by arm and seed.
    A replication with a cell among `failures` is left out.
    """

    arms: tuple[str, ...]
    seeds: tuple[int, ...]
    months: tuple[int, ...]
    indicators: tuple[str, ...]
    places: tuple[str, ...]
    values: Floats
    kinds: tuple[str, ...] = ()
    flows: Floats | None = None
    found: Mapping[tuple[str, int], Any] = field(default_factory=dict)
    draws: tuple[int, ...] = ()
    failures: tuple[Failure, ...] = ()

    def __post_init__(self) -> None:
        if not self.draws:
            object.__setattr__(self, "draws", (0,) * len(self.seeds))

    def at(self, arm: str, indicator: str, year: int) -> Floats:
        """Values at the end of a year, (replications, places); NaN where there is none."""
        month = (year - FIRST_YEAR) * 12 + 11
        if month not in self.months or indicator not in self.indicators:
            return np.full((len(self.seeds), len(self.places)), np.nan)
        record, column = self.months.index(month), self.indicators.index(indicator)
        return self.values[self.arms.index(arm), :, record, column, :]

    @property
    def years(self) -> tuple[int, ...]:
        """Years whose end is on record."""
        return tuple(FIRST_YEAR + m // 12 for m in self.months if m % 12 == 11)


@dataclass(frozen=True)
class Results:
    """What an experiment found: everything that is saved."""

    panel: Panel
    effects: pd.DataFrame
    chances: pd.DataFrame
    fit: pd.DataFrame | None = None
    more: Mapping[str, pd.DataFrame] = field(default_factory=dict)
