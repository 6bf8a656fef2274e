"""Estimators: paired differences between arms, and chances of meeting a target.

Arms of one seed share their luck, so an effect is the mean over seeds of differences

    d_s = y(arm, s) - y(baseline, s),   estimate = mean d_s                    (1)
    low, high = estimate -+ t(n - 1, (1 + level) / 2) sd(d_s) / sqrt(n)        (2)

The interval covers chance within fixed parameters, nothing else. A chance is the share of
seeds that reach the target, with Wilson's interval:

    centre = (k + z^2/2) / (n + z^2),
    half   = z / (n + z^2) sqrt(k (n - k) / n + z^2 / 4)                       (3)

    y indicator at year end, s seed, n seeds, k of them at or above the target

References
----------
Wilson (1927), JASA 22(158): the interval (3), also right near 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.methods.panel import Panel
from sim.shapes import Floats

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
REPORTING_YEARS = (2022, 2025)  # the year of the targets, and when patents are granted
EFFECT_COLUMNS = (
    "contrast", "arm", "baseline", "indicator", "city", "year",
    "estimate", "low", "high", "level", "pairs",
)  # fmt: skip
CHANCE_COLUMNS = (
    "arm", "indicator", "city", "year", "target", "chance", "low", "high", "replications",
)  # fmt: skip


def paired(difference: Floats, level: float = LEVEL) -> tuple[Floats, Floats, Floats]:
    """Estimate and interval of differences by seed (first axis), equations (1) and (2).

    One seed has an estimate and no interval.
    """
    from scipy.special import stdtrit

    n = len(difference)
    estimate = difference.mean(axis=0)
    if n < 2:
        return estimate, np.full_like(estimate, np.nan), np.full_like(estimate, np.nan)
    half = stdtrit(n - 1, (1 + level) / 2) * difference.std(axis=0, ddof=1) / np.sqrt(n)
    return estimate, estimate - half, estimate + half


def wilson(hits: float, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a share, equation (3)."""
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    centre = (hits + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(hits * (n - hits) / n + z**2 / 4)
    # At the ends the interval reaches 0 and 1, which rounding would miss by a hair.
    low = 0.0 if hits == 0 else float(centre - half)
    high = 1.0 if hits == n else float(centre + half)
    return low, high


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
                for place, d in zip(panel.places, zip(*paired(gap), strict=True), strict=True):
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
                n = len(y)
                if np.isfinite(y).all():
                    hits = int((y >= target).sum())
                    ends = wilson(hits, n)
                    rows.append((arm, indicator, place, year, target, hits / n, *ends, n))
    return pd.DataFrame(rows, columns=pd.Index(CHANCE_COLUMNS))


def reporting_years(years: Iterable[int]) -> list[int]:
    """The years that reports show, of those that there are: 2022, 2025 and the last."""
    present = {int(y) for y in years}
    return sorted(present & {*REPORTING_YEARS, max(present, default=0)})
