"""Patterns of levels: city shares, ranking, the index, aggregates, convergence (F13 to F17).

The regional innovation index is not defined by a formula that the model could compute. What
is compared with it is a mean of two things that it counts, the geometric one of growth:

    I = 100 sqrt(P / P_2014 · R / R_2014)      P patents in force, R reported R&D    (1)

Agreement is a coincidence check, not a fit. Aggregates are off by 100 (model / observed - 1).
"""

from __future__ import annotations

from functools import cache

import numpy as np

from experiments.methods.micropanel import MicroPanel
from experiments.methods.patterns import MEDIAN, Band, Curves, Fact
from sim import data
from sim.data.observed import CONFIDENCE
from sim.shapes import Floats

ZONE_NAME = "SunanZone"
AGGREGATES = {  # series observed: the model's indicator
    "rd_intensity": "rd_intensity", "inv_patents_per_10k": "patents_per_10k",
    "hightech_enterprises": "certified_firms", "st_contribution": "st_contribution",
}  # fmt: skip


@cache
def observed(series: str, year: int, cities: tuple[str, ...]) -> Floats:
    """Published values by city, NaN where there is none."""
    table = data.observations()
    table = table[table["indicator"].eq(series) & table["year"].eq(year)]
    # A figure published as "above" is taken at its word: the seventeen thousand firms of 2019.
    order = table["confidence"].map({grade: i for i, grade in enumerate(CONFIDENCE)})
    first = table.assign(order=order).sort_values("order", kind="stable")
    known = first.drop_duplicates("region").set_index("region")["value"]
    return np.array([float(known.get(city, np.nan)) for city in cities])


def growth_shares(panel: MicroPanel, name: str, year: int) -> Floats:
    """Part of each city in the zone's growth over the year, in per cent."""
    path = panel.cities[name]
    more = path[panel.at(year)] - path[panel.at(year) - 1]
    total = more.sum()
    return 100 * more / total if total else np.full(len(more), np.nan)


def city_shares(panel: MicroPanel) -> dict[str, float]:
    """How far the cities' shares of growth lie from those of the index."""
    found = {}
    for year in (2017, 2020):
        seen = observed("sunan_index_growth_contribution", year, panel.region.cities)
        for words, name in (("patents", "patents"), ("R&D", "rd_reported")):
            gap = np.abs(growth_shares(panel, name, year) - seen)
            found[f"largest gap of {words} shares, pp, {year}"] = gap.max()
    return found


def share_curves(panel: MicroPanel) -> Curves:
    """Shares of growth by city."""
    order = np.arange(len(panel.region.cities))
    curves = {}
    for year in (2017, 2020):
        for words, name in (("patents", "patents"), ("R&D", "rd_reported")):
            curves["shares", f"{words} {year}"] = (order, growth_shares(panel, name, year))
    return curves


def composite(panel: MicroPanel, year: int, zone: bool = False) -> Floats:
    """Equation (1) by city, or for the zone."""
    now, start = panel.cities, panel.start
    ratios = []
    for name, base in (("patents", "patents"), ("rd_reported", "rd")):
        level, first = now[name][panel.at(year)], start[base]
        ratios.append(level.sum() / first.sum() if zone else level / first)
    return 100 * np.sqrt(ratios[0] * ratios[1])


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's, without ties."""
    first, second = (np.argsort(np.argsort(v)).astype(float) for v in (one, other))
    return float(((first - first.mean()) * (second - second.mean())).mean() / first.var())


def ranking(panel: MicroPanel) -> dict[str, float]:
    """Order of the cities by growth since 2014."""
    return {
        f"rank correlation with the index, {year}": rank_correlation(
            composite(panel, year),
            observed("sunan_innovation_index", year, panel.region.cities),
        )
        for year in (2017, 2020)
    }


def index_path(panel: MicroPanel) -> dict[str, float]:
    """The zone's growth since 2014 beside the index."""
    gaps = []
    for year in (2015, 2016, 2017):
        seen = observed("sunan_innovation_index", year, (ZONE_NAME,))[0]
        gaps.append(100 * (float(composite(panel, year, zone=True)) / seen - 1))
    more = composite(panel, 2020, zone=True) - composite(panel, 2019, zone=True)
    seen = observed("sunan_innovation_index_change", 2020, (ZONE_NAME,))[0]
    return {
        "largest gap 2015-17, %": gaps[int(np.argmax(np.abs(gaps)))],
        "points in 2020 off by, %": 100 * (float(more) / seen - 1),
    }


def levels(panel: MicroPanel) -> dict[str, float]:
    """How far the zone's published aggregates are off."""
    found = {}
    for series, name in AGGREGATES.items():
        for year in (2019, 2020):
            seen = observed(series, year, (ZONE_NAME,))[0]
            if np.isfinite(seen):
                value = panel.cities[name][panel.at(year)][-1]
                found[f"{name} {year}, % off"] = 100 * (value / seen - 1)
    return found


def convergence(panel: MicroPanel) -> dict[str, float]:
    """Whether cities with fewer patents per head catch up, and how much gaps close."""
    first, last = panel.start["per_10k"], panel.cities["patents_per_10k"][-1][:-1]
    growth = np.log(last / first) / len(panel.years)
    slope = np.polyfit(np.log(first), growth, 1)[0]
    spread = [v.std() / v.mean() for v in (first, last)]
    return {
        "beta, % a year": -100 * slope,
        "sigma 2020 / 2014": spread[1] / spread[0],
    }


INDEX = "Sunan innovation index: xwslwj.com 2019-03-26; news.jstv.com 2021-12-31"
COUNTED = "easyfang.com 2020-11-05; news.jstv.com 2021-12-31"
GAPS = tuple(
    Band(statistic=f"largest gap of {words} shares, pp, {year}", high=5, testing=year == 2020,
         source=INDEX)
    for year in (2017, 2020) for words in ("patents", "R&D")
)  # fmt: skip
OFF = tuple(
    Band(statistic=f"{name} {year}, % off", low=-5, high=5, hard=True, rule=MEDIAN,
         testing=year == 2020, source=COUNTED)
    for name, year in (
        ("rd_intensity", 2019), ("patents_per_10k", 2019), ("certified_firms", 2019),
        ("st_contribution", 2019), ("rd_intensity", 2020), ("patents_per_10k", 2020),
    )
)  # fmt: skip
FACTS = (
    Fact("F13", "Cities' shares of the growth of innovation", city_shares, GAPS, share_curves),
    Fact("F14", "Ranking of the cities", ranking, tuple(
        Band(statistic=f"rank correlation with the index, {year}", low=0.8,
             testing=year == 2020, source=INDEX)
        for year in (2017, 2020)
    )),
    Fact("F15", "Path of the regional index", index_path, (
        Band(statistic="largest gap 2015-17, %", low=-10, high=10, source=INDEX),
        Band(statistic="points in 2020 off by, %", low=-10, high=10, source=INDEX),
    )),
    Fact("F16", "Aggregates", levels, OFF),
    Fact("F17", "Cities converge slowly, gaps persist", convergence, (
        Band(statistic="beta, % a year", low=2, high=8, source="", grade="recalled"),
        Band(statistic="sigma 2020 / 2014", low=0.7, source="F13; limit assumed",
             grade="assumed"),
    )),
)  # fmt: skip
