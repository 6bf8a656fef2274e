"""Levels over time: rows are indicators, columns are cities and the zone."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.methods.labels import (
    ARMS,
    INDICATORS,
    NOT_FIRM,
    PLACES,
    PLAN_START,
    ZONE,
    in_order,
    label,
    level_text,
    number,
)
from experiments.methods.scenario_words import (
    Target,
    draw_legend,
    scenario_caption,
    scenario_numbers,
    shown_arms,
)
from experiments.methods.style import BLACK, BLUE, GREY, VERMILION, footer, new_figure, styled


def scenario_plot(
    trajectories: pd.DataFrame,
    observed: pd.DataFrame | None = None,
    targets: Sequence[Target] = (),
    lang: str = "en",
) -> Figure:
    """Bands over runs, observed dots and targets, in one panel per indicator and place."""
    numbers = scenario_numbers(trajectories)
    rows = in_order(numbers["indicator"], INDICATORS)
    columns = in_order(numbers["city"], PLACES)
    targets = [t for t in targets if t[0] in rows]
    if observed is not None and not observed["indicator"].isin(rows).any():
        observed = None
    left = 0.065 if set(rows) <= set(INDICATORS) else 0.1  # longer units and numbers
    with styled():
        figure = new_figure(1.75 * len(rows) + 1.55)
        caption = scenario_caption(trajectories, numbers, observed, targets, lang)
        taken = footer(figure, caption)
        height = figure.get_size_inches()[1]
        grid = figure.add_gridspec(
            len(rows), len(columns), left=left, right=0.915 if targets else 0.985,
            top=1 - 0.66 / height, bottom=(taken + 0.28) / height, wspace=0.1, hspace=0.26,
        )  # fmt: skip
        for i, indicator in enumerate(rows):
            aims = [t for t in targets if t[0] == indicator]
            part = numbers[numbers["indicator"] == indicator]
            seen = of_indicator(observed, indicator, part)
            limits = row_limits(part, seen, aims)
            for j, city in enumerate(columns):
                axes = figure.add_subplot(grid[i, j])
                draw_panel(axes, part[part["city"] == city], seen[seen["city"] == city])
                draw_targets(axes, aims, city, last=j == len(columns) - 1, lang=lang)
                dress(axes, part, limits, j, label(f"{indicator}.axis", lang))
                if i == 0:
                    weight = label("bold", lang) if city == ZONE else "normal"
                    axes.set_title(label(city, lang), weight=weight)
        draw_legend(figure, shown_arms(trajectories), numbers, observed, targets, lang)
    return figure


def of_indicator(
    observed: pd.DataFrame | None, indicator: str, part: pd.DataFrame
) -> pd.DataFrame:
    """Observed values of one indicator within the years that the panel shows."""
    if observed is None:
        return pd.DataFrame(columns=["city", "year", "indicator", "value", "confidence"])
    inside = observed["year"].between(part["year"].min(), part["year"].max())
    return observed[(observed["indicator"] == indicator) & inside]


def row_limits(
    part: pd.DataFrame, seen: pd.DataFrame, aims: Sequence[Target]
) -> tuple[float, float]:
    """Room for everything that a row of panels shows, and a margin."""
    values = np.concatenate(
        [part["low90"], part["high90"], seen["value"].astype(float), [t[2] for t in aims]]
    )
    margin = 0.07 * (np.ptp(values) or abs(values[0]) or 1.0)
    return float(values.min() - margin), float(values.max() + margin)


def draw_panel(axes: Axes, part: pd.DataFrame, seen: pd.DataFrame) -> None:
    """Bands, medians and observed dots of one city and indicator."""
    arms = in_order(part["arm"], ARMS)
    for arm, colour, line in zip(arms, (BLUE, VERMILION), ("-", (0, (3, 2))), strict=False):
        run = part[part["arm"] == arm].sort_values("year")
        if run["runs"].max() > 1:
            for low, high, alpha in (("low90", "high90", 0.16), ("low50", "high50", 0.32)):
                axes.fill_between(
                    run["year"], run[low], run[high], color=colour, alpha=alpha, lw=0
                )
        axes.plot(run["year"], run["median"], color=colour, ls=line, lw=1.3)
    low = seen["confidence"].isin(NOT_FIRM)
    for firm, face in ((~low, BLACK), (low, "white")):
        axes.plot(
            seen["year"][firm], seen["value"][firm], "o", ms=3.2, mfc=face, mec=BLACK,
            mew=0.7, zorder=5,
        )  # fmt: skip


def draw_targets(
    axes: Axes, aims: Sequence[Target], city: str, *, last: bool, lang: str
) -> None:
    """Target lines, firm only where the target holds; their words stand outside the data."""
    for indicator, year, value, _unit, _source in aims:
        axes.axhline(value, color=GREY, lw=0.6, ls=(0, (1, 2)), zorder=1)
        if city == ZONE:
            axes.plot([year - 0.8, year + 0.8], [value, value], color=BLACK, lw=2, zorder=4)
        if last:
            words = f"{label('target', lang, year=year)}\n{level_text(indicator, value)}"
            axes.annotate(
                words, (1.04, value), xycoords=axes.get_yaxis_transform(), size=7.5,
                va="center", linespacing=1.2, annotation_clip=False,
            )  # fmt: skip


def dress(
    axes: Axes, part: pd.DataFrame, limits: tuple[float, float], column: int, words: str
) -> None:
    """Axes of one panel: shared height in the row, every year a tick, a few with a label."""
    first, last = int(part["year"].min()), int(part["year"].max())
    axes.set_xlim(first - 0.4, last + 0.4)
    axes.set_ylim(*limits)
    axes.set_xticks(range(first, last + 1), minor=True)
    # From the last year back, and not the first: its label would meet that of the panel before.
    step = max(1, math.ceil((last - first) / 4))
    named = range(last, first - (last < first + 2), -step)
    axes.set_xticks(named, [str(y) for y in named])
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    start = PLAN_START[0] - 1 + (PLAN_START[1] - 1) / 12
    if first <= start <= last:
        axes.axvline(start, color=GREY, lw=0.8, ls=(0, (5, 2)), zorder=1)
    if column == 0:
        axes.set_ylabel(textwrap.fill(words, 28))
        if max(abs(end) for end in limits) >= 10_000:  # no power of ten over the axis
            axes.yaxis.set_major_formatter(lambda value, _: number(value, 0))
    else:
        axes.tick_params(labelleft=False)
