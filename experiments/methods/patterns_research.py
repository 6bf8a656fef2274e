"""Patterns of firms' research: the notch, persistence, patents and their lag (F4 to F7).

R&D is what firms perform, but at the notch what they report. Where the evidence gives no
number for "visible bunching" the band is the weakest that its words allow.
"""

from __future__ import annotations

import numpy as np

from experiments.methods import spread
from experiments.methods.causal_notch import CLASSES, bunching, shape_of, size_class
from experiments.methods.micropanel import MicroPanel
from experiments.methods.patterns import Band, Curves, Fact
from experiments.methods.poisson import dummies, least_squares, poisson, with_effects
from sim.notch import THRESHOLDS
from sim.shapes import Floats

ABOVE_SCALE = 20  # million yuan of sales a year: what the statistics of industry cover
FIRST = 2016
LAGS = 3


def intensity(panel: MicroPanel) -> tuple[Floats, Floats, Floats]:
    """Reported R&D over sales, sales and weight of firms that report any, 2016 on.

    Both are those of the tax return: sales enter a firm's books a month after they are made.
    """
    kept, places = [], range(panel.at(FIRST), len(panel.years))
    for place in places:
        sales, reported = panel.firms["sales_in_books"][place], panel.reported[place]
        rows = np.flatnonzero(panel.whole_year(place) & (reported > 0) & (sales > 0))
        kept.append((reported[rows] / sales[rows], sales[rows], panel.weight[rows]))
    ratio, sales, weight = (np.concatenate(part) for part in zip(*kept, strict=True))
    return ratio, sales, weight


def notch(panel: MicroPanel) -> dict[str, float]:
    """R&D at the thresholds of the certificate: excess above, missing below, on paper.

    The three size classes are laid on top of each other, as in the study: one class of a
    small population has too few firms in a bin.
    """
    ratio, sales, weight = intensity(panel)
    place = ratio / np.array(THRESHOLDS)[size_class(sales)]
    excess, missing = bunching(place, weight, shape_of(place, weight))
    found = {"excess mass above the threshold": excess, "missing mass below it": missing}
    return found | relabelling(panel)


def relabelling(panel: MicroPanel) -> dict[str, float]:
    """No R&D among larger firms; what those that jumped over the notch relabel."""
    place = slice(panel.at(FIRST), None)
    sales, weight = panel.firms["sales"][place], panel.weight
    large = panel.firms["is_active"][place] & (sales >= ABOVE_SCALE)
    none = large & (panel.reported[place] <= 0)
    jump, paper = np.moveaxis(panel.firms["rd_for_notch"][place], -1, 0)
    jumped = (paper + jump > 0) & panel.firms["is_certified"][place]
    lies = (weight * paper * jumped).sum()
    told, gap = panel.reported[place], paper + jump
    return {
        "share without R&D, sales from 20 m": part(weight * none, (weight * large).sum()),
        "relabelled share of reported R&D": part(lies, (weight * told * jumped).sum()),
        "relabelled share of the gap": part(lies, (weight * gap * jumped).sum()),
    }


def part(some: Floats, of: float) -> float:
    """Sum of some as a share of all; no number where there is nothing."""
    return float(np.sum(some) / of) if of > 0 else float("nan")


def notch_curve(panel: MicroPanel) -> Curves:
    """Density of R&D intensity by size class."""
    ratio, sales, weight = intensity(panel)
    edges = np.arange(0, 0.1001, 0.0025)
    curves = {}
    for c, name in enumerate(CLASSES):
        here = size_class(sales) == c
        found = np.histogram(ratio[here], edges, weights=weight[here])[0]
        share = found / max(weight[here].sum(), 1e-12) / 0.25
        curves["notch", name] = (100 * (edges[1:] + edges[:-1]) / 2, 100 * share)
    return curves


def persistence(panel: MicroPanel) -> dict[str, float]:
    """Regression of log R&D on its own past, year by field means taken out."""
    parts = []
    for place in range(1, len(panel.years)):
        past, now = panel.firms["rd"][place - 1 : place + 1]
        kept = panel.whole_year(place - 1) & panel.whole_year(place) & (past > 0) & (now > 0)
        rows, field = np.flatnonzero(kept), panel.fixed["field"]
        w = panel.weight[rows]
        pair = [spread.centred(np.log(v[rows]), w, field[rows]) for v in (past, now)]
        parts.append((*pair, w))
    past, now, weight = (np.concatenate(part) for part in zip(*parts, strict=True))
    return {"AR(1) of log R&D": least_squares(now, past[:, None], weight).slope[0]}


def concentration(panel: MicroPanel) -> dict[str, float]:
    """Patents in force per real firm at the end."""
    rows = np.flatnonzero(panel.firms["is_active"][-1])
    count = spread.per_firm(panel.firms["patents"][-1][rows], panel.weight[rows])
    one = np.ones(len(count))
    holders = count > 0
    return {
        "variance / mean of patents": count.var() / count.mean(),
        "Gini of patents": spread.gini(count),
        "share of the top 1 %": spread.top_share(count, 0.01),
        "tail of patents, Hill, top 5 % of holders": spread.hill(
            count[holders].astype(float), one[holders], 0.05
        ),
    }


def lag_regression(panel: MicroPanel) -> Floats:
    """Elasticity of a firm's filings to its R&D of this year and the two before."""
    log_rd = np.log(np.where(panel.firms["rd"] > 0, panel.firms["rd"], 1.0))
    done, y, x, row, year = panel.firms["rd"] > 0, [], [], [], []
    for place in range(LAGS - 1, len(panel.years)):
        window = slice(place - LAGS + 1, place + 1)
        open_now = panel.whole_year(place) & panel.whole_year(place - LAGS + 1)
        kept = np.flatnonzero(done[window].all(axis=0) & open_now)
        y.append(panel.firms["filings"][place][kept])
        x.append(log_rd[window][::-1, kept].T)
        row.append(kept)
        year.append(np.full(len(kept), place))
    x_all = np.column_stack([np.concatenate(x), dummies(np.concatenate(year))])
    found = with_effects(np.concatenate(y).astype(float), x_all, np.concatenate(row))
    return found.slope[:LAGS]


def elasticity(panel: MicroPanel) -> dict[str, float]:
    """Patents on R&D: firms over time, and regions (city by field) against each other."""
    slope = lag_regression(panel)
    filings, rd = (panel.by_cell(panel.firms["filings"]),
                   panel.by_cell(panel.weight * panel.firms["rd"]))  # fmt: skip
    place = slice(panel.at(FIRST), None)
    y, x = filings[place].mean(axis=0).ravel(), rd[place].mean(axis=0).ravel()
    region = poisson(y[x > 0], np.log(x[x > 0])[:, None]).slope[0]
    early = slope[:2].sum() / slope.sum()
    return {
        "elasticity, firms (Poisson FE)": slope.sum(),
        "share of the lag weight in years 0-1": early,
        "elasticity, city-field cells": region,
    }


def lag_curve(panel: MicroPanel) -> Curves:
    """The distributed lag."""
    return {("lag", "elasticity"): (np.arange(LAGS), lag_regression(panel))}


CHEN = "Chen, Liu, Suarez Serrato & Xu 2021"
HHG = "Hausman, Hall & Griliches 1984; Hall, Griliches & Hausman 1986"
FACTS = (
    Fact("F4", "R&D bunches at the notch of the certificate", notch, (
        Band(statistic="excess mass above the threshold", low=0, hard=True,
             source=CHEN),
        Band(statistic="missing mass below it", low=0, hard=True,
             source=CHEN),
        Band(statistic="share without R&D, sales from 20 m", low=0.40, high=0.65,
             source="above-scale firms", grade="recalled"),
        Band(statistic="relabelled share of reported R&D", low=0.15, high=0.45, source=CHEN),
    ), notch_curve),
    Fact("F5", "R&D is close to a random walk", persistence, (
        Band(statistic="AR(1) of log R&D", low=0.9, high=1.0, source=HHG),
    )),
    Fact("F6", "Patents per firm are overdispersed", concentration, (
        Band(statistic="variance / mean of patents", low=10, hard=True, source=HHG),
        Band(statistic="Gini of patents", low=0.85, high=0.97, source="", grade="recalled"),
        Band(statistic="tail of patents, Hill, top 5 % of holders", low=1.2, high=2.2,
             source="", grade="recalled"),
        Band(statistic="share of the top 1 %", low=0.40, high=0.70, source="",
             grade="recalled"),
    )),
    Fact("F7", "Patents follow R&D, soon", elasticity, (
        Band(statistic="elasticity, firms (Poisson FE)", low=0.3, high=0.6, hard=True,
             source=HHG),
        Band(statistic="share of the lag weight in years 0-1", low=0.7, hard=True,
             source=HHG),
        Band(statistic="elasticity, city-field cells", low=0.8, high=1.0, hard=True,
             source="Bottazzi & Peri 2003"),
    ), lag_curve),
)  # fmt: skip
