"""Firms at the end of 2014: sizes, fields, who does R&D, certificates, cash.

    F(S) = 1 / (1 + (S/m)^-β)              sales: log-logistic, tail exponent β        (1)
    ln φ = ln φ0 - s ln(S/S0) + σ z        R&D propensity of those that do R&D         (2)
    reported = R + relabelled              certified firms below the threshold fill the
                                           gap in part on paper                         (3)

Sums by city are exact: number of firms, sales, reported R&D and, with up to fifty firms a
row, R&D-active and certified firms. β, s, σ and the share of fields are assumed [science
checks: tail .8-1.6, top 1 % of firms hold .2-.4 of sales].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.consortia import balanced_starts, fraction, in_window
from sim.entities import STARTUP, Firms
from sim.notch import threshold
from sim.population.sharing import choose, scale_to, spread, weights_of
from sim.randomness import Luck
from sim.shapes import Floats, PerFirm
from sim.state import State

if TYPE_CHECKING:
    from sim.settings import Settings

START_UPS = 0.04  # share of firms that seek venture money [assumed]
TAIL = 1.35
SIZE_SLOPE, PROPENSITY_SD, CAP = 0.10, 0.60, 0.30
RELABELLED = 0.242  # of the gap of firms below the threshold (Chen et al. 2021)
CASH_YEARS = 0.08
PAST_GROWTH = 0.08  # of R&D and sales before 2015, a year [assumed]
FIELD_SHARE = 0.13  # each of the first five fields; the last takes what is left
SPECIALITY_BONUS = 0.10


def field_shares(speciality: int, n_fields: int) -> Floats:
    """Shares of fields in a city: even, more for the speciality, the rest is other."""
    share = np.full(n_fields, FIELD_SHARE)
    share[speciality] += SPECIALITY_BONUS
    share[-1] = max(1 - share[:-1].sum(), 0.05)
    return share / share.sum()


def sales_by_rank(rank: Floats, total: Floats) -> PerFirm:
    """Sales of firms at the share `rank` from the top, equation (1) with m = 1."""
    return (1 / np.clip(rank, 0.5 / total, 1 - 0.5 / total) - 1) ** (1 / TAIL)


def fill(state: State, settings: Settings, luck: Luck) -> None:
    """Add the firms of every city, in the order of the cities' names."""
    params = settings.population
    for city in state.region.by_name:
        start = {name: values[city] for name, values in state.region.start.items()}
        number = start["potential_firms"]
        starts = round(START_UPS * number)
        weight = weights_of(
            number - starts, round(params.large_share * number), params.firms_per_agent
        )
        weight = np.concatenate([weight, np.ones(starts)])  # the smallest are start-ups
        rows = state.firms.grow(len(weight))
        state.firms.kind[rows.stop - starts : rows.stop] = STARTUP
        firms = state.firms
        identities(state, rows, city, weight, luck)
        middle = np.cumsum(weight) - weight / 2
        jitter = np.exp(0.1 * luck.normal("size", np.arange(rows.start, rows.stop)))
        sales = scale_to(
            sales_by_rank(middle / number, number) * jitter, weight,
            start["technology_sales"] / state.region.input("gdp_deflator", 2014)[city],
        )  # fmt: skip
        firms.sales[rows] = sales / 12
        research(state, rows, start, settings, luck)
        sites(state, rows, city, settings, luck)
    finish(state, settings, luck)


def identities(state: State, rows: slice, city: int, weight: Floats, luck: Luck) -> None:
    """Who the firms are, for life."""
    firms, n = state.firms, len(weight)
    index = np.arange(rows.start, rows.stop)
    starts = luck.uniform("starts", np.array([int(state.region.keys[city])]), 2)[0]
    share = field_shares(int(state.region.speciality[city]), len(state.fields))
    firms.city[rows] = city
    firms.weight[rows] = weight
    firms.field[rows] = np.searchsorted(np.cumsum(share)[:-1], spread(n, starts[0]), "right")
    firms.lot[rows] = spread(n, starts[1])
    firms.position[rows] = luck.uniform("position", index)
    firms.quality[rows] = luck.normal("quality", index)
    oldest = np.where(firms.kind[rows] == STARTUP, 60, 119)
    firms.birth_month[rows] = -13 - (oldest * luck.uniform("age", index)).astype(np.int64)
    firms.slot_month[rows] = firms.birth_month[rows]
    firms.is_active[rows] = True


def research(
    state: State, rows: slice, start: dict[str, float], settings: Settings, luck: Luck
) -> None:
    """Who does R&D, how much, and who is certified, equations (2) and (3)."""
    firms = state.firms
    index = np.arange(rows.start, rows.stop)
    weight, sales = firms.weight[rows], 12 * firms.sales[rows]
    score = np.log(sales) + 1.5 * luck.normal("active", index)
    score += np.where(firms.kind[rows] == STARTUP, 10.0, 0.0)  # a start-up does R&D
    active = choose(start["active_firms"], weight, score)
    relative = sales / settings.processes["innovation"].reference_sales
    phi = np.exp(-SIZE_SLOPE * np.log(relative) + PROPENSITY_SD * luck.normal("phi", index))
    latent = phi  # what a firm would spend if it did R&D
    phi = np.where(active, phi, 0.0)
    total = (
        start["rd_firms"] / state.region.input("gdp_deflator", 2014)[int(firms.city[rows][0])]
    )
    notch = settings.processes["certification"]
    reach = luck.uniform("certified", index)
    certified = np.zeros(len(index), dtype=bool)
    relabelled = np.zeros(len(index))
    for _ in range(40):  # the cap and the notch depend on the level: find it
        real = total - (weight * relabelled).sum()
        phi = np.minimum(scale_to(phi, weight * sales, real), CAP)
        required = threshold(sales, notch)
        near = active & (phi >= notch.reach * required)
        score = np.where(near, reach, reach - 10)
        certified[active] = choose(start["certified_firms"], weight[active], score[active])
        gap = np.where(certified, np.maximum(required - phi, 0) * sales, 0.0)
        relabelled = RELABELLED * gap
    firms.is_rd_active[rows] = active
    firms.is_certified[rows] = certified
    spread_months = (36 * luck.uniform("expiry", index)).astype(np.int64)
    december = 11 + 12 * (spread_months // 12)  # certificates end in one of three Decembers
    firms.certified_until[rows] = np.where(certified, december, -1)
    real = scale_to(phi * sales, weight, total - (weight * relabelled).sum())
    firms.rd_spending[rows] = real / 12
    level = np.median(phi[active] / latent[active])
    firms.rd_propensity[rows] = np.where(active, real / sales, np.minimum(latent * level, CAP))
    firms.rd_paper[rows] = firms.rd_relabelled[rows] = relabelled / 12


def sites(state: State, rows: slice, city: int, settings: Settings, luck: Luck) -> None:
    """Who is in a park and who in the free-trade zone: spread evenly over sizes."""
    firms, params = state.firms, settings.processes["relocation"]
    starts = luck.uniform("sites", np.array([int(state.region.keys[city])]), 2)[0]
    index, active = np.arange(rows.start, rows.stop), firms.is_rd_active[rows]
    weight, zone = firms.weight[index[active]], float(state.cities.ftz_share[city])
    masses = weight, weight * firms.rd_spending[index[active]]
    nobody = np.zeros(len(weight), dtype=np.int64)
    for column, step, start, share, other in (
        (firms.in_park, np.sqrt(2), starts[0], params.park_active, params.park_other),
        (firms.in_ftz, np.sqrt(3), starts[1], zone, zone),
    ):
        place = fraction(start + step * np.arange(len(index)))
        column[index[~active]] = place[: len(index) - len(weight)] < other
        place = place[: len(weight)]
        first = balanced_starts((place,), masses, nobody, 1, share)
        column[index[active]] = in_window(place, first, share)


def finish(state: State, settings: Settings, luck: Luck) -> None:
    """What follows from sales and R&D."""
    firms: Firms = state.firms
    n = len(firms)
    rd, sales = firms.rd_spending, firms.sales
    firms.productivity[:] = np.exp(0.3 * luck.normal("productivity", n))
    mean = np.bincount(firms.field, firms.weight * sales * np.log(firms.productivity))
    mean /= np.bincount(firms.field, firms.weight * sales)
    firms.productivity /= np.exp(mean)[firms.field]
    firms.appeal[:] = sales / firms.productivity**2
    per_worker = settings.processes["production"].sales_per_worker
    firms.workers[:] = 12 * sales / (per_worker * firms.productivity)
    firms.sales_mean[:] = sales
    firms.rd_wanted[:] = rd
    firms.rd_shock[:] = 0
    firms.rd_recent[:] = rd[:, None]
    firms.rd_lagged[:] = rd
    firms.start_mass[:] = rd + 0.002 * sales
    ageing = settings.processes["knowledge"].obsolescence
    firms.knowledge[:] = 12 * rd / (ageing + PAST_GROWTH)
    firms.cash[:] = CASH_YEARS * 12 * sales
    market = settings.processes["production"]
    firms.profit[:] = market.value_added * (1 - market.labour_share) * sales
    past = np.exp(-PAST_GROWTH * np.array([1, 2]))
    firms.rd_by_year[:, 0] = 12 * rd
    firms.sales_by_year[:, 0] = 12 * sales
    firms.rd_by_year[:, 1:] = firms.rd_by_year[:, :1] * past
    firms.sales_by_year[:, 1:] = firms.sales_by_year[:, :1] * past
    state.cities.parks_start[:] = state.by_city(firms.city, firms.weight * firms.in_park)
    fields = state.fields
    fields.demand_start[:] = np.bincount(firms.field, firms.weight * sales, len(fields))
    fields.productivity_start[:] = 1
    fields.productivity[:] = 1
    fields.unit_sales[:] = 1
