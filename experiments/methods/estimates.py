"""Tables of contrasts: estimate, interval, test, for every indicator, place and year.

Intervals are those of the design: chance within fixed parameters, or draws and seeds
(`nested`). The test is the interval read the other way: where one leaves out 0, p is at most
5 %. It is made for the zone; p values are adjusted (Holm) within a family: all subjects and
indicators of one kind of contrast in one year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.methods import nested
from experiments.methods.contrasts import NOBODY, Contrast, taken
from experiments.methods.gaps import NOT_RUN, OPEN, closed, more_chance
from experiments.methods.inference import holm
from experiments.methods.intervals import LEVEL
from experiments.methods.panel import ZONE, Panel
from sim import data
from sim.shapes import Floats

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "players", "kind", "subject", "indicator", "city", "year", "estimate", "low", "high",
    "level", "pairs", "draws", "p", "p_adjusted", "error", "gap_share", "chance_without",
    "chance_with",
)  # fmt: skip
FAMILY = ["players", "kind", "year"]
GAPS = (
    "arm", "indicator", "city", "year", "target", "gap", "state", "share", "low", "high",
    "chance_without", "chance_with", "more", "more_low", "more_high", "pairs", "draws",
)  # fmt: skip
Errors = Mapping[tuple[str, str, str, int], Floats]  # kind, subject, indicator, year -> places


def table(
    panel: Panel,
    asked: Sequence[tuple[str, Contrast]],
    years: Sequence[int],
    errors: Errors | None = None,
) -> pd.DataFrame:
    """Every contrast, with the name of the players it is about; NaN is left out.

    `error` is the Monte-Carlo error of sampled shares, 0 for what is not sampled. In the year
    of a target `gap_share` is the share of the gap between target and no plan (`gaps`), where
    it is open, and beside it stand the chances of meeting the target.
    """
    import pandas as pd

    rows = []
    to_aim = beside_targets(panel)
    for players, contrast in asked:
        for indicator in panel.indicators:
            for year in (y for y in years if y in panel.years):
                d = taken(panel, contrast, indicator, year)
                key = contrast.subject, indicator, year
                error = (errors or {}).get((contrast.kind, *key), np.zeros(len(panel.places)))
                more = to_aim(contrast, indicator, year, d)
                cells = by_place(panel, key, d, np.stack([error, *more]))
                rows += [(players, contrast.kind, *cell) for cell in cells]
    found = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    return adjusted(found)


def by_place(
    panel: Panel, key: tuple[str, str, int], d: Floats, more: Floats
) -> list[tuple[object, ...]]:
    """A row for every place where the contrast is defined; `more` are further columns."""
    subject, indicator, year = key
    counts = LEVEL, len(d), len(set(panel.draws))
    ends = zip(*nested.interval(d, panel.draws), strict=True)
    rows = []
    for place, values, (estimate, low, high), others in zip(
        panel.places, d.T, ends, more.T, strict=True
    ):
        if np.isfinite(estimate):
            p = nested.p_value(values, panel.draws) if place == ZONE else np.nan
            rows.append((subject, indicator, place, year, estimate, low, high, *counts, p,
                         np.nan, *others))  # fmt: skip
    return rows


def beside_targets(panel: Panel) -> Callable[[Contrast, str, int, Floats], list[Floats]]:
    """What makes the share of the gap, and the chances without and with, by place.

    NaN in other years than the target's; chances are of contrasts of two arms only. Targets
    are set for the zone; for a city they are a yardstick.
    """
    aims = {(t.indicator, t.year): t.value for t in data.targets()}
    gaps: dict[tuple[str, int], Floats] = {}
    for name, year in aims:
        without = panel.at(NOBODY, name, year)
        found = [closed(0 * y, y, aims[name, year], panel.draws) for y in without.T]
        gaps[name, year] = np.array([f.gap if f.state == OPEN else np.nan for f in found])

    def columns(contrast: Contrast, indicator: str, year: int, d: Floats) -> list[Floats]:
        nothing = np.full(len(panel.places), np.nan)
        if (indicator, year) not in aims:
            return [nothing] * 3
        share = nested.units(d, panel.draws).mean(axis=0) / gaps[indicator, year]
        if len(contrast.terms) != 1:
            return [share, nothing, nothing]
        arm, base = contrast.arms()
        hits = [panel.at(a, indicator, year) >= aims[indicator, year] for a in (base, arm)]
        return [share, *(nested.units(h.astype(float), panel.draws).mean(axis=0) for h in hits)]

    return columns


def adjusted(found: pd.DataFrame, family: Sequence[str] = FAMILY) -> pd.DataFrame:
    """The table with its p values adjusted for the size of their family."""
    found = found.copy()
    for _, part in found.groupby(list(family), sort=False):
        found.loc[part.index, "p_adjusted"] = holm(part["p"].tolist())
    return found


def targets(panel: Panel) -> pd.DataFrame:
    """Every arm and target: the share of the gap closed, chances without and with.

    Targets are set for the zone; for a city they are a yardstick. Of a year that was not run
    there are no numbers, and `state` says so.
    """
    import pandas as pd

    rows = []
    counts = len(panel.seeds), len(set(panel.draws))
    for aim in (t for t in data.targets() if t.indicator in panel.indicators):
        for arm in (a for a in panel.arms if a != NOBODY):
            where = arm, aim.indicator
            if aim.year not in panel.years:
                nothing = np.nan, NOT_RUN, *[np.nan] * 8
                rows.append((*where, ZONE, aim.year, aim.value, *nothing, *counts))
                continue
            y, y0 = (panel.at(a, aim.indicator, aim.year) for a in (arm, NOBODY))
            for k, place in enumerate(panel.places):
                if np.isfinite(y[:, k]).all():
                    cells = to_target(y[:, k], y0[:, k], aim.value, panel.draws)
                    rows.append((*where, place, aim.year, aim.value, *cells, *counts))
    return pd.DataFrame(rows, columns=pd.Index(GAPS))


def to_target(
    y: Floats, without: Floats, target: float, draws: Sequence[int]
) -> tuple[object, ...]:
    """The share of the gap closed, then the chances and what is added to them."""
    found = closed(y - without, without, target, draws)
    hits, before = y >= target, without >= target
    chances = (nested.chance(h, draws)[0] for h in (before, hits))
    more = more_chance(hits, before, draws)
    return found.gap, found.state, found.share, found.low, found.high, *chances, *more
