"""R&D investment: firms spend on research what they want, can pay and can staff.

A firm wants a share of its sales, which drifts with the national trend and wanders about
its own permanent propensity. Cheaper equipment raises the wish, posts that stay empty and
empty coffers cut it. A grant adds to R&D in all 1.07 yuan per yuan: misuse only says who
holds the difference. Most firms do no R&D; some start and some stop every month.

    ln R* = ln φ + μ(t) + δ_c(t) + x + ln S̄ - η ln u,   φ e^{μ+δ+x} ≤ φ_max        (1)
    x' = ρ x + σ sqrt[(1 - ρ²) / (1 - ρ²⁴)] ε,  ρ = ρ_year^(1/12),  x = 0 at entry (2)
    u = τ (1 - e k)  for users of shared instruments, else τ                       (3)
    R = min(R* + J, s f (R* + J), V + max(C, 0)/6) - d c + a g + v/24              (4)
    N* = 12 λ (R* + J + a g + v/24) / w                                            (5)

    R rd_spending, R* rd_wanted, φ rd_propensity, x rd_shock, S̄ sales_mean (12 months),
    u user cost of R&D, τ rd_cost (after tax), e equipment part, k
    terms.instrument_cost_cut, J rd_jump (of the certificate), f staff_filled (start of the
    month), V surplus of last month, C cash,
    c contract_fee, d part of it that replaces own R&D, g rd_grant (of last month), a
    additionality, v venture_rd, N* staff_wanted, w wage; δ_c city drift (region data)

Conserves money: R&D pays households and suppliers; misused grants go to owners; vouchers
for shared instruments reach users out of the line, which pays operation with the rest.

References
----------
Hall & Van Reenen (2000) for the user cost elasticity; Dimos, Pugh et al. (2022) for
additionality; Boeing & Peters (2022) for misuse; Hall, Griliches & Hausman (1986):
R&D is close to a random walk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, Ints, PerCity, PerFirm
from sim.state import State
from sim.support import clients, pay_grants, pay_vouchers

WRITES = (
    "firms.rd_spending", "firms.rd_wanted", "firms.rd_shock", "firms.rd_grant",
    "firms.is_rd_active", "firms.cash", "firms.staff_wanted", "firms.venture_rd",
    "firms.is_instrument_user", "firms.instrument_boost", "cities.grants_pool",
)  # fmt: skip

INSTRUMENTS = "shared_instruments"  # the line that pays vouchers


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Wish, means and staff of firms' R&D."""

    drift: float = parameter(
        0.020, unit="log points a year to 2019", low=-0.05, high=0.05, status="fitted",
        source="zone R&D/GDP 2.67 % (2014) to 3.26 % (2019)",
    )  # fmt: skip
    drift_half_life: float = parameter(
        4, unit="years after 2019", low=0.5, high=50, status="assumed",
        source="an intensity cannot drift for ever",
    )  # fmt: skip
    persistence: float = parameter(
        0.97, unit="1/year", low=0.5, high=0.999, status="sourced",
        source="R&D is nearly a random walk (Hall, Griliches & Hausman 1986)",
    )  # fmt: skip
    shock_sd: float = parameter(
        0.14, unit="log points, one year's innovation", low=0, high=0.5, status="assumed",
        source="spread of R&D growth of firms",
    )  # fmt: skip
    user_cost_elasticity: float = parameter(
        0.4, unit="elasticity", low=0.13, high=1.14, status="sourced",
        source="meta-analyses .13-.21, China 1.14 (Chen et al. 2021); between",
    )  # fmt: skip
    equipment_share: float = parameter(
        0.20, unit="share of R&D", low=0.05, high=0.5, status="assumed",
        source="equipment in R&D spending",
    )  # fmt: skip
    propensity_cap: float = parameter(
        0.30, unit="share of sales", low=0.1, high=1, status="assumed",
        source="bounds runaway intensities",
    )  # fmt: skip
    start_hazard: float = parameter(
        0.25, unit="1/year", low=0, high=0.5, status="fitted",
        source="number of R&D-active firms and of certificates",
    )  # fmt: skip
    stop_hazard: float = parameter(
        0.04, unit="1/year", low=0, high=0.5, status="assumed", source="firms that give up R&D"
    )
    staff_slack: float = parameter(
        1.2, unit="R&D per post filled, times normal", low=1, high=3, status="assumed",
        source="people can work somewhat more for a time",
    )  # fmt: skip
    labour_share: float = parameter(
        0.45, unit="share of R&D spending", low=0.2, high=0.8, status="estimated",
        source="R&D spending per full-time person and wages, 2014",
    )  # fmt: skip
    grant_additionality: float = parameter(
        1.07, unit="yuan of R&D per yuan of grant", low=0.5, high=1.6, status="sourced",
        source="Dimos et al. 2022: .075 beyond the grant itself",
    )  # fmt: skip
    grant_misuse: float = parameter(
        0.3, unit="share of grant money", low=0.1, high=0.53, status="sourced",
        source="Boeing & Peters 2022: .53 in 2001-11; trend assumed",
    )  # fmt: skip
    grant_coverage: float = parameter(
        0.15, unit="share of R&D-active firms a year", low=0.01, high=1, status="assumed",
        source="firms with a generic S&T grant",
    )  # fmt: skip
    contract_replaces: float = parameter(
        0.5, unit="own R&D replaced per yuan of fee", low=0, high=1, status="assumed",
        source="half of contract research replaces own R&D",
    )  # fmt: skip
    venture_months: float = parameter(
        24, unit="months", low=6, high=60, status="assumed",
        source="time over which venture money for R&D is spent",
    )  # fmt: skip
    voucher_part: float = parameter(
        0.6, unit="share of the line of shared instruments", low=0, high=1, status="assumed",
        source="30 of 50 million yuan a year are vouchers, the rest is operation",
    )  # fmt: skip
    voucher: float = parameter(
        0.03, unit="million yuan a year per user", low=0.001, high=1, status="assumed",
        source="about 1,000 firms with a voucher out of 30 million yuan a year",
    )  # fmt: skip
    small_firm: float = parameter(
        400, unit="million yuan of sales a year", low=20, high=2000, status="recalled",
        source="upper bound of medium-sized industrial enterprises",
    )  # fmt: skip
    boost_half_life: float = parameter(
        2, unit="years after last use", low=1, high=4, status="sourced",
        source="Kleine et al. 2022: effects of vouchers fade within two years",
    )  # fmt: skip


def trend(month: int, params: Params) -> float:
    """Log drift μ(t) of the wish for R&D since the end of 2014."""
    years = (month + 1) / 12
    if years <= 5:
        return params.drift * years
    decay = np.log(2) / params.drift_half_life
    return params.drift * (5 + (1 - np.exp(-decay * (years - 5))) / decay)


def next_shock(shock: PerFirm, luck: PerFirm, persistence: float, sd: float) -> PerFirm:
    """The transitory part of a firm's wish a month later, equation (2)."""
    rho = persistence ** (1 / 12)
    monthly = sd * np.sqrt((1 - rho**2) / (1 - persistence**2))
    return rho * shock + monthly * luck


def wanted(
    sales: PerFirm, propensity: PerFirm, log_shift: PerFirm, user_cost: PerFirm, params: Params
) -> PerFirm:
    """R&D that a firm wants, equation (1)."""
    share = np.minimum(propensity * np.exp(log_shift), params.propensity_cap)
    return share * sales * user_cost**-params.user_cost_elasticity


def possible(
    wish: PerFirm, filled: PerFirm, surplus: PerFirm, cash: PerFirm, slack: float
) -> PerFirm:
    """The part of the wish that posts and money allow, in equation (4)."""
    means = np.maximum(surplus, 0) + np.maximum(cash, 0) / 6
    return np.minimum(np.minimum(1.0, slack * filled) * wish, means)


def status(was: Bools, luck: PerFirm, params: Params) -> Bools:
    """Which open firms do R&D: idle ones start, active ones stop, at yearly hazards."""
    start, stop = 1 - np.exp(-np.array([params.start_hazard, params.stop_hazard]) / 12)
    return np.where(was, luck > stop, luck < start)


def step(state: State, params: Params, luck: Luck) -> None:
    firms = state.firms
    rows = np.flatnonzero(firms.is_active)  # half of the rows: the others hold zeros
    city, cash = firms.city[rows], firms.cash[rows]
    active = status(firms.is_rd_active[rows], luck.uniform("status", rows), params)
    firms.is_rd_active[rows] = active
    use_instruments(state, params)
    firms.rd_shock[rows] = shock = next_shock(
        firms.rd_shock[rows], luck.normal("shock", rows), params.persistence, params.shock_sd
    )
    cut = np.minimum(state.terms.instrument_cost_cut, 1)[city]
    user_cost = 1 - params.equipment_share * np.where(firms.is_instrument_user[rows], cut, 0)
    user_cost *= firms.rd_cost[rows]
    shift = (trend(state.month, params) + city_drift(state))[city] + shock
    propensity = np.where(active, firms.rd_propensity[rows], 0.0)
    wish = wanted(firms.sales_mean[rows], propensity, shift, user_cost, params)
    firms.rd_wanted[rows] = wish

    wish += np.where(active, firms.rd_jump[rows], 0.0)
    extra = params.grant_additionality * firms.rd_grant[rows]
    extra += spend_venture(state, params, rows)
    filled, surplus = firms.staff_filled[rows], firms.profit[rows]
    own = possible(wish, filled, surplus, cash, params.staff_slack)
    own -= np.minimum(params.contract_replaces * firms.contract_fee[rows], own)
    firms.rd_spending[rows] = spent = own + extra
    wage = state.cities.wage[city, firms.field[rows]]
    firms.staff_wanted[rows] = 12 * params.labour_share * (wish + extra) / wage
    firms.cash[rows] = cash - spent
    book(state, params, state.by_city(city, firms.weight[rows] * spent))
    pay_vouchers(state, params.voucher_part)
    pay_grants(state, params.grant_coverage, params.grant_misuse)


def city_drift(state: State) -> PerCity:
    """Log drift of the wish beyond the zone's, by city (region data, fitted)."""
    return state.region.input("rd_drift", state.year)


def use_instruments(state: State, params: Params) -> None:
    """This year's users of shared instruments, and how their yield fades after use.

    There are no more users than vouchers that the line can pay.
    """
    firms, terms = state.firms, state.terms
    is_small = 12 * firms.sales_mean < params.small_firm
    small = np.flatnonzero(firms.is_rd_active & is_small)
    city = firms.city[small]
    money = params.voucher_part * 12 * state.lines.get(INSTRUMENTS, np.zeros(len(state.cities)))
    places = money / params.voucher
    number = np.maximum(state.by_city(city, firms.weight[small]), 1.0)
    share = np.minimum(terms.instrument_users, places / number)
    users = small[clients(firms.lot[small], state.year + 2, share[city])]
    firms.is_instrument_user[:] = False
    firms.is_instrument_user[users] = True
    boost = firms.instrument_boost
    boost *= 0.5 ** (1 / (12 * params.boost_half_life))
    boost[users] = np.maximum(boost[users], terms.instrument_yield[firms.city[users]])


def spend_venture(state: State, params: Params, rows: Ints) -> PerFirm:
    """This month's part of the venture money set aside for R&D by open firms."""
    money = state.firms.venture_rd[rows]
    spent = money / params.venture_months
    state.firms.venture_rd[rows] = money - spent
    return spent


def book(state: State, params: Params, spent: PerCity) -> None:
    """R&D spending, by city, pays people and suppliers."""
    state.money.pay("firms", "households", params.labour_share * spent)
    state.money.pay("firms", "suppliers", (1 - params.labour_share) * spent)
