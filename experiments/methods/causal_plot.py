"""The picture of published effects: intervals, estimates and truths, one line per effect."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.methods.causal_effects import PRIOR, STUDY
from experiments.methods.causal_table import said
from experiments.methods.labels import label, signed
from experiments.methods.style import (
    BLACK,
    BLUE,
    PALE,
    VERMILION,
    new_figure,
    styled,
)

NOT_RUN = "not run"
PER_CENT = ("share", "points", "log")  # units shown times 100
ENDS = {True: (-40.0, 100.0), False: (-0.5, 3.5)}  # of the two axes, per cent and others
LOOKS = (("estimate", BLUE, "o", 0.15), ("truth", VERMILION, "D", -0.15))
BOXES: dict[str, dict[str, Any]] = {
    STUDY: {"color": PALE},
    PRIOR: {"fc": "none", "ec": "#BDBDBD", "hatch": "////", "lw": 0.3},
}


def drawn(found: pd.DataFrame) -> Figure:
    """Every effect that was run, on two axes: per cent, and others."""
    run = found[found["verdict"] != NOT_RUN]
    parts = [run[run["unit"].isin(PER_CENT)], run[~run["unit"].isin(PER_CENT)]]
    heights = [max(len(part), 1) for part in parts]
    with styled():
        figure = new_figure(1.7 + 0.27 * sum(heights))
        axes = figure.subplots(2, 1, height_ratios=heights)
        total = figure.get_size_inches()[1]
        figure.subplots_adjust(left=0.27, right=0.69, top=1 - 0.3 / total,
                               bottom=0.42 / total,
                               hspace=1.5 / float(np.mean(heights)))  # fmt: skip
        for place, part, is_share in zip(axes, parts, (True, False), strict=True):
            panel(place, part, is_share)
        legend(figure)
    return figure


def panel(axes: Axes, part: pd.DataFrame, is_share: bool) -> None:
    """Effects of one axis, each with what its interval is from and its verdict."""
    factor, ends = (100.0 if is_share else 1.0), ENDS[is_share]
    heights, names = range(len(part))[::-1], []
    for y, row in zip(heights, part.to_dict("records"), strict=True):
        r = {str(name): value for name, value in row.items()}
        low, high = np.clip([factor * r["low"], factor * r["high"]], *ends)
        axes.barh(y, high - low, left=low, height=0.75, **BOXES[r["basis"]])
        for name, colour, marker, shift in LOOKS:
            numbers = [factor * r[key] for key in (name, f"{name}_low", f"{name}_high")]
            words = signed(numbers[0], 0 if is_share else 2)
            point(axes, numbers, words, y + shift, ends, color=colour, marker=marker)
        names.append(label(r["effect"]) + f" ({label('x.held_out')})" * r["held_out"])
        for x, words in ((1.02, r["basis"]), (1.1, said(r))):
            axes.text(x, y, words, transform=axes.get_yaxis_transform(), va="center", size=7)
    axes.axvline(0, color=BLACK, lw=0.6)
    axes.set_yticks(heights, names)
    axes.set(xlim=ends, ylim=(-0.6, max(len(part), 1) - 0.4))
    axes.set_xlabel(label("x.shares" if is_share else "x.others"))
    axes.tick_params(axis="y", length=0)


def point(
    axes: Axes, numbers: list[float], words: str, y: float, ends: tuple[float, float],
    *, color: str, marker: str,
) -> None:  # fmt: skip
    """A number with its interval; an arrow at the end of the axis for what lies beyond it."""
    (value, *interval), (least, most) = numbers, ends
    axes.hlines(y, *np.clip(interval, least, most), color=color, lw=1.1)
    look = {"color": color, "ls": "", "clip_on": False, "zorder": 3}
    if np.nanmin(numbers) < least:
        axes.plot(least, y, "<", ms=3.5, **look)
    if np.nanmax(numbers) > most:
        axes.plot(most, y, ">", ms=3.5, **look)
    if least <= value <= most:
        axes.plot(value, y, marker, ms=4, **look)
        return
    end, shift, side = (most, -5, "right") if value > most else (least, 5, "left")
    axes.annotate(words, (end, y), (shift, 0), textcoords="offset points", ha=side, size=5.5,
                  va="center_baseline", color=color,
                  bbox={"fc": "white", "ec": "none", "pad": 0.4})  # fmt: skip


def legend(figure: Figure) -> None:
    """What boxes, marks and arrows are."""
    marks: list[tuple[Artist, str]] = [
        (Patch(**look), label(f"x.{basis}_interval")) for basis, look in BOXES.items()
    ]
    marks += [
        (Line2D([], [], color=colour, marker=marker, ms=4, lw=1.1), label(f"x.{name}"))
        for name, colour, marker, _ in LOOKS
    ]
    marks.append((Line2D([], [], color=BLACK, marker=">", ms=3.5, ls=""), label("x.beyond")))
    handles, names = zip(*marks, strict=True)
    figure.legend(handles, names, ncols=5, loc="upper center", frameon=False)
