"""Curves of dose and response, alone and within the plan, of the levers that do most."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from experiments.methods.labels import (
    INDICATORS,
    ZONE,
    in_order,
    label,
    pairs_of,
    percent,
    precision,
)
from experiments.methods.style import BLUE, GREY, VERMILION, footer, new_figure, styled

SHOWN = 6  # levers
COLOURS = {"within": (BLUE, "o", -0.02), "alone": (VERMILION, "s", 0.02)}


def dose_plot(found: pd.DataFrame, lang: str = "en") -> Figure:
    """Rows are indicators, columns the levers that do most at the plan's dose."""
    zone = found[(found["city"] == ZONE) & (found["year"] == found["year"].min())]
    levers, panels = leading(zone), in_order(zone["indicator"], INDICATORS)
    with styled():
        figure = new_figure(1.75 * len(panels) + 1.1)
        height = figure.get_size_inches()[1]
        taken = footer(figure, [caption(zone, lang)])
        grid = figure.add_gridspec(
            len(panels), len(levers), left=0.08, right=0.99, top=1 - 0.62 / height,
            bottom=(taken + 0.45) / height, wspace=0.5, hspace=0.3,
        )  # fmt: skip
        for i, indicator in enumerate(panels):
            for j, lever in enumerate(levers):
                axes = figure.add_subplot(grid[i, j])
                here = (zone["lever"] == lever) & (zone["indicator"] == indicator)
                draw(axes, zone[here])
                axes.tick_params(labelbottom=i == len(panels) - 1, labelsize=6)
                if i == 0:
                    axes.set_title(label(lever, lang), size=7.5, pad=5)
                if j == 0:
                    name = label(f"{indicator}.short", lang)
                    unit = label(f"{indicator}.difference", lang)
                    axes.set_ylabel(f"{name} ({unit})", size=7)
        figure.text(
            0.53, (taken + 0.12) / height, label("doses.axis", lang), ha="center", size=7
        )
        legend(figure, lang)
    return figure


def leading(zone: pd.DataFrame) -> list[str]:
    """The levers that change most at the plan's dose, in units of the published precision."""
    at_one = zone[zone["dose"] == 1]
    unit = at_one["indicator"].map(lambda name: precision(str(name)) or float("inf"))
    size = (at_one["estimate"].abs() / unit).groupby(at_one["lever"], sort=False).max()
    kept = set(size.nlargest(SHOWN).index)
    return [lever for lever in dict.fromkeys(zone["lever"]) if lever in kept]


def draw(axes: Axes, part: pd.DataFrame) -> None:
    """Both curves with intervals, and the line through none and the plan."""
    axes.axhline(0, color="black", lw=0.5, zorder=1)
    for context, (colour, marker, shift) in COLOURS.items():
        here = part[part["context"] == context].sort_values("dose")
        if here.empty:
            continue
        x, y = [0.0, *here["dose"]], [0.0, *here["estimate"]]
        axes.plot(x, y, color=colour, lw=1.0, zorder=3)
        axes.vlines(here["dose"] + shift, here["low"], here["high"], colour, lw=1.1, zorder=2)
        axes.plot(x, y, marker, ms=2.8, color=colour, zorder=4)
        if context == "within":
            at_one = float(here.loc[here["dose"] == 1, "estimate"].iloc[0])
            axes.plot([0, 2], [0, 2 * at_one], "--", color=GREY, lw=0.8, zorder=1.5)
    axes.set_xticks([0, 0.5, 1, 2], ["0", "½", "1", "2"])
    axes.yaxis.set_major_locator(MaxNLocator(3, steps=(1, 2, 5, 10)))  # short numbers


def caption(zone: pd.DataFrame, lang: str) -> str:
    """How to read the plot."""
    return label(
        "doses.how", lang, year=int(zone["year"].iloc[0]),
        pairs=pairs_of(zone["pairs"].max(), lang),
        level=percent(float(zone["level"].iloc[0])) + label(" %", lang),
    )  # fmt: skip


def legend(figure: Figure, lang: str) -> None:
    """What the colours are."""
    marks = [
        Line2D([], [], color=colour, marker=marker, ms=3, lw=1)
        for colour, marker, _ in COLOURS.values()
    ]
    words = [label(f"c.{context}", lang) for context in COLOURS]
    figure.legend(marks, words, loc="upper left", ncols=2, frameon=False)
