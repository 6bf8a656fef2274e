"""Effects with the interval of their mean, and where they lie over parameters."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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
from experiments.methods.style import BLUE, PALE, footer, new_figure, styled


def uncertainty_plot(found: pd.DataFrame, lang: str = "en") -> Figure:
    """Rows are indicators, columns years; a line for every contrast."""
    zone = found[found["city"] == ZONE]
    panels = in_order(zone["indicator"], INDICATORS)
    years = sorted(int(year) for year in zone["year"].unique())
    pairs = list(dict.fromkeys(zip(zone["arm"], zone["baseline"], strict=True)))
    words = [
        label("contrast.two", lang, arm=label(arm, lang), other=label(other, lang))
        for arm, other in pairs
    ]
    tall = 0.3 * len(pairs) + 0.55
    with styled():
        figure = new_figure(tall * len(panels) + 0.9)
        height = figure.get_size_inches()[1]
        taken = footer(figure, [caption(zone, lang)])
        grid = figure.add_gridspec(
            len(panels), len(years), left=0.2, right=0.995, top=1 - 0.35 / height,
            bottom=(taken + 0.3) / height, hspace=0.5, wspace=0.05,
        )  # fmt: skip
        for i, indicator in enumerate(panels):
            for j, year in enumerate(years):
                axes = figure.add_subplot(grid[i, j])
                here = zone[(zone["indicator"] == indicator) & (zone["year"] == year)]
                draw(axes, here.set_index(["arm", "baseline"]), pairs, indicator, lang)
                axes.set_yticks(range(len(pairs)), words)
                axes.tick_params(axis="y", length=0, labelleft=j == 0, labelsize=7)
                name = label("forest_title", lang, year=year,
                             indicator=label(f"{indicator}.short", lang))  # fmt: skip
                unit = label(f"{indicator}.difference", lang)
                axes.set_title(f"{name} ({unit})", loc="left", size=8,
                               weight=label("bold", lang), pad=3)  # fmt: skip
    return figure


def draw(
    axes: Axes, part: pd.DataFrame, pairs: list[tuple[str, str]], indicator: str, lang: str
) -> None:
    """Both bars of every contrast; the right fifth of the panel is for percentages."""
    columns = ["estimate", "low", "high", "reach_low", "reach_high"]
    reach = float(np.nanmax(part[columns].abs().to_numpy(), initial=0.0)) * 1.1
    limit = precision(indicator)
    reach = reach or limit or 1.0
    axes.axvspan(max(-limit, -reach), min(limit, reach), color=PALE, lw=0, zorder=0)
    axes.axvline(0, color="black", lw=0.7, zorder=1)
    for y, pair in enumerate(pairs):
        if pair not in part.index:
            continue
        row = part.loc[[pair]].iloc[0]
        axes.plot([row["reach_low"], row["reach_high"]], [y, y], color=BLUE, lw=0.9, zorder=2)
        axes.plot([row["low"], row["high"]], [y, y], color=BLUE, lw=3.2, alpha=0.55, zorder=3)
        axes.plot(row["estimate"], y, "o", ms=4, color=BLUE, zorder=4)
        total = row["chance"] + row["parameters"]
        if row["draws"] > 1 and math.isfinite(total) and total > 0:
            said = percent(row["parameters"] / total) + label(" %", lang)
            axes.text(1.08 * reach, y, said, size=6.5, va="center")
    axes.set_xlim(-reach, 1.5 * reach)
    step = nice(reach)
    digits = max(0, -int(np.floor(np.log10(step))))
    axes.set_xticks([-step, 0, step], [signed(v, digits) for v in (-step, 0, step)])
    axes.set_ylim(len(pairs) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(-reach, reach)


def caption(zone: pd.DataFrame, lang: str) -> str:
    """How to read the plot."""
    return label(
        "uncertainty.how", lang, pairs=pairs_of(zone["pairs"].max(), lang),
        level=percent(float(zone["level"].iloc[0])) + label(" %", lang),
    )  # fmt: skip
