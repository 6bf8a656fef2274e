"""Every part of the hypotheses: the contrast with its interval beside what was expected."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.methods.forest import nice
from experiments.methods.labels import label, pairs_of, percent, signed
from experiments.methods.sections import hypothesis_rows, unit_of
from experiments.methods.style import BLUE, GREY, footer, new_figure, styled

SHADE = "#C9DEEC"
ROW = 0.42  # inches


def hypothesis_plot(table: pd.DataFrame, lang: str = "en") -> Figure:
    """A row per part, each with its own scale that holds 0, the interval and the margin."""
    said = hypothesis_rows(table, lang)
    with styled():
        figure = new_figure(ROW * len(table) + 0.9)
        height = figure.get_size_inches()[1]
        level = percent(float(table["level"].iloc[0])) + label(" %", lang)
        pairs = pairs_of(table["pairs"].max(), lang)
        taken = footer(figure, [label("hypotheses.how", lang, level=level, pairs=pairs)])
        grid = figure.add_gridspec(
            len(table), 1, left=0.42, right=0.76, top=1 - 0.1 / height,
            bottom=(taken + 0.2) / height, hspace=0.9,
        )  # fmt: skip
        for i, ((_, row), words) in enumerate(zip(table.iterrows(), said, strict=True)):
            axes = figure.add_subplot(grid[i, 0])
            draw(axes, row, floors(table).get(str(row["sign"]), 0.0))
            axes.annotate(unit_of(row, lang), (1, 0), (6, -3), xycoords="axes fraction",
                          textcoords="offset points", size=5.5, va="top")  # fmt: skip
            left = f"{words['part']}  {words['indicator']}\n{words['contrast']}"
            right = f"{words['estimate']} {words['interval']}\n{words['verdict']}"
            for x, text, side in ((-0.03, left, "right"), (1.03, right, "left")):
                axes.text(x, 0.5, text, transform=axes.transAxes, size=6.8, ha=side,
                          va="center")  # fmt: skip
    return figure


def floors(table: pd.DataFrame) -> dict[str, float]:
    """Estimates of the parts that others are compared with."""
    names = table["hypothesis"] + table["part"]
    return {f"> {name}": float(x) for name, x in zip(names, table["estimate"], strict=True)}


def draw(axes: Axes, row: pd.Series, floor: float) -> None:
    """One contrast: hollow where it is undecided, shaded where it was expected."""
    ends = [float(row[k]) for k in ("low", "high")]
    margin = float(row["margin"])
    known = [x for x in (*ends, row["estimate"], margin) if not math.isnan(x)]
    reach = 1.25 * max(map(abs, (*known, 1e-9)))
    first, last = expected(str(row["sign"]), margin, floor, reach)
    axes.axvspan(first, last, color=SHADE, lw=0)
    axes.axvline(0, color="black", lw=0.7)
    is_open = row["verdict"] == "undecided"
    colour = GREY if is_open else BLUE
    axes.plot(ends, [0, 0], color=colour, lw=1.4)
    axes.plot(row["estimate"], 0, "o", ms=4, mec=colour, mfc="white" if is_open else colour)
    axes.set(xlim=(-reach, reach), ylim=(-1, 1), yticks=[])
    step = nice(reach)
    digits = max(0, -math.floor(math.log10(step)))
    axes.set_xticks([-step, 0, step], [signed(x, digits) for x in (-step, 0, step)])
    axes.tick_params(axis="x", length=2, labelsize=5.5, pad=1)
    axes.spines["left"].set_visible(False)


def expected(sign: str, margin: float, floor: float, reach: float) -> tuple[float, float]:
    """Where the interval must lie for support; as far as the axis goes."""
    if sign == "-":
        return -reach, 0.0
    if math.isnan(margin):  # above 0, or above another part
        return floor, reach
    return (-margin, margin) if sign == "0" else (-reach, margin)
