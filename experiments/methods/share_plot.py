"""Shapley shares of levers and chapters, beside alone and without: who hangs on whom."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.methods.forest import nice
from experiments.methods.labels import (
    INDICATORS,
    ZONE,
    in_order,
    label,
    pairs_of,
    percent,
    precision,
    signed,
)
from experiments.methods.players import CHAPTERS
from experiments.methods.shapley import EXACT, SAMPLED
from experiments.methods.style import BLACK, PALE, VERMILION, footer, new_figure, styled

FILL = "#9CC3DE"
MARKS = {"alone": ("o", "white"), "without": ("v", BLACK)}


def share_plot(found: pd.DataFrame, lang: str = "en") -> Figure:
    """Rows are the chapters and, where orders were drawn, the levers; a panel an indicator."""
    zone = found[(found["city"] == ZONE) & (found["year"] == found["year"].min())]
    shares = zone[zone["kind"].isin((EXACT, SAMPLED)) & (zone["players"] != "headline")]
    others = zone[zone["kind"].isin(MARKS)]
    names = list(dict.fromkeys([*shares["subject"], *others["subject"]]))
    panels = in_order(zone["indicator"], INDICATORS)
    with styled():
        figure = new_figure(0.23 * len(names) + 1.6)
        height = figure.get_size_inches()[1]
        taken = footer(figure, [caption(zone, lang)])
        grid = figure.add_gridspec(
            1, len(panels), left=0.175, right=0.985, top=1 - 0.7 / height,
            bottom=(taken + 0.35) / height, wspace=0.1,
        )  # fmt: skip
        for j, indicator in enumerate(panels):
            axes = figure.add_subplot(grid[0, j])
            bars, marks = (t[t["indicator"] == indicator] for t in (shares, others))
            draw(axes, bars, marks, names)
            shade(axes, precision(indicator))
            axes.set_yticks(range(len(names)), [label(n, lang) for n in names])
            axes.tick_params(axis="y", length=0, labelleft=j == 0, labelsize=8)
            unit = label(f"{indicator}.difference", lang)
            axes.set_title(
                f"{label(f'{indicator}.short', lang)} ({unit})", loc="left", size=8.5,
                weight=label("bold", lang), pad=4,
            )  # fmt: skip
        legend(figure, bool(len(others)), lang)
    return figure


def draw(axes: Axes, shares: pd.DataFrame, others: pd.DataFrame, names: list[str]) -> None:
    """Bars with both kinds of error, and marks."""
    axes.axvline(0, color="black", lw=0.7, zorder=1)
    for _, row in shares.iterrows():
        y = names.index(row["subject"])
        axes.barh(y, row["estimate"], height=0.62, color=FILL, lw=0, zorder=0.8)
        axes.plot([row["low"], row["high"]], [y, y], color=BLACK, lw=1.0, zorder=2)
        if row["error"] > 0:
            wide = 2 * row["error"]
            axes.errorbar(row["estimate"], y, xerr=wide, color=VERMILION, lw=1.6, capsize=2.4,
                          zorder=3)  # fmt: skip
    for _, row in others.iterrows():
        marker, face = MARKS[row["kind"]]
        y = names.index(row["subject"])
        axes.plot(row["estimate"], y, marker, ms=3.6, mfc=face, mec=BLACK, mew=0.8, zorder=4)
    if 0 < (chapters := sum(name in CHAPTERS.names for name in names)) < len(names):
        axes.axhline(chapters - 0.5, color="black", lw=0.5)
    ends = np.abs([*shares["low"], *shares["high"], *others["estimate"]])
    reach = 1.12 * float(np.nanmax(ends, initial=0.0)) or 1.0
    axes.set_xlim(-reach, reach)
    step = nice(reach)
    digits = max(0, -math.floor(math.log10(step)))
    axes.set_xticks([-step, 0, step], [signed(t, digits) for t in (-step, 0, step)])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def shade(axes: Axes, limit: float) -> None:
    """What a yearbook could not show."""
    low, high = axes.get_xlim()
    axes.axvspan(max(-limit, low), min(limit, high), color=PALE, lw=0, zorder=0)
    axes.set_xlim(low, high)


def caption(zone: pd.DataFrame, lang: str) -> str:
    """How to read the plot; of orders only what was drawn."""
    orders, has_errors = int(zone["orders"].max()), (zone["error"] > 0).any()
    said = "orders" if has_errors else "no_error" if orders else "exact"
    return label(
        "attribution.how", lang, year=int(zone["year"].iloc[0]),
        orders=label(f"attribution.{said}", lang, orders=orders),
        pairs=pairs_of(zone["pairs"].max(), lang),
        level=percent(float(zone["level"].iloc[0])) + label(" %", lang),
    )  # fmt: skip


def legend(figure: Figure, has_marks: bool, lang: str) -> None:
    """What bar, line and marks are."""
    marks: list[Patch | Line2D] = [Patch(color=FILL)]
    words = [label(SAMPLED, lang)]
    for kind, (marker, face) in MARKS.items() if has_marks else ():
        marks.append(Line2D([], [], marker=marker, mfc=face, mec=BLACK, ls="", ms=3.6))
        words.append(label(f"c.{kind}", lang))
    figure.legend(marks, words, loc="upper left", ncols=3, frameon=False)
