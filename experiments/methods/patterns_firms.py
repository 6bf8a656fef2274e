"""Patterns of firms' size, growth and number (F1 to F3, F18)."""

from __future__ import annotations

import numpy as np

from experiments.methods import spread
from experiments.methods.micropanel import MicroPanel
from experiments.methods.patterns import MEDIAN, Band, Curves, Fact
from sim.entities import STARTUP
from sim.shapes import Floats


def firm_size(panel: MicroPanel) -> dict[str, float]:
    """Tail of sales in the last year."""
    sales, weight = panel.firms["sales"][-1], panel.weight
    return {
        "zeta, rank-size, top 10 %": spread.rank_size(sales, weight, 0.10),
        "zeta, Hill, top 5 %": spread.hill(sales, weight, 0.05),
    }


def size_curve(panel: MicroPanel) -> Curves:
    """Share of firms with larger sales."""
    sales, weight = panel.firms["sales"][-1], panel.weight
    grid = np.logspace(0, 5, 41)
    order = np.argsort(sales)
    total = np.append(np.cumsum(weight[order][::-1])[::-1], 0.0)
    share = total[np.searchsorted(sales[order], grid)] / weight[sales > 0].sum()
    return {("size", "CCDF"): (grid, np.where(share > 0, share, np.nan))}


def growth_rates(panel: MicroPanel) -> tuple[Floats, Floats, Floats]:
    """Log growth of yearly sales less its mean by size class and year; size; weight."""
    parts = []
    for place in range(1, len(panel.years)):
        past, now = panel.firms["sales"][place - 1 : place + 1]
        kept = np.flatnonzero(panel.whole_year(place - 1) & panel.whole_year(place))
        size, weight = past[kept], panel.weight[kept]
        growth = np.log(now[kept] / size)
        code = spread.classes(size, weight, 10)
        parts.append((spread.centred(growth, weight, code), size, weight))
    growth, size, weight = (np.concatenate(part) for part in zip(*parts, strict=True))
    return growth, size, weight


def growth_shape(panel: MicroPanel) -> dict[str, float]:
    """Shape of growth rates."""
    growth, _, weight = growth_rates(panel)
    return {"Subbotin b": spread.subbotin(growth, weight)[0]}


def growth_curve(panel: MicroPanel) -> Curves:
    """Density of growth rates in units of their standard deviation."""
    growth, _, weight = growth_rates(panel)
    edges = np.linspace(-6, 6, 61)
    sd = np.sqrt((weight * growth**2).sum() / weight.sum())
    found = np.histogram(growth / sd, edges, weights=weight / weight.sum())[0] / 0.2
    return {("growth", "density"): ((edges[1:] + edges[:-1]) / 2, found)}


def volatility(panel: MicroPanel) -> dict[str, float]:
    """How the spread of growth falls with size."""
    growth, size, weight = growth_rates(panel)
    return {"slope of log sd on log size": spread.spread_slope(growth, size, weight)}


def turnover(panel: MicroPanel) -> dict[str, float]:
    """Entry, exit and survival of firms, by number."""
    born, weight, is_open = panel.fixed["birth_month"], panel.weight, panel.firms["is_active"]
    entered, left, stock = 0.0, 0.0, 0.0
    for place in range(1, len(panel.years)):
        stock += weight[is_open[place - 1]].sum()
        entered += weight[is_open[place] & (born >= 12 * place)].sum()
        left += weight[is_open[place - 1] & ~is_open[place]].sum()
    # In two Decembers in a row a cohort is on average two and a half, three and a half.
    kept = (born >= 0) & (born < 12 * (len(panel.years) - 3))
    rows = np.flatnonzero(kept & (panel.fixed["kind"] == STARTUP))
    ages = [is_open[born[rows] // 12 + n, rows] for n in (2, 3)]
    alive = [(weight[rows] * age).sum() / weight[rows].sum() for age in ages]
    return {
        "entry, a year": entered / stock,
        "exit, a year": left / stock,
        "start-ups open after three years": np.sqrt(alive[0] * alive[1]),
    }


ZOU = "Zou 2019, Physica A: > 100,000 Chinese firms"
FACTS = (
    Fact("F1", "Firm size is fat-tailed", firm_size, (
        Band(statistic="zeta, rank-size, top 10 %", low=0.8, high=1.5, hard=True, rule=MEDIAN,
             source="Heinrich & Dai 2016; Peng & Xia"),
        Band(statistic="zeta, Hill, top 5 %", low=0.8, high=1.5, rule=MEDIAN,
             source="the same, second estimator"),
    ), size_curve),
    Fact("F2", "Growth rates are tent-shaped", growth_shape, (
        Band(statistic="Subbotin b", low=0.8, high=1.3, hard=True, source=ZOU),
    ), growth_curve),
    Fact("F3", "Volatility falls with size", volatility, (
        Band(statistic="slope of log sd on log size", low=-0.25, high=-0.10, source=ZOU),
    )),
    Fact("F18", "Firms come and go", turnover, (
        Band(statistic="entry, a year", low=0.08, high=0.15,
             source="Brandt, Van Biesebroeck & Zhang 2012", grade="recalled"),
        Band(statistic="exit, a year", low=0.04, high=0.09,
             source="Brandt, Van Biesebroeck & Zhang 2012", grade="recalled"),
        Band(statistic="start-ups open after three years", low=0.60, high=0.80,
             source="Brandt, Van Biesebroeck & Zhang 2012", grade="recalled"),
    )),
)  # fmt: skip
