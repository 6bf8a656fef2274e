"""Tables of effects: paired differences between arms, and chances of meeting a target.

Arms of one replication share their luck, so an effect is the mean of differences

    d = y(arm) - y(baseline)                                                       (1)

With one draw of the parameters its interval covers chance within them, nothing else
(`intervals`); with several it covers chance and parameters (`nested`).

    y indicator at year end, one value for every replication, a pair of draw and seed
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.methods import nested
from experiments.methods.intervals import LEVEL
from experiments.methods.panel import Panel

if TYPE_CHECKING:
    import pandas as pd

REPORTING_YEARS = (2022, 2025)  # the year of the targets, and when patents are granted
EFFECT_COLUMNS = (
    "contrast", "arm", "baseline", "indicator", "city", "year",
    "estimate", "low", "high", "level", "pairs",
)  # fmt: skip
CHANCE_COLUMNS = (
    "arm", "indicator", "city", "year", "target", "chance", "low", "high", "replications",
)  # fmt: skip


def effects(
    panel: Panel, contrasts: Iterable[tuple[str, str]], years: Sequence[int]
) -> pd.DataFrame:
    """Every contrast (arm, baseline) by indicator, place and year; NaN is left out."""
    import pandas as pd

    rows = []
    for arm, baseline in contrasts:
        for indicator in panel.indicators:
            for year in (y for y in years if y in panel.years):
                gap = panel.at(arm, indicator, year) - panel.at(baseline, indicator, year)
                ends = zip(*nested.interval(gap, panel.draws), strict=True)
                for place, d in zip(panel.places, ends, strict=True):
                    if np.isfinite(d[0]):
                        name = f"{arm} - {baseline}"
                        rows.append((name, arm, baseline, indicator, place, year, *d, LEVEL,
                                     len(gap)))  # fmt: skip
    return pd.DataFrame(rows, columns=pd.Index(EFFECT_COLUMNS))


def chances(panel: Panel, targets: Iterable[tuple[str, int, float]]) -> pd.DataFrame:
    """How often each arm meets each target (indicator, year, value), by place."""
    import pandas as pd

    rows = []
    for indicator, year, target in targets:
        for arm in panel.arms:
            for place, y in zip(panel.places, panel.at(arm, indicator, year).T, strict=True):
                if np.isfinite(y).all():
                    ends = nested.chance(y >= target, panel.draws)
                    rows.append((arm, indicator, place, year, target, *ends, len(y)))
    return pd.DataFrame(rows, columns=pd.Index(CHANCE_COLUMNS))


def reporting_years(years: Iterable[int]) -> list[int]:
    """The years that reports show, of those that there are: 2022, 2025 and the last."""
    present = {int(y) for y in years}
    return sorted(present & {*REPORTING_YEARS, max(present, default=0)})
