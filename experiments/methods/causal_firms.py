"""Quasi-experiments with firms: who is treated when, who is compared, and what comes out.

A firm counts as treated in the year after a year in which it took part; the year in which it
joins and the years after it has left are taken out. It is compared with firms of the same
city and field that never took part. Only firms that do research take part, so years without
research are taken out for all. Where the instrument is a place (a park, the free-trade
zone, a city with targets), all its firms are treated in some years after the start; the
years in between are taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.methods.causal import (
    NOT_FOUND,
    Found,
    alike,
    event_study,
    first_year,
    innovates,
    mean_gap,
    poisson_effect,
    ratio_of_sums,
    two_way,
    years_of,
)
from experiments.methods.causal_data import MicroData
from sim.shapes import Floats

START = 2020  # the plan begins in its June
FIRST = 2018  # first year used: R&D is nearly a random walk, older years only add noise
SMALL = 400.0  # million yuan of sales a year: what the service for instruments is for
CAPITAL = "Nanjing"
# Filings a year that make an innovator: about as many firms reach them without the plan (41 %)
# as innovate in the study (45 %, assumed). One filing is what four in five have anyway, and
# of those no more can become innovators.
INNOVATIVE = 4


@dataclass(frozen=True)
class Sample:
    """A quasi-experiment; each (years, rows): treated, and whether the year is used.

    With `by_city` the years of each city are taken out, else those of all.
    """

    treated: Any
    used: Any
    by_city: bool = True


def joined(
    data: MicroData, flag: str, last: int, fits: Any = True, present: bool = False
) -> Sample:
    """Firms that take part in a programme; with `present` only while they do."""
    now = data.firms[flag].astype(bool)
    past = np.roll(now, 1, axis=0)
    past[0] = False
    before = np.logical_or.accumulate(past, axis=0)
    out = (now & ~before) | (before & ~past) | (past & ~now if present else False)
    ever = now.any(axis=0)
    peers = alike(ever & fits, data.firms["city"][data.at(START - 1)], data.fixed["field"])
    years, active = np.array(data.years)[:, None], data.firms["researches"].astype(bool)
    active = active & np.roll(active, 1, axis=0)
    used = ~out & peers & fits & active & (years >= FIRST) & (years <= last)
    return Sample(past, used)


def placed(
    data: MicroData, inside: Any, fits: Any, after: tuple[int, ...], by_city: bool = True
) -> Sample:
    """Firms of a place, before the start and in the years `after`."""
    years = np.array(data.years)[:, None]
    late = np.isin(years, after)
    early = (years >= FIRST) & (years < START)
    return Sample(late & inside, (early | late) & fits, by_city)


def parks(data: MicroData, after: tuple[int, ...]) -> Sample:
    """Firms in parks of the ordinary cities against others of these cities."""
    before = data.at(START - 1)
    ordinary = data.firms["city"][before] != data.cities.index(CAPITAL)
    return placed(data, data.firms["park"][before], ordinary, after)


def free_trade(data: MicroData, after: tuple[int, ...]) -> Sample:
    """Firms in the free-trade zone against others of its cities."""
    inside = data.firms["ftz"][data.at(START - 1)]
    return placed(data, inside, alike(inside, home(data)), after)


def targeted(data: MicroData, cities: tuple[str, ...], after: tuple[int, ...]) -> Sample:
    """Firms of cities with targets against those of the other cities."""
    inside = np.isin(home(data), data.codes(cities))
    return placed(data, inside, True, after, by_city=False)


def users(data: MicroData, last: int) -> Sample:
    """Small firms that use shared instruments against small firms that do not."""
    return joined(data, "user", last, small(data))


def small(data: MicroData) -> Any:
    """Firms below the size limit in the year before the start."""
    return data.firms["sales"][data.at(START - 1)] < SMALL


def home(data: MicroData) -> Any:
    """City of each firm in the year before the start."""
    return data.firms["city"][data.at(START - 1)]


def observations(data: MicroData, sample: Sample, used: Any) -> dict[str, Any]:
    """The used years of firms as one row each; nothing if nobody is treated in them."""
    place, row = np.nonzero(used)
    years, city = np.array(data.years)[place], home(data)[row]
    found = {
        "place": place, "row": row, "treated": sample.treated[place, row],
        "weight": data.fixed["weight"][row],
        "years": years_of(years, city * sample.by_city),
    }  # fmt: skip
    return found if found["treated"].any() else {}


def count_effect(
    data: MicroData, none: MicroData, sample: Sample, column: str = "filings"
) -> Found:
    """Relative rise of counts by Poisson regression, and in truth."""
    seen = observations(data, sample, sample.used & data.firms["open"])
    if not seen:
        return NOT_FOUND
    at = seen["place"], seen["row"]
    mine, twin = data.firms[column], none.firms[column]
    rise, error = poisson_effect(mine[at], seen["treated"], seen["row"], seen["years"])
    on = tuple(part[seen["treated"]] for part in at)
    return Found(rise, error, ratio_of_sums(mine[on], twin[on]))


def mean_effect(
    data: MicroData,
    none: MicroData,
    sample: Sample,
    outcome: Callable[[MicroData], Floats],
) -> Found:
    """Difference of a mean by least squares, and in truth; NaN where there is no outcome."""
    mine, twin = outcome(data), outcome(none)
    used = sample.used & data.firms["open"] & np.isfinite(mine)
    seen = observations(data, sample, used)
    if not seen:
        return NOT_FOUND
    at, d = (seen["place"], seen["row"]), seen["treated"]
    weight = seen["weight"].astype(float)
    x = d.astype(float)[:, None]
    found = two_way(mine[at], x, seen["row"], seen["years"], weight)
    both = d & np.isfinite(twin[at])
    truth = mean_gap(mine[at][both], twin[at][both], weight[both])
    return Found(float(found.slope[0]), float(found.error[0]), truth)


def innovation(data: MicroData) -> Floats:
    """Whether a firm innovates in a year: it files at least INNOVATIVE patents."""
    share = innovates(data.firms["filings"], data.fixed["weight"][None, :], INNOVATIVE)
    return np.where(data.firms["open"], share, np.nan)


def log_research(data: MicroData) -> Floats:
    """Log of reported R&D; none where a firm reports none."""
    reported = data.reported.astype(float)
    return np.where(reported > 0, np.log(np.maximum(reported, 1e-9)), np.nan)


def study(data: MicroData, none: MicroData, last: int) -> list[tuple[int, float, float]]:
    """Users by years since their first use: event study, and truth."""
    fits = small(data)
    years, flag = np.array(data.years), data.firms["user"].astype(bool)
    first = first_year(flag, years)
    peers = alike((first > 0) & fits, home(data), data.fixed["field"])
    active = data.firms["researches"][1:] & data.firms["researches"][:-1]
    used = active & peers & fits & (years[1:, None] <= last)
    place, row = np.nonzero(used)
    place = place + 1
    year, since = years[place], years[place] - first[row]
    window = (-3, 3)
    found = event_study(
        data.firms["filings"][place, row], first[row], year, row,
        years_of(year, home(data)[row]), window,
    )  # fmt: skip
    lines = []
    for step, rise in sorted(found.items()):
        on = (first[row] > 0) & (np.clip(since, *window) == step)
        at = place[on], row[on]
        lines.append((step, rise, ratio_of_sums(data.firms["filings"][at],
                                                none.firms["filings"][at])))  # fmt: skip
    return lines
