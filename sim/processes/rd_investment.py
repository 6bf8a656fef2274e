"""R&D investment: firms spend on research what they want, can pay and can staff.

A firm wants a share of its sales, which drifts with the national trend and wanders about
its own permanent propensity. Cheaper equipment raises the wish, posts that stay empty and
empty coffers cut it. A grant adds to R&D in all 1.07 yuan per yuan: misuse only says who
holds the difference. Who gets one is decided in project calls (`sim.calls`), who takes part
in national projects by `sim.national`. Some firms start with R&D and some stop every month.

    ln R* = ln φ + μ(t) + δ_c(t) + x + ln S̄ - η ln u + ln(1 + i),  φ e^(μ+δ+x) ≤ φ_max (1)
    x' = ρ x + σ sqrt[(1 - ρ²) / (1 - ρ²⁴)] ε,  ρ = ρ_year^(1/12),  x = 0 at entry     (2)
    u = τ (1 - e k)  for users of shared instruments, else τ                           (3)
    R = max{min[R* + J, s f (R* + J), max(V, 0) + max(C, 0)/6] - d c, 0} + X           (4)
    X = a g + (1 + b) n + v/T_v + j + y                                                (5)
    N* = 12 λ (R* + J + X) / w                                                         (6)
    μ = m t up to t = 5 (2019), then m [5 + h (1 - 2^(-(t-5)/h)) / ln 2]               (7)

    R rd_spending, R* rd_wanted, φ rd_propensity, t years from the end of 2014 to that of the
    month, m drift, h drift_half_life, x rd_shock, σ shock_sd, ρ_year persistence, S̄
    sales_mean, η user_cost_elasticity, φ_max propensity_cap, i consortium_rd (joint research
    and clusters, outside the cap), u user cost of R&D, τ rd_cost (after tax), e
    equipment_share, k terms.instrument_cost_cut (at most 1), J rd_jump (of the certificate), s
    staff_slack, f staff_filled (start of the month), V profit of last month, C cash before
    this month's spending, vouchers and calls, less (1 - misuse) project_rd + national_rd set
    aside then, c contract_fee, d contract_replaces, X R&D paid by others, g rd_grant, a
    grant_additionality, n national money spent, b own_rd_per_yuan, v venture_rd, T_v
    venture_months, j joint_rd, y industry_rd, N* staff_wanted, λ labour_share, w wage; δ_c
    city drift (region data)

A firm without R&D has R* = J = 0, but X is spent even so, and x wanders for all who are open.
Starts and stops have chance 1 - e^(-hazard/12) a month. Conserves money: R&D pays households
and suppliers; misused grants go to owners; vouchers for shared instruments (`sim.support`)
reach users out of the line, which pays operation with the rest.

References
----------
Hall & Van Reenen (2000) for the user cost elasticity; Hall, Griliches & Hausman (1986):
R&D is close to a random walk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calls import CallParams, hold_calls, spend_projects
from sim.national import NationalParams, pay_national, spend_national
from sim.parameters import parameter
from sim.randomness import Luck
from sim.shapes import Bools, PerCity, PerFirm
from sim.state import State
from sim.support import InstrumentParams, pay_vouchers, use_instruments

WRITES = (
    "firms.rd_spending", "firms.rd_wanted", "firms.rd_shock", "firms.rd_grant",
    "firms.is_rd_active", "firms.cash", "firms.staff_wanted", "firms.venture_rd",
    "firms.is_instrument_user", "firms.instrument_boost", "firms.national_rd",
    "firms.project_rd", "firms.project_promised", "firms.project_month",
    "firms.project_city", "firms.project_quality", "firms.is_duplicate",
    "firms.grant_value", "cities.grants_pool", "cities.calls_pool", "institutes.cash",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params(CallParams, NationalParams, InstrumentParams):
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
    contract_replaces: float = parameter(
        0.5, unit="own R&D replaced per yuan of fee", low=0, high=1, status="assumed",
        source="half of contract research replaces own R&D",
    )  # fmt: skip
    venture_months: float = parameter(
        24, unit="months", low=6, high=60, status="assumed",
        source="time over which venture money for R&D is spent",
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
    start, stop = 1 - np.exp(-params.start_hazard / 12), 1 - np.exp(-params.stop_hazard / 12)
    return np.where(was, luck > stop, luck < start)


def step(state: State, params: Params, luck: Luck) -> None:
    firms = state.firms
    rows = firms.is_active.nonzero()[0]  # half of the rows: the others hold zeros
    active = status(firms.is_rd_active[rows], luck.uniform("status", rows), params)
    firms.is_rd_active[rows] = active
    use_instruments(state, params)
    firms.rd_shock[rows] = shock = next_shock(
        firms.rd_shock[rows], luck.normal("shock", rows), params.persistence, params.shock_sd
    )
    shift = (trend(state.month, params) + city_drift(state))[firms.city[rows]] + shock
    propensity = firms.rd_propensity[rows] * active
    cost = user_cost(state, params)[rows]
    firms.rd_wanted[rows] = wanted(firms.sales_mean[rows], propensity, shift, cost, params)
    firms.rd_wanted *= 1 + firms.consortium_rd
    spend(state, params)
    pay_vouchers(state, params.voucher_part)
    hold_calls(state, params, luck)
    pay_national(state, params)


def user_cost(state: State, params: Params) -> PerFirm:
    """User cost of R&D, equation (3)."""
    firms, cost = state.firms, state.firms.rd_cost.copy()
    users = firms.is_instrument_user.nonzero()[0]
    cut = np.minimum(state.terms.instrument_cost_cut, 1)[firms.city[users]]
    cost[users] *= 1 - params.equipment_share * cut
    return cost


def spend(state: State, params: Params) -> None:
    """What firms spend and whom they want for it, equations (4) to (6)."""
    firms = state.firms
    wish = firms.rd_wanted + firms.rd_jump * firms.is_rd_active
    free = firms.cash - set_aside(state, params)
    extra = paid_by_others(state, params)
    own = possible(wish, firms.staff_filled, firms.profit, free, params.staff_slack)
    own -= np.minimum(params.contract_replaces * firms.contract_fee, own)
    firms.rd_spending[:] = spent = own + extra
    wage = state.cities.wage[firms.city, firms.field]
    firms.staff_wanted[:] = 12 * params.labour_share * (wish + extra) / wage
    firms.cash -= spent
    book(state, params, state.by_city(firms.city, firms.weight * spent))


def city_drift(state: State) -> PerCity:
    """Log drift of the wish beyond the zone's, by city (region data, fitted)."""
    return state.region.input("rd_drift", state.year)


def set_aside(state: State, params: Params) -> PerFirm:
    """Cash that belongs to projects: no means of own R&D."""
    return (1 - params.grant_misuse) * state.firms.project_rd + state.firms.national_rd


def paid_by_others(state: State, params: Params) -> PerFirm:
    """R&D from grants, programmes and venture money, equation (5)."""
    firms = state.firms
    spend_projects(state, params)
    extra = params.grant_additionality * firms.rd_grant
    extra += (1 + params.own_rd_per_yuan) * spend_national(state, params)
    extra += spend_venture(state, params)
    extra += firms.joint_rd + firms.industry_rd
    return extra


def spend_venture(state: State, params: Params) -> PerFirm:
    """This month's part of the venture money set aside for R&D."""
    money = state.firms.venture_rd
    spent = money / params.venture_months
    money -= spent
    return spent


def book(state: State, params: Params, spent: PerCity) -> None:
    """R&D spending, by city, pays people and suppliers."""
    state.money.pay("firms", "households", params.labour_share * spent)
    state.money.pay("firms", "suppliers", (1 - params.labour_share) * spent)
