"""Differences with their intervals: a panel per indicator and year, a row per arm or city."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.methods.effects import reporting_years
from experiments.methods.labels import (
    ARMS,
    INDICATORS,
    PLACES,
    ZONE,
    in_order,
    interval,
    label,
    lead_arm,
    pairs_of,
    percent,
    precision,
    precisions,
    shown_indicators,
    signed,
    verdict,
    with_digits,
)
from experiments.methods.style import (
    BLUE,
    GREY,
    PALE,
    columns,
    footer,
    new_figure,
    styled,
)

MANY = 20  # arms: of more, only those of the compared policies are drawn
Gaps = Mapping[tuple[str, int], float]


def forest_numbers(effects: pd.DataFrame) -> pd.DataFrame:
    """What the forest plots draw: every arm against the most common baseline."""
    baseline = effects["baseline"].mode().iloc[0]
    years = reporting_years(effects["year"].unique())
    known = effects["indicator"].isin(shown_indicators(effects["indicator"].unique()))
    chosen = (effects["baseline"] == baseline) & effects["year"].isin(years) & known
    if effects["arm"].nunique() > MANY:
        chosen &= effects["arm"].isin(ARMS)
    return with_digits(effects)[chosen].reset_index(drop=True)


def forest_plot(
    effects: pd.DataFrame, gaps: Gaps | None = None, lang: str = "en", draws: int = 1
) -> Figure:
    """Every arm against the baseline, the zone; `gaps` is target minus baseline, for scale.

    `draws` is how many draws of parameters the pairs of runs are of.
    """
    numbers = forest_numbers(effects)
    place = ZONE if ZONE in set(numbers["city"]) else numbers["city"].iloc[0]
    words = label("place_zone", lang) if place == ZONE else label(place, lang)
    numbers = numbers[numbers["city"] == place]
    return forest(numbers, "arm", ARMS, words, gaps or {}, lang, draws)


def effect_by_city(
    effects: pd.DataFrame, arm: str | None = None, lang: str = "en", draws: int = 1
) -> Figure:
    """One arm against the baseline, city by city."""
    numbers = forest_numbers(effects)
    arm = arm or lead_arm(numbers["arm"].unique(), None)
    words = label("place_cities", lang, arm=label(arm, lang))
    return forest(numbers[numbers["arm"] == arm], "city", PLACES, words, {}, lang, draws)


def forest(
    numbers: pd.DataFrame, key: str, order: tuple[str, ...], place: str, gaps: Gaps,
    lang: str, draws: int,
) -> Figure:  # fmt: skip
    """Rows of panels: a drawing with its own scale, and the same in numbers beside it."""
    names = in_order(numbers[key], order)
    rows = in_order(numbers["indicator"], INDICATORS)
    years = sorted(numbers["year"].unique())
    lines = [(i, years[j : j + 2]) for i in rows for j in range(0, len(years), 2)]
    tall = 0.33 * len(names)
    with styled():
        figure = new_figure(len(lines) * (tall + 0.72) + 0.75)
        height = figure.get_size_inches()[1]
        taken = footer(figure, [forest_caption(numbers, place, lang, draws)])
        grid = figure.add_gridspec(
            len(lines), 1, left=room(names, lang), right=0.995, top=1 - 0.38 / height,
            bottom=(taken + 0.32) / height, hspace=0.62 / tall,
        )  # fmt: skip
        for i, (indicator, pair) in enumerate(lines):
            # A year that stands alone has the width of two for its drawing.
            shares = [1, 1.16, 1, 1.16] if len(pair) == 2 else [3.16, 1.16]
            line = grid[i].subgridspec(1, len(shares), width_ratios=shares, wspace=0.03)
            for j, year in enumerate(pair):
                here = (numbers["indicator"] == indicator) & (numbers["year"] == year)
                part = numbers[here].set_index(key).reindex(names).dropna(subset="estimate")
                axes = figure.add_subplot(line[2 * j])
                beside = figure.add_subplot(line[2 * j + 1], sharey=axes)
                draw_effects(axes, part, names, precision(indicator))
                draw_numbers(beside, part, names, lang)
                axes.set_yticks(range(len(names)), [label(n, lang) for n in names])
                axes.tick_params(axis="y", length=0, labelleft=j == 0, labelsize=8)
                title(axes, beside, indicator, int(year), gaps, lang)
    return figure


def room(names: list[str], lang: str) -> float:
    """Share of the width that the longest name at the left needs."""
    return max(0.125, 0.01 + 0.0071 * max(columns(label(name, lang)) for name in names))


def draw_effects(axes: Axes, part: pd.DataFrame, names: list[str], limit: float) -> None:
    """Points and intervals on a linear scale centred on 0."""
    ends = part[["estimate", "low", "high"]].abs().to_numpy()
    reach = float(np.nanmax(ends, initial=0.0)) * 1.15 or limit or 1.0
    axes.axvspan(max(-limit, -reach), min(limit, reach), color=PALE, lw=0, zorder=0)
    axes.axvline(0, color="black", lw=0.7, zorder=1)
    for name, row in part.iterrows():
        y = names.index(str(name))
        covers = not (row["low"] > 0 or row["high"] < 0)
        colour = GREY if covers else BLUE
        axes.plot([row["low"], row["high"]], [y, y], color=colour, lw=1.6, zorder=2)
        face = "white" if covers else colour
        axes.plot(row["estimate"], y, "o", ms=4.5, mfc=face, mec=colour, zorder=3)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(names) - 0.4, -0.6)
    step = nice(reach)
    digits = max(0, -int(np.floor(np.log10(step))))
    words = [signed(v, digits) for v in (-step, 0, step)]
    if digits > 3:  # three long labels would meet
        words = ["", "0", words[-1]]
    axes.set_xticks([-step, 0, step], words)
    axes.spines["left"].set_visible(False)


def nice(reach: float) -> float:
    """The largest of some digits times a power of ten that leaves room for its label."""
    power = 10.0 ** np.floor(np.log10(0.8 * reach))
    digits = (1, 2, 3, 4, 5, 6, 8)  # close enough that labels never meet at 0
    return float(max(m * power for m in digits if m * power <= 0.8 * reach * (1 + 1e-9)))


def draw_numbers(axes: Axes, part: pd.DataFrame, names: list[str], lang: str) -> None:
    """Estimate and interval in digits, and below what they amount to."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    for name, row in part.iterrows():
        y = names.index(str(name))
        digits = int(row["digits"])
        text = f"{signed(row['estimate'], digits)} {interval(row['low'], row['high'], digits)}"
        words = verdict(row, lang)
        side = "bottom" if words else "center"
        axes.text(0.03, y - (0.03 if words else 0), text, size=7.5, va=side)
        axes.text(0.03, y + 0.03, words, size=6.8, color="#444444", va="top")


def title(axes: Axes, beside: Axes, indicator: str, year: int, gaps: Gaps, lang: str) -> None:
    """Indicator, year and unit over a panel; beside it the distance to the target."""
    name = label("forest_title", lang, indicator=label(indicator, lang), year=year)
    unit = label(f"{indicator}.difference", lang)
    words = textwrap.fill(f"{name} ({unit})", 52)  # over drawing and numbers of one year
    axes.set_title(words, loc="left", size=8.5, weight=label("bold", lang), pad=4)
    if (indicator, year) in gaps:
        digits = 2 if precision(indicator) < 0.01 else 1
        gap = signed(gaps[indicator, year], digits)
        words = label("forest_gap", lang, gap=gap, unit=unit)
        foot = axes.get_ylim()[0] + 0.08
        beside.text(0.03, foot, words, size=6.8, va="top", color="#444444")


def forest_caption(numbers: pd.DataFrame, place: str, lang: str, draws: int) -> str:
    """How to read the plot."""
    limits = precisions(in_order(numbers["indicator"], INDICATORS), lang)
    level = percent(float(numbers["level"].iloc[0])) + label(" %", lang)
    how = label(
        "forest_how", lang, place=place, level=level,
        pairs=pairs_of(numbers["pairs"].max(), lang),
        shared=label("same_draw" if draws > 1 else "same_seed", lang, draws=draws),
        baseline=label(numbers["baseline"].iloc[0], lang),
    )  # fmt: skip
    shaded = label("forest_precision", lang, precision=limits) if limits else ""
    return label(" ", lang).join(filter(None, [how, shaded, label("source_effects", lang)]))
