"""Production: firms share the demand of their field; the rest of each city produces.

    D_f = D_f0 e^(g t + x) (Ā_f/Ā_f0)^ζ                       demand of a field         (1)
    S_i = u_c D_f q_i / Σ W q,   q = a A²                 sales by attractiveness   (2)
    V = ν S,  surplus = (1 - λ) V - h,  L = 12 S / (ℓ A u_c)  value added, workers  (3)
    tax = τ max(surplus - (1 + d) R, 0),  dividends = κ max(surplus - R - tax, 0)   (4)
    Y_o = u_c Y_o0 e^(a_c(t) + D_c) (K/K_0)^α (L_o/L_o0)^(1-α),
          D_c = G_c + ln[1 + χ (Ā_c/Ā*_c - 1)]                                      (5)
    K' = (1 - δ/12) K + i(t) Y/u_c + facilities + I,   Y = Σ W V + Y_o              (6)
    k = [1 - τ (1 + d)] / [1 - τ (1 + d_0)], each at least .05  after-tax cost of R&D (7)
    S̄' = S̄ + (S/u_c - S̄)/12 (at first S/u_c),  ĝ' = ĝ + (12 dln Ā_f - ĝ)/12,
          N_c' = N_c e^(e_c/12)                                                     (8)

    D demand, g demand_growth, t years since the end of 2014 to the end of the month, x input
    demand_shift (scenario), ζ demand_response, S sales, q attractiveness, a appeal, A
    productivity (demand elasticity 2), Ā geometric mean productivity of open firms by sales
    with W, of a field those of last month, of a city those of this one, u capacity (scenario;
    workers stay when less is produced), V value added, ν value_added, λ labour_share, L
    workers, ℓ sales_per_worker (a year), R rd_spending, τ certified_tax_rate for certified
    firms, tax_rate for others, κ payout, d super_deduction (scenario; d_0 that of 2020), k
    rd_cost, a_c(t) path of the rest (input other_productivity), G platform_gain, χ diffusion,
    Ā*_c that of firms without the plan (input firm_productivity), K capital, α
    capital_elasticity, δ depreciation, i input investment_rate, L_o N less workers, N
    employment, e input employment_growth / 100, Y gdp, h cost of safety and I investment of
    supported industry (sim.industry), S̄ sales_mean, ĝ fields.growth, W weight

Paths are straight lines between the middles of years; after the last, that line goes on. Sales
are shares: were they to respond alone, knowledge would feed on itself without end. The rest is
never published output less firms, which would cancel every effect; its path is the same in all
arms. Conserves money: customers pay value added; households, treasury and owners receive.

References
----------
Solow (1957). Zhang, Wu & Zhang (2004): depreciation 9.6 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import growth
from sim.industry import IndustryParameters, safety_cost, support_industry
from sim.parameters import parameter
from sim.randomness import Luck
from sim.region import USUAL
from sim.shapes import Bools, Floats, Ints, PerCity, PerField, PerFirm
from sim.state import State

WRITES = (
    "firms.sales", "firms.sales_mean", "firms.profit", "firms.workers", "firms.cash",
    "firms.industry_rd", "firms.rd_cost", "fields.productivity", "fields.unit_sales",
    "fields.growth", "cities.gdp", "cities.other_output", "cities.capital",
    "cities.employment", "cities.rest_path", "cities.rest_gain",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params(IndustryParameters):
    """Demand, cost shares and the rest of the economy."""

    demand_growth: float = parameter(
        0.045, unit="1/year, real", low=0, high=0.15, status="estimated",
        source="sales of the technology sector +6.8 % a year real 2015-19, less what its own "
        "productivity brings",
    )  # fmt: skip
    demand_response: float = parameter(
        0.5, unit="elasticity of demand on mean productivity", low=0, high=1, status="assumed",
        source="keeps the loop from knowledge to sales below one",
    )  # fmt: skip
    value_added: float = parameter(
        0.25, unit="share of sales", low=0.1, high=0.5, status="assumed",
        source="industry accounts; gives 15-16 % of output",
    )  # fmt: skip
    labour_share: float = parameter(
        0.45, unit="share of value added", low=0.2, high=0.8, status="assumed",
        source="production workers; R&D people are paid out of R&D spending",
    )  # fmt: skip
    sales_per_worker: float = parameter(
        1.2, unit="million yuan a year at A = 1", low=0.3, high=5, status="assumed",
        source="2.4 trillion yuan of sales, about two million workers",
    )  # fmt: skip
    tax_rate: float = parameter(
        0.25, unit="share of profit", low=0, high=0.5, status="recalled", source="profit tax"
    )
    certified_tax_rate: float = parameter(
        0.15, unit="share of profit", low=0, high=0.5, status="recalled",
        source="rate of certified high-tech firms",
    )  # fmt: skip
    payout: float = parameter(
        0.6, unit="share of profit after tax", low=0, high=1, status="assumed",
        source="without dividends cash piles up and never binds",
    )  # fmt: skip
    capital_elasticity: float = parameter(
        0.35, unit="elasticity", low=0.2, high=0.6, status="assumed", source="usual convention"
    )
    depreciation: float = parameter(
        0.096, unit="1/year", low=0.03, high=0.15, status="sourced",
        source="Zhang, Wu & Zhang (2004)",
    )  # fmt: skip
    diffusion: float = parameter(
        0.05, unit="elasticity", low=0, high=0.15, status="assumed",
        source="technology of firms diffusing to the rest of their city",
    )  # fmt: skip


def attractiveness(appeal: PerFirm, productivity: PerFirm) -> PerFirm:
    """What a firm's share of demand is proportional to, equation (2)."""
    return appeal * productivity**2


def demand(start: PerField, relative: PerField, log_growth: float, response: float) -> PerField:
    """Demand of each field, equation (1)."""
    return start * np.exp(log_growth) * relative**response


def taxes(
    surplus: PerFirm, rd: PerFirm, certified: Bools, deduction: float, params: Params
) -> PerFirm:
    """Profit tax of a month, first part of equation (4)."""
    base = np.maximum(surplus - (1 + deduction) * rd, 0)
    return np.where(certified, params.certified_tax_rate, params.tax_rate) * base


def rd_cost(tax_rate: float, deduction: float) -> float:
    """After-tax cost of a yuan of R&D relative to the rule of 2020, equation (7)."""
    now, usual = (1 - tax_rate * (1 + d) for d in (deduction, USUAL["super_deduction"]))
    return max(now, 0.05) / max(usual, 0.05)


def other_output(
    start: PerCity, log_path: PerCity, capital: PerCity, labour: PerCity,
    relative: PerCity, params: Params,
) -> PerCity:  # fmt: skip
    """Output of the rest at full capacity, equation (5); arguments relative to the start."""
    alpha = params.capital_elasticity
    level = start * np.exp(log_path) * capital**alpha * labour ** (1 - alpha)
    return level * (1 + params.diffusion * (relative - 1))


@dataclass(frozen=True)
class Sold:
    """Open firms, their sales of the month, and workers by city."""

    rows: Ints
    city: Ints
    weight: PerFirm
    log_productivity: PerFirm
    sales: PerFirm
    workers: PerCity


def step(state: State, params: Params, luck: Luck) -> None:
    sold = sell(state, params)
    settle(state, params, sold)
    rest_of_economy(state, params, sold, support_industry(state, params))
    value = params.value_added * state.firms.weight * state.firms.sales
    made = growth.Made(sold.rows, sold.log_productivity, value, sold.workers)
    growth.account(state, made, params.capital_elasticity)


def sell(state: State, params: Params) -> Sold:
    """Sales, workers and what firms plan with, equations (1) and (2)."""
    firms, fields = state.firms, state.fields
    rows = firms.is_active.nonzero()[0]  # half of the rows: the others hold zeros
    kind, level, past = firms.field[rows], firms.productivity[rows], firms.sales_mean[rows]
    city, weight, log_a = firms.city[rows], firms.weight[rows], np.log(level)
    mean = mean_productivity(kind, weight * firms.sales[rows], log_a, len(fields))
    fields.growth += (np.log(mean / fields.productivity) * 12 - fields.growth) / 12
    fields.productivity[:] = mean
    relative = mean / fields.productivity_start
    rise = params.demand_growth * (state.month + 1) / 12
    rise += float(path_at(state.region.inputs["demand_shift"], state.month)[0])
    total = demand(fields.demand_start, relative, rise, params.demand_response)
    pull = attractiveness(firms.appeal[rows], level)
    fields.unit_sales[:] = total / np.bincount(kind, weight * pull, len(fields))
    full = fields.unit_sales[kind] * pull
    firms.sales[rows] = sales = state.region.now("capacity", state.month)[city] * full
    # Plans follow what could be sold: nobody takes weeks of closure for a smaller market.
    firms.sales_mean[rows] = past + np.where(past > 0, 1 / 12, 1.0) * (full - past)
    workers = 12 * full / (params.sales_per_worker * np.maximum(level, 1e-9))
    firms.workers[rows] = workers
    return Sold(rows, city, weight, log_a, sales, state.by_city(city, weight * workers))


def mean_productivity(group: Ints, weight: PerFirm, log_a: PerFirm, n: int) -> Floats:
    """Geometric mean productivity of each group of firms."""
    return np.exp(np.bincount(group, weight * log_a, n) / np.bincount(group, weight, n))


def settle(state: State, params: Params, sold: Sold) -> None:
    """Customers pay open firms; wages, taxes and dividends go out."""
    firms, pay, rows = state.firms, state.money.pay, sold.rows
    rd, value = firms.rd_spending[rows], params.value_added * sold.sales
    wages = params.labour_share * value
    deduction = float(state.region.now("super_deduction", state.month)[0])
    cost = safety_cost(state, params, rows, sold.sales)
    profit = value - wages - cost
    tax = taxes(profit, rd, firms.is_certified[rows], deduction, params)
    dividends = params.payout * np.maximum(profit - rd - tax, 0)
    firms.profit[rows] = profit
    firms.cash[rows] += profit - tax - dividends
    costs = (rd_cost(rate, deduction) for rate in (params.certified_tax_rate, params.tax_rate))
    firms.rd_cost[:] = np.where(firms.is_certified, next(costs), next(costs))
    for source, target, amount in (
        ("customers", "firms", value), ("firms", "households", wages),
        ("firms", "suppliers", cost), ("firms", "treasury", tax),
        ("firms", "owners", dividends),
    ):  # fmt: skip
        pay(source, target, state.by_city(sold.city, sold.weight * amount))


def rest_of_economy(state: State, params: Params, sold: Sold, industry: PerCity) -> None:
    """Output, capital and employment of the cities, (5) and (6)."""
    cities, region = state.cities, state.region
    cities.employment *= np.exp(region.input("employment_growth", state.year) / 100 / 12)
    labour = cities.employment - sold.workers
    path = path_at(region.inputs["other_productivity"], state.month)
    weight = sold.weight * sold.sales
    sales = state.by_city(sold.city, weight)
    mean = np.exp(state.by_city(sold.city, weight * sold.log_productivity) / sales)
    relative = mean / np.exp(path_at(region.inputs["firm_productivity"], state.month))
    cities.rest_path[:] = path
    cities.rest_gain[:] = cities.platform_gain + np.log1p(params.diffusion * (relative - 1))
    capacity = region.now("capacity", state.month)
    cities.other_output[:] = capacity * other_output(
        cities.output_start, path + cities.platform_gain, cities.capital / cities.capital_start,
        labour / cities.labour_start, relative, params,
    )  # fmt: skip
    cities.gdp[:] = cities.other_output + params.value_added * sales
    # Builders go on as planned while output is lost or made good.
    invested = region.input("investment_rate", state.year) * (cities.gdp / capacity)
    cities.capital *= 1 - params.depreciation / 12
    cities.capital += invested + cities.facility_investment + industry


def path_at(path: Floats, month: int) -> PerCity:
    """A path given for the middle of each year from 2014, on straight lines between."""
    place = (month + 0.5) / 12 + 0.5
    low = min(int(place), len(path) - 2)
    return path[low] + (place - low) * (path[low + 1] - path[low])


def city_productivity(state: State) -> PerCity:
    """Geometric mean productivity of each city's firms, weighted by sales."""
    firms = state.firms
    rows = firms.is_active.nonzero()[0]
    weight, log_a = firms.weight[rows] * firms.sales[rows], np.log(firms.productivity[rows])
    return mean_productivity(firms.city[rows], weight, log_a, len(state.cities))
