"""Every lever on the three indicators: effects with intervals beside what was registered."""

from __future__ import annotations

from typing import cast

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

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
from experiments.methods.style import BLUE, VERMILION, footer, new_figure, styled

KINDS = (("new", "", BLUE, -0.17), ("reallocated", "_reallocated", VERMILION, 0.17))
SHADE, GROUND = "#C9DEEC", "#E6E6E6"


def lever_plot(effects: pd.DataFrame, levers: pd.DataFrame, lang: str = "en") -> Figure:
    """A row per lever, a panel per indicator and year in which anything was registered."""
    names = list(dict.fromkeys(levers["lever"]))
    pairs = levers[["indicator", "year"]].drop_duplicates()
    order = in_order(pairs["indicator"], INDICATORS)
    panels = sorted(zip(pairs["indicator"], pairs["year"], strict=True),
                    key=lambda p: (order.index(p[0]), p[1]))  # fmt: skip
    zone = effects[effects["city"] == ZONE]
    with styled():
        figure = new_figure(0.24 * len(names) + 1.6)
        height = figure.get_size_inches()[1]
        level = percent(float(zone["level"].iloc[0])) + label(" %", lang)
        how = label("levers.how", lang, baseline=label(zone["baseline"].iloc[0], lang),
                    pairs=pairs_of(zone["pairs"].max(), lang), level=level)  # fmt: skip
        taken = footer(figure, [how])
        grid = figure.add_gridspec(
            1, len(panels), left=0.175, right=0.985, top=1 - 0.7 / height,
            bottom=(taken + 0.4) / height, wspace=0.12,
        )  # fmt: skip
        for j, (indicator, year) in enumerate(panels):
            axes = figure.add_subplot(grid[0, j])
            here = zone[(zone["indicator"] == indicator) & (zone["year"] == year)]
            known = levers[(levers["indicator"] == indicator) & (levers["year"] == year)]
            draw(axes, here.set_index("arm"), known, names, indicator)
            axes.set_yticks(range(len(names)), [label(n, lang) for n in names])
            axes.tick_params(axis="y", length=0, labelleft=j == 0, labelsize=8)
            words = label(
                "forest_title", lang, indicator=label(f"{indicator}.short", lang), year=year
            )
            unit = label(f"{indicator}.difference", lang)
            axes.set_title(
                f"{words}\n({unit})", loc="left", size=8.5, weight=label("bold", lang), pad=4
            )
        legend(figure, lang)
    return figure


def draw(
    axes: Axes, effects: pd.DataFrame, known: pd.DataFrame, names: list[str], indicator: str
) -> None:
    """Points, intervals and registered ranges on an axis that bends at the precision."""
    limit = precision(indicator)
    axes.axvspan(-limit, limit, color=GROUND, lw=0, zorder=0)
    axes.axvline(0, color="black", lw=0.7, zorder=1)
    for _, row in known.drop_duplicates("lever").iterrows():
        y, wide = names.index(row["lever"]), row["prior_high"] - row["prior_low"]
        axes.barh(y, wide, left=row["prior_low"], height=0.82, color=SHADE, lw=0, zorder=0.5)
    for name in names:
        for _, ending, colour, shift in KINDS:
            if name + ending in effects.index:
                row = cast(pd.Series, effects.loc[name + ending])
                point(axes, row, names.index(name) + shift, colour)
    ends = [*effects["low"], *effects["high"], *known["prior_low"], *known["prior_high"], limit]
    reach = 1.3 * max(abs(float(x)) for x in ends if x == x)
    axes.set_xscale("symlog", linthresh=limit, linscale=1.4)
    axes.set_xlim(-reach, reach)
    ticks = [-limit, 0, limit]
    # Powers of ten beyond the bend, as far as they are seen.
    more = [10.0**k for k in range(-4, 3) if 2.2 * limit < 10.0**k < reach]
    ticks = [*(-t for t in reversed(more)), *ticks, *more]
    axes.set_xticks(ticks, [signed(t, 3 if limit < 0.01 else 2) for t in ticks], size=6.2)
    axes.minorticks_off()
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def point(axes: Axes, row: pd.Series, y: float, colour: str) -> None:
    """One effect; hollow where its interval covers 0."""
    covers = not (row["low"] > 0 or row["high"] < 0)
    axes.plot([row["low"], row["high"]], [y, y], color=colour, lw=1.3, zorder=2)
    face = "white" if covers else colour
    axes.plot(row["estimate"], y, "o", ms=3.4, mfc=face, mec=colour, mew=0.8, zorder=3)


def legend(figure: Figure, lang: str) -> None:
    """What the colours are."""
    marks: list[Line2D | Patch] = [
        Line2D([], [], color=colour, marker="o", ms=3.4, lw=1.3) for _, _, colour, _ in KINDS
    ]
    words = [label(name, lang) for name, *_ in KINDS]
    marks.append(Patch(color=SHADE))
    words.append(label("c.expected", lang))
    figure.legend(marks, words, loc="upper left", ncols=3, frameon=False)
