"""Entry: potential entrants have fixed slots and enter when their luck passes.

    p = logistic(o + t_c 1[f speciality of c] + a_c)                               (1)
    o = p0 + b ĝ_f + c v_c 1[start-up]                                             (2)
        v_c = (Σ funds' cash) / (1 + open start-ups) / usual_venture - 1, in [-1, 1]
    a_c: Σ W p = Σ W logistic(o)      over the slots of the calendar year in city  (3)
    S0 = m e^(s z), of start-ups m0 e^(z/2)                                        (4)
    A = e^(m_f + d ε),  a = S0 / (12 unit_f A²)                                    (5)
    φ = min(φ0 e^(.7 z'), .3)                                                      (6)

    p chance that a slot of this month opens, p0 log_odds, b growth_response, ĝ_f
    fields.growth, of productivity over the last year, c venture_response, t
    terms.entry_tilt: shifts fields, while a_c (at the odds of this month) keeps the number of
    entrants, S0 first sales a year, m median_sales, s sales_sd, m0 startup_sales, z, z', ε
    normal, m_f fields.mean_log, d productivity_sd, a appeal, unit_f fields.unit_sales, φ
    rd_propensity, φ0 median_propensity, of start-ups startup_propensity

Start-ups do R&D, other entrants with chance rd_share. Spin-offs of institutes are start-up
slots. Entrants have no knowledge and no shock to their wish for R&D yet.

Slots are rows made each January, the same in every arm (`sim.population`): otherwise one
entrant more would shift the luck of all later ones. Conserves money: owners pay the
starting capital, starting_cash x S0 for each of W firms.

References
----------
Brandt, Van Biesebroeck & Zhang (2012): entry 8-15 % a year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.entities import STARTUP
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, Floats, Ints, PerFirm
from sim.state import State

WRITES = (
    "firms.is_active", "firms.birth_month", "firms.productivity", "firms.appeal",
    "firms.sales", "firms.sales_mean", "firms.rd_propensity", "firms.is_rd_active",
    "firms.cash", "firms.staff_filled",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Who enters, how large, and with what."""

    log_odds: float = parameter(
        1.386, unit="log odds", low=-5, high=5, status="assumed",
        source="four slots in five open at the start; the number of slots is .15 of firms a "
        "year, so that 12 % of firms enter",
    )  # fmt: skip
    growth_response: float = parameter(
        5.0, unit="log odds per log point of growth", low=0, high=50, status="assumed",
        source="entry follows the field's growth",
    )  # fmt: skip
    venture_response: float = parameter(
        0.3, unit="log odds per mean of venture money", low=0, high=2, status="assumed",
        source="start-ups follow venture money",
    )  # fmt: skip
    usual_venture: float = parameter(
        11.0, unit="million yuan of funds' cash per start-up", low=0.5, high=100,
        status="estimated", source="mean of the cities without the plan, 2017-25",
    )  # fmt: skip
    median_sales: float = parameter(
        25, unit="million yuan a year", low=1, high=200, status="assumed",
        source="ordinary entrants",
    )  # fmt: skip
    sales_sd: float = parameter(
        1.1, unit="log points", low=0.1, high=2, status="assumed", source="ordinary entrants"
    )
    startup_sales: float = parameter(
        5, unit="million yuan a year", low=0.5, high=50, status="assumed", source="start-ups"
    )
    productivity_sd: float = parameter(
        0.3, unit="log points", low=0, high=1, status="assumed", source="spread of entrants"
    )
    rd_share: float = parameter(
        0.85, unit="share of ordinary entrants that do R&D", low=0, high=1, status="fitted",
        source="number of certificates 2014-19",
    )  # fmt: skip
    median_propensity: float = parameter(
        0.05, unit="share of sales", low=0.005, high=0.3, status="assumed",
        source="R&D of small R&D-active firms",
    )  # fmt: skip
    startup_propensity: float = parameter(
        0.2, unit="share of sales", low=0.01, high=0.3, status="assumed", source="start-ups"
    )
    starting_cash: float = parameter(
        0.2, unit="years of sales", low=0, high=2, status="assumed", source="owners' capital"
    )


def chance(log_odds: Floats) -> Floats:
    """Chance that a slot opens, equation (1)."""
    return 1 / (1 + np.exp(-log_odds))


def first_sales(luck: Floats, is_startup: Bools, params: Params) -> PerFirm:
    """Yearly sales of entrants, equation (4); `luck` is standard normal."""
    ordinary = params.median_sales * np.exp(params.sales_sd * luck)
    return np.where(is_startup, params.startup_sales * np.exp(0.5 * luck), ordinary)


def propensity(luck: Floats, is_startup: Bools, params: Params) -> PerFirm:
    """R&D propensity of entrants that do R&D."""
    middle = np.where(is_startup, params.startup_propensity, params.median_propensity)
    return np.minimum(middle * np.exp(0.7 * luck), 0.3)


def step(state: State, params: Params, luck: Luck) -> None:
    firms = state.firms
    is_tilted = state.terms.entry_tilt.any()
    slots, odds = (tilted if is_tilted else untilted)(state, params)
    is_free = ~firms.is_active[slots]
    slots, odds = slots[is_free], odds[is_free]
    rows = slots[luck.uniform("enter", slots) < chance(odds)]
    open_firms(state, params, luck, rows)


def log_odds(state: State, params: Params, slots: Ints) -> Floats:
    """Log odds that slots open, equation (2)."""
    firms = state.firms
    odds = params.log_odds + params.growth_response * state.fields.growth[firms.field[slots]]
    is_startup = firms.kind[slots] == STARTUP
    climate = venture_climate(state, params.usual_venture)[firms.city[slots]]
    return odds + np.where(is_startup, params.venture_response * climate, 0.0)


def untilted(state: State, params: Params) -> tuple[Ints, Floats]:
    """Slots of the month and their log odds."""
    slots = (state.firms.slot_month == state.month).nonzero()[0]
    return slots, log_odds(state, params, slots)


def tilted(state: State, params: Params) -> tuple[Ints, Floats]:
    """The same with odds in favour of the speciality, equations (1) and (3)."""
    firms, n, first = state.firms, len(state.cities), state.month - state.month % 12
    year = ((firms.slot_month >= first) & (firms.slot_month < first + 12)).nonzero()[0]
    odds, weight, city = log_odds(state, params, year), firms.weight[year], firms.city[year]
    goal = np.bincount(city, weight * chance(odds), n)
    is_special = firms.field[year] == state.region.speciality[city]
    odds += state.terms.entry_tilt[city] * is_special
    shift = np.zeros(n)
    for _ in range(3):  # Newton: the third step already is exact to the last digits
        now = chance(odds + shift[city])
        slope = np.bincount(city, weight * now * (1 - now), n)
        excess = np.bincount(city, weight * now, n) - goal
        shift -= np.divide(excess, slope, out=np.zeros(n), where=slope > 0)
    here = firms.slot_month[year] == state.month
    return year[here], (odds + shift[city])[here]


def venture_climate(state: State, usual: float) -> Floats:
    """Funds' cash per start-up of a city relative to what is usual, less one."""
    firms, funds = state.firms, state.funds
    capital = state.by_city(funds.city, funds.capital)
    starts = ((firms.kind == STARTUP) & firms.is_active).nonzero()[0]
    starts = np.bincount(firms.city[starts], minlength=len(capital)) + 1.0
    return np.minimum(np.maximum(capital / starts / usual - 1, -1), 1)


def open_firms(state: State, params: Params, luck: Luck, rows: Ints) -> None:
    """Give the entrants size, productivity, R&D and their owners' money."""
    firms, fields = state.firms, state.fields
    is_startup, field = firms.kind[rows] == STARTUP, firms.field[rows]
    sales = first_sales(luck.normal("size", rows), is_startup, params)
    productivity = np.exp(
        fields.mean_log[field] + params.productivity_sd * luck.normal("productivity", rows)
    )
    does_rd = is_startup | (luck.uniform("rd", rows) < params.rd_share)
    firms.is_active[rows] = True
    firms.birth_month[rows] = state.month
    firms.productivity[rows] = productivity
    firms.sales[rows] = firms.sales_mean[rows] = monthly = sales / 12
    firms.appeal[rows] = monthly / (fields.unit_sales[field] * productivity**2)
    firms.rd_propensity[rows] = propensity(luck.normal("propensity", rows), is_startup, params)
    firms.is_rd_active[rows] = does_rd
    firms.staff_filled[rows] = 1
    capital = params.starting_cash * sales
    firms.cash[rows] = capital
    paid = state.by_city(firms.city[rows], firms.weight[rows] * capital)
    state.money.pay("owners", "firms", paid)
