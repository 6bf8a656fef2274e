"""Pictures of patterns, from the curves that the seeds sent home; nothing here runs a model.

Lines and points are medians over seeds, bands hold 90 % of them. Distributions of firms are
those of the default scale, where they have more rows; all else is of the many seeds.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.methods.labels import label
from experiments.methods.patterns import LARGE, SMALL
from experiments.methods.patterns_levels import observed
from experiments.methods.style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    VERMILION,
    new_figure,
    save,
    styled,
)
from sim import region
from sim.notch import THRESHOLDS

FINE = ("size", "growth", "notch")  # drawn at the default scale


def draw_patterns(folder: Path, curves: pd.DataFrame) -> dict[str, list[Path]]:
    """Every picture with the numbers that it shows: name to its files."""
    table = summary(curves)
    drawn = {
        "firms": (firms, ("size", "growth")), "research": (research, ("notch", "lag")),
        "gravity": (gravity, ("collaboration", "mobility")), "shares": (shares, ("shares",)),
    }  # fmt: skip
    return {
        name: save(picture(table), folder, name, table[table["picture"].isin(used)])
        for name, (picture, used) in drawn.items()
    }


def summary(curves: pd.DataFrame) -> pd.DataFrame:
    """Median and 90 % band over seeds, point by point."""
    # Points are told apart by their place: x itself may differ in its last bit.
    order = curves.groupby(["picture", "series", "scale", "seed"], sort=False).cumcount()
    scale = np.where(curves["picture"].isin(FINE), LARGE, SMALL)
    used = curves.assign(place=order)[curves["scale"] == scale]
    groups = used.groupby(["picture", "series", "place"], sort=False)
    found = groups.agg(
        x=("x", "median"), median=("y", "median"),
        low=("y", lambda y: y.quantile(0.05)), high=("y", lambda y: y.quantile(0.95)),
    )  # fmt: skip
    return found.reset_index().drop(columns="place")


def part(table: pd.DataFrame, picture: str, series: str) -> pd.DataFrame:
    """The points of one line."""
    return table[table["picture"].eq(picture) & table["series"].eq(series)]


def panels(count: int, height: float) -> tuple[Figure, list[Axes]]:
    """An empty figure with panels side by side."""
    figure = new_figure(height)
    axes = figure.subplots(1, count, squeeze=False)[0]
    figure.subplots_adjust(left=0.06, right=0.99, top=0.9, bottom=0.17, wspace=0.25)
    return figure, list(axes)


def named(axes: Axes, name: str) -> None:
    """Title and axes of a panel in the words of the report."""
    axes.set_title(label(f"v.{name}"), loc="left")
    axes.set_xlabel(label(f"v.{name}.x"))
    axes.set_ylabel(label(f"v.{name}.y"))


def band(axes: Axes, points: pd.DataFrame, colour: str, words: str) -> None:
    """A median with its band."""
    axes.fill_between(points["x"], points["low"], points["high"], color=colour, alpha=0.2, lw=0)
    axes.plot(points["x"], points["median"], color=colour, lw=1.2, label=words)


def firms(table: pd.DataFrame) -> Figure:
    """Size tail and growth-rate tent."""
    with styled():
        figure, (left, right) = panels(2, 3.2)
        band(left, part(table, "size", "CCDF"), BLUE, label("v.model"))
        left.set(xscale="log", yscale="log", ylim=(1e-5, 1.5))
        grid = np.array([300.0, 3e4])
        for zeta, style in ((0.8, ":"), (1.5, "--")):
            words = label("v.zeta", zeta=zeta)
            left.plot(grid, 0.08 * (grid / grid[0]) ** -zeta, style, color=GREY, label=words)
        growth = part(table, "growth", "density")
        band(right, growth, BLUE, label("v.model"))
        x = np.linspace(-6, 6, 241)
        laplace = np.exp(-np.sqrt(2) * np.abs(x)) / np.sqrt(2)
        right.plot(x, laplace, "--", color=GREY, label=label("v.laplace"))
        normal = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
        right.plot(x, normal, ":", color=GREY, label=label("v.normal"))
        right.set(yscale="log", ylim=(1e-4, 2))
        for axes, name in ((left, "size"), (right, "growth")):
            named(axes, name)
            axes.legend(frameon=False)
    return figure


def research(table: pd.DataFrame) -> Figure:
    """R&D intensity around the notch, by size class, and the lag of patents."""
    with styled():
        figure, axes = panels(4, 2.9)
        figure.subplots_adjust(wspace=0.32)
        classes = ("small", "medium", "large")
        for place, name, notch in zip(axes, classes, THRESHOLDS, strict=False):
            band(place, part(table, "notch", name), BLUE, name)
            place.axvline(100 * notch, color=VERMILION, lw=1)
            named(place, f"notch.{name}")
            place.set_ylim(bottom=0)
        lag = part(table, "lag", "elasticity")
        axes[3].bar(lag["x"], lag["median"], color=PALE, edgecolor=BLACK, width=0.6)
        error = [lag["median"] - lag["low"], lag["high"] - lag["median"]]
        axes[3].errorbar(lag["x"], lag["median"], yerr=error, fmt="none", ecolor=BLACK, lw=1)
        axes[3].set_xticks([0, 1, 2])
        named(axes[3], "lag")
    return figure


def gravity(table: pd.DataFrame) -> Figure:
    """Collaboration and moves per mass of both cities: a line per pair, near ones on top."""
    with styled():
        figure, axes = panels(2, 3.0)
        figure.subplots_adjust(left=0.185, wspace=0.55)
        for place, name in zip(axes, ("collaboration", "mobility"), strict=True):
            pairs = table[table["picture"] == name].sort_values(["x", "series"])
            rows = range(len(pairs))
            place.hlines(rows, pairs["low"], pairs["high"], color=BLUE, lw=0.8)
            place.plot(pairs["median"], rows, "o", ms=4, color=BLUE)
            words = [
                label("v.pair", pair=pair, minutes=f"{minutes:.0f}")
                for pair, minutes in zip(pairs["series"], pairs["x"], strict=True)
            ]
            place.set_yticks(rows, words)
            place.set(xlim=(0, None), ylim=(len(pairs) - 0.5, -0.5))
            place.axvline(1, color=GREY, lw=0.6, ls=":")
            named(place, name)
    return figure


def shares(table: pd.DataFrame) -> Figure:
    """Cities' shares of growth: model and index."""
    cities = region.load().cities
    with styled():
        figure, axes = panels(2, 3.0)
        for place, year in zip(axes, (2017, 2020), strict=True):
            x = np.arange(len(cities))
            index = observed("sunan_index_growth_contribution", year, cities)
            place.bar(x - 0.27, index, 0.25, color=BLACK, label=label("v.index"))
            looks = (("patents", BLUE, 0.0), ("R&D", VERMILION, 0.27))
            for name, colour, shift in looks:
                points = part(table, "shares", f"{name} {year}")
                error = np.abs(
                    points[["low", "high"]].to_numpy() - points[["median"]].to_numpy()
                )
                words, thin = label(f"v.{name}"), {"lw": 0.8}
                place.bar(
                    x + shift, points["median"], 0.25, color=colour, alpha=0.8, label=words,
                    yerr=error.T, error_kw=thin,
                )  # fmt: skip
            place.set_xticks(x, cities)
            named(place, f"shares.{year}")
            place.legend(frameon=False)
    return figure
