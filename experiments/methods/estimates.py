"""Tables of contrasts: estimate, interval, test, for every indicator, place and year.

Intervals are those of the design: chance within fixed parameters, or draws and seeds
(`nested`). The test is Student's on independent units, which are draws, or seeds where there
is one draw. It is made for the zone; p values are adjusted (Holm) within a family: all
subjects and indicators of one kind of contrast in one year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.methods import nested
from experiments.methods.contrasts import Contrast, taken
from experiments.methods.inference import holm, p_value
from experiments.methods.intervals import LEVEL
from experiments.methods.panel import ZONE, Panel
from sim.shapes import Floats

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "players", "kind", "subject", "indicator", "city", "year", "estimate", "low", "high",
    "level", "pairs", "draws", "p", "p_adjusted", "error",
)  # fmt: skip
FAMILY = ["players", "kind", "year"]
Errors = Mapping[tuple[str, str, str, int], Floats]  # kind, subject, indicator, year -> places


def table(
    panel: Panel,
    asked: Sequence[tuple[str, Contrast]],
    years: Sequence[int],
    errors: Errors | None = None,
) -> pd.DataFrame:
    """Every contrast, with the name of the players it is about; NaN is left out.

    `error` is the Monte-Carlo error of sampled shares, 0 for what is not sampled.
    """
    import pandas as pd

    rows = []
    for players, contrast in asked:
        for indicator in panel.indicators:
            for year in (y for y in years if y in panel.years):
                d = taken(panel, contrast, indicator, year)
                key = contrast.subject, indicator, year
                error = (errors or {}).get((contrast.kind, *key), np.zeros(len(panel.places)))
                cells = by_place(panel, key, d, error)
                rows += [(players, contrast.kind, *cell) for cell in cells]
    found = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    return adjusted(found)


def by_place(
    panel: Panel, key: tuple[str, str, int], d: Floats, error: Floats
) -> list[tuple[object, ...]]:
    """A row for every place where the contrast is defined."""
    subject, indicator, year = key
    counts = LEVEL, len(d), len(set(panel.draws))
    ends = zip(*nested.interval(d, panel.draws), strict=True)
    rows = []
    for place, values, (estimate, low, high), e in zip(
        panel.places, d.T, ends, error, strict=True
    ):
        if np.isfinite(estimate):
            units = nested.units(values, panel.draws)
            p = p_value(units) if place == ZONE and len(units) > 1 else np.nan
            rows.append((subject, indicator, place, year, estimate, low, high, *counts, p,
                         np.nan, e))  # fmt: skip
    return rows


def adjusted(found: pd.DataFrame, family: Sequence[str] = FAMILY) -> pd.DataFrame:
    """The table with its p values adjusted for the size of their family."""
    found = found.copy()
    for _, part in found[found["p"].notna()].groupby(list(family), sort=False):
        found.loc[part.index, "p_adjusted"] = holm(part["p"].tolist())
    return found
