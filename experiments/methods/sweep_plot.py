"""Pictures of a sweep: lines for one parameter, a map for two, partial scatters for more."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.methods.by_draw import apart, coded, is_grid, paths_of
from experiments.methods.labels import (
    INDICATORS,
    in_order,
    interval,
    label,
    pairs_of,
    percent,
    precision,
    signed,
)
from experiments.methods.style import BLUE, GREY, PALE, footer, new_figure, styled
from experiments.methods.sweep_table import (
    caption,
    kind_words,
    leading,
    line,
    line_words,
    names_apart,
    short_names,
    unit_of,
    value_text,
    zone_of,
)

MOST_CELLS = 12  # values of a parameter on a map; of more no number would be legible
SHOWN = 4  # scatters beside each other
WIDTH, BESIDE, BELOW = 44, 26, 36  # letters of an axis, of one at the left, of a scatter
MAP = "RdBu_r"  # red against blue: also told apart by colour-blind readers


def sweep_plot(table: pd.DataFrame, lang: str = "en") -> Figure:
    """The picture that fits what varies; of several policies the last one."""
    zone, paths = zone_of(table), paths_of(table)
    zone = zone[zone["arm"] == zone["arm"].iloc[-1]]
    first = zone[zone["indicator"] == zone["indicator"].iloc[0]]
    first = first[first["year"] == first["year"].iloc[0]]
    if len(apart(first, paths)) == 1:
        return lines(zone, paths[0], lang)
    small = all(zone[path].nunique() <= MOST_CELLS for path in paths)
    if len(paths) == 2 and small and is_grid(first, paths):
        return maps(zone, paths, lang)
    return scatters(zone, paths, lang)


def framed(
    zone: pd.DataFrame,
    how: str,
    columns: int,
    row: float,
    lang: str,
    gap: float = 0.7,
    **more: str,
):
    """A figure with a row per indicator, its axes, and how to read it below."""
    indicators = in_order(zone["indicator"], INDICATORS)
    figure = new_figure(row * len(indicators) + 0.75)
    height = figure.get_size_inches()[1]
    words = label(
        how, lang, contrast=caption(zone, lang), pairs=pairs_of(zone["pairs"].max(), lang),
        level=percent(float(zone["level"].iloc[0])) + label(" %", lang), **more,
    )  # fmt: skip
    taken = footer(figure, [words])
    axes = figure.subplots(len(indicators), columns, squeeze=False)
    figure.subplots_adjust(left=0.1, right=0.985, top=1 - 0.3 / height,
                           bottom=(taken + gap - 0.1) / height, hspace=gap / (row - gap),
                           wspace=0.28)  # fmt: skip
    return figure, axes, indicators


def headed(axes: Axes, indicator: str, year: int, lang: str) -> None:
    """Indicator, year and unit over a panel."""
    name = label("sweep.panel", lang, indicator=label(f"{indicator}.short", lang), year=year)
    unit = label(f"{indicator}.difference", lang)
    axes.set_title(f"{name} ({unit})", loc="left", size=8.5, weight=label("bold", lang), pad=4)


def lines(zone: pd.DataFrame, path: str, lang: str) -> Figure:
    """Effects with intervals over the values of one parameter."""
    years = sorted(zone["year"].unique())
    with styled():
        figure, grid, indicators = framed(zone, "sweep.lines.how", len(years), 1.75, lang)
        for (i, j), axes in np.ndenumerate(grid):
            part = zone[(zone["indicator"] == indicators[i]) & (zone["year"] == years[j])]
            part = part.assign(at=coded(part[path])).sort_values("at", kind="stable")
            draw_line(axes, part, precision(indicators[i]))
            headed(axes, indicators[i], int(years[j]), lang)
            if part[path].dtype.kind not in "if":
                axes.set_xticks(part["at"], [str(v) for v in part[path]])
            axes.set_xlabel(
                axis_words(path, WIDTH) if i == len(indicators) - 1 else "", size=7.5
            )
    return figure


def draw_line(axes: Axes, part: pd.DataFrame, limit: float) -> None:
    """Points and intervals; hollow where 0 is covered."""
    x, y = part["at"].to_numpy(), part["estimate"].to_numpy()
    axes.axhspan(-limit, limit, color=PALE, lw=0, zorder=0)
    axes.axhline(0, color="black", lw=0.7, zorder=1)
    axes.plot(x, y, color=BLUE, lw=0.8, zorder=2)
    axes.vlines(x, part["low"], part["high"], color=BLUE, lw=1.6, zorder=2)
    covers = ~((part["low"] > 0) | (part["high"] < 0)).to_numpy()
    for chosen, face in ((covers, "white"), (~covers, BLUE)):
        axes.plot(x[chosen], y[chosen], "o", ms=4.5, mec=BLUE, mfc=face, zorder=3)
    ends = part[["estimate", "low", "high"]].to_numpy()
    reach = float(np.nanmax(np.abs(ends), initial=0.0)) or limit or 1.0
    least, most = min(float(np.nanmin(ends)), 0.0), max(float(np.nanmax(ends)), 0.0)
    axes.set_ylim(least - 0.12 * reach, most + 0.12 * reach)


def maps(zone: pd.DataFrame, paths: Sequence[str], lang: str) -> Figure:
    """Effects over the values of two parameters: colours around 0, and the numbers."""
    years = sorted(zone["year"].unique())
    tall = max(1.7, 0.6 + 0.3 * zone[paths[0]].nunique())
    with styled():
        figure, grid, indicators = framed(zone, "sweep.map.how", len(years), tall, lang)
        for (i, j), axes in np.ndenumerate(grid):
            part = zone[(zone["indicator"] == indicators[i]) & (zone["year"] == years[j])]
            draw_map(axes, part, paths)
            headed(axes, indicators[i], int(years[j]), lang)
            axes.set_xlabel(
                axis_words(paths[1], WIDTH) if i == len(indicators) - 1 else "", size=7.5
            )
            axes.set_ylabel(axis_words(paths[0], BESIDE) if j == 0 else "", size=7.5)
    return figure


def draw_map(axes: Axes, part: pd.DataFrame, paths: Sequence[str]) -> None:
    """One map; estimates in brackets where their interval covers 0."""
    down, right = (sorted(part[path].unique()) for path in paths)
    reach = float(part["estimate"].abs().max()) or 1.0
    found = part.set_index(list(paths))
    values = np.array([[found.loc[(a, b), "estimate"] for b in right] for a in down], float)
    # Twice as far as the effects go: the colours stay light enough for black digits.
    axes.imshow(values, cmap=MAP, vmin=-2 * reach, vmax=2 * reach, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        row = found.loc[(down[i], right[j])]
        text = signed(value, int(row["digits"]))
        covers = not (row["low"] > 0 or row["high"] < 0)
        axes.text(j, i, f"({text})" if covers else text, ha="center", va="center", size=7)
    axes.set_xticks(range(len(right)), [value_text(v) for v in right])
    axes.set_yticks(range(len(down)), [value_text(v) for v in down])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)


def scatters(zone: pd.DataFrame, paths: Sequence[str], lang: str) -> Figure:
    """Effects of the last year over the parameters that they hang on most, others held."""
    last = zone[zone["year"] == zone["year"].max()]
    here = last[last["indicator"] == last["indicator"].iloc[0]]
    names, least = names_apart(here, paths), line(last, paths)
    columns = min(SHOWN, len(names))
    words = line_words(last, paths) | {"kind": kind_words(last, paths, lang)}
    untold = label(": ", lang).join([f"|r| ≤ {words['line']}", label("sweep.untold", lang)])
    with styled():
        figure, grid, indicators = framed(
            last, "sweep.scatter.how", columns, 2.4, lang, 1.05, **words
        )
        for i, indicator in enumerate(indicators):
            part = last[last["indicator"] == indicator]
            for axes, (path, x, left, r) in zip(
                grid[i], leading(part, list(names)), strict=False
            ):
                told = abs(r) > least
                middle, level = coded(part[path]).mean(), part["estimate"].mean()
                axes.plot(x + middle, left + level, "o", ms=2.5, mec=BLUE,
                          mfc=BLUE if told else "none", mew=0.7)  # fmt: skip
                axes.axhline(0, color="black", lw=0.7)
                said = f"r = {signed(r, 2)}" if told else untold
                axes.set_xlabel(
                    f"{axis_words(path, BELOW, names[path])}{codes(part, path)}\n{said}", size=7
                )
                axes.tick_params(labelsize=6.5, colors=GREY)
                axes.locator_params(nbins=5)
            headed(grid[i][0], indicator, int(last["year"].iloc[0]), lang)
    return figure


def axis_words(path: str, width: int, name: str = "") -> str:
    """A parameter as an axis names it: module, parameter, unit."""
    name = name or short_names([path])[path]
    lines = [name] if len(name) <= width else name.replace(".", ".\n").split("\n")
    unit = unit_of(path)
    return "\n".join([*lines, *textwrap.wrap(f"({unit})" if unit else "", width)])


def codes(part: pd.DataFrame, path: str) -> str:
    """Which number stands for which word, for a parameter that has words."""
    if part[path].dtype.kind in "if":
        return ""
    return ": " + ", ".join(f"{i} {word}" for i, word in enumerate(part[path].unique()))


def plotted(table: pd.DataFrame) -> pd.DataFrame:
    """The numbers of the picture, with their intervals as text."""
    zone = zone_of(table)
    ends = [
        interval(low, high, int(digits))
        for low, high, digits in zone[["low", "high", "digits"]].to_numpy()
    ]
    return zone.drop(columns="digits").assign(interval=ends)
