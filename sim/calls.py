"""Project calls: firms apply for R&D money, reviewers rank them by what they can see.

The generic grants of a city are awarded every month in a call. Firms that do R&D and have
no project apply about once a year, if what they may expect is worth the trouble. Reviewers
see the quality of a project through much noise; the best scores get the money of the
month. A promise is paid some months later, and then spent over a year. A misused part
leaves for the owners at once. A few topics duplicate those of another city: such projects
are R&D but teach nothing new.

    m = min(k_c min(σ 12 R, cap), 12 R),  k_c = M_c / [p h Σ_free W min(σ 12 R, cap)] (1)
    applies with chance h = 1 - e^(-a/12) if free and p m ≥ κ (1 - cut)               (2)
    score = ρ z + sqrt(1 - ρ²) e,  ρ = min(ρ_0 + terms.review_precision, 1)           (3)
    funded if score > Φ^-1(1 - p_c),  p_c = min{M_c / [h (1 - D_c) Σ_able W m], 1}    (4)
    paid ⌊d + u⌋ months after the award,  d = max(approval_months - approval_cut, 0)  (5)
    g = L / (months left of 12, at least 1)    spent from the month after payment on  (6)
    v = (f - 1) b g,  f = e^(s z - s²/2) / [(1 - δ) μ],  f = 0 for duplicates         (7)
    μ = Φ(s ρ_0 - t) / p,  t = Φ^-1(1 - p)          mean of e^(sz - s²/2) without plan (8)

    M money of the call: cities.firm_grants and a sixth of what is left over (the calls_pool
    less all promises less this month's money, not below 0), m project_promised, R
    rd_spending, W weight, able: free and (2) holds, z project_quality, e noise, D
    terms.duplication_cut (at most δ), σ project_share, cap project_cap, p expected_success, a
    application_rate, κ application_cost, cut terms.application_cost_cut, u luck, L project_rd,
    g rd_grant, v grant_value, b grant_additionality, s quality_spread, δ duplicate_share, ρ_0
    review_precision_without

The bar in (4) is the score that uses up the money when everybody has an average month: who
wins hangs on a firm's own score and not on the order of a list, at any scale. If a month
asks for more than there is, all projects of the city are cut alike; what is left, promises
of closed firms and the money of duplicates turned down stay in the calls of the city. A firm
has one topic a year with a uniform number: below δ it is a duplicate, below D one that is seen
and turned down. All who apply pay κ (1 - cut) to suppliers. Size follows money by (1), so that
everywhere about a share p is funded. By (7) and (8) the mean worth of what is funded without
the plan is its cost: selection at ρ_0 belongs to the world as it is. Conserves money.

References
----------
Howell (2017), AER 107(4), and Fang, Bowen & Casadevall (2016), eLife 5: scores of reviewers
hardly predict outcomes. Pier et al. (2018), PNAS 115: reviewers hardly agree. Dimos, Pugh
et al. (2022): additionality. Boeing & Peters (2022): misuse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, Ints, PerCity, PerFirm
from sim.state import State

LEFT_OVER_MONTHS = 6  # in which calls give what earlier ones have left


@dataclass(frozen=True, kw_only=True)
class CallParams(Parameters):
    """Applications, review and what becomes of grant money."""

    grant_additionality: float = parameter(
        1.07, unit="yuan of R&D per yuan of grant", low=0.5, high=1.6, status="sourced",
        source="Dimos et al. 2022: .075 beyond the grant itself",
    )  # fmt: skip
    grant_misuse: float = parameter(
        0.3, unit="share of grant money", low=0.1, high=0.53, status="sourced",
        source="Boeing & Peters 2022: .53 in 2001-11; trend assumed",
    )  # fmt: skip
    application_rate: float = parameter(
        1, unit="1/year, firms without a project", low=0.1, high=6, status="assumed",
        source="calls are yearly",
    )  # fmt: skip
    application_cost: float = parameter(
        0.10, unit="million yuan", low=0, high=1, status="assumed",
        source="fixed cost without the plan: weeks of work of a few people",
    )  # fmt: skip
    expected_success: float = parameter(
        0.40, unit="share of the money applied for", low=0.05, high=0.95, status="assumed",
        source="what applicants expect and calls give: a fifth of R&D firms funded a year",
    )  # fmt: skip
    project_share: float = parameter(
        0.30, unit="share of the firm's R&D of a year", low=0.02, high=1, status="assumed",
        source="standard project; gives the money of 2015 at the expected success",
    )  # fmt: skip
    project_cap: float = parameter(
        10, unit="million yuan, standard project", low=0.1, high=1000, status="assumed",
        source="upper end of provincial and city projects",
    )  # fmt: skip
    review_precision_without: float = parameter(
        0.20, unit="correlation of score and quality", low=0, high=0.9, status="assumed",
        source="without the plan; review scores hardly predict outcomes",
    )  # fmt: skip
    approval_months: float = parameter(
        6, unit="months from application to payment", low=0, high=24, status="assumed",
        source="without the plan",
    )  # fmt: skip
    project_months: float = parameter(
        12, unit="months in which a project's money is spent", low=1, high=60,
        status="assumed", source="small projects of a year or so",
    )  # fmt: skip
    quality_spread: float = parameter(
        0.5, unit="log points", low=0, high=1.5, status="assumed",
        source="standard deviation of the worth of projects",
    )  # fmt: skip
    duplicate_share: float = parameter(
        0.06, unit="share of topics", low=0, high=0.5, status="assumed",
        source="topics that another city of the zone funds too",
    )  # fmt: skip


@cache
def mean_worth(precision: float, success: float, spread: float) -> float:
    """Mean worth of funded projects, that of all projects being one, equation (8)."""
    from scipy.special import ndtr, ndtri

    return float(ndtr(spread * precision - ndtri(1 - success)) / success)


def worth(quality: PerFirm, is_duplicate: Bools, params: CallParams) -> PerFirm:
    """Knowledge per yuan of a project, relative to other R&D, equation (7)."""
    spread = params.quality_spread
    mean = mean_worth(params.review_precision_without, params.expected_success, spread)
    found = np.exp(spread * quality - spread**2 / 2) / (mean * (1 - params.duplicate_share))
    return np.where(is_duplicate, 0.0, found)


def bar(money: PerCity, asked: PerCity) -> PerCity:
    """The score that is enough when `asked` is expected and `money` is there, equation (4)."""
    from scipy.special import ndtri

    return ndtri(1 - np.minimum(money / np.maximum(asked, 1e-300), 1))


def spend_projects(state: State, params: CallParams) -> None:
    """This month's part of the projects' money, and its worth, equations (6) and (7)."""
    firms = state.firms
    firms.rd_grant[:] = 0
    firms.grant_value[:] = 0
    rows = (firms.project_rd > 0).nonzero()[0]
    left = np.maximum(firms.project_month[rows] + params.project_months + 1 - state.month, 1)
    spent = firms.project_rd[rows] / left
    firms.project_rd[rows] -= spent
    firms.rd_grant[rows] = spent
    value = worth(firms.project_quality[rows], firms.is_duplicate[rows], params)
    firms.grant_value[rows] = (value - 1) * params.grant_additionality * spent


def hold_calls(state: State, params: CallParams, luck: Luck) -> None:
    """This month's call of every city: who applies, who is funded, and who is paid."""
    cities = state.cities
    state.money.pay("grants_pool", "calls_pool", cities.firm_grants)
    cities.grants_pool -= cities.firm_grants
    cities.calls_pool += cities.firm_grants
    there = np.maximum(cities.calls_pool - promised(state), 0)
    money = cities.firm_grants + np.maximum(there - cities.firm_grants, 0) / LEFT_OVER_MONTHS
    rows, size, enough = applicants(state, params, luck, money)
    award(state, params, luck, rows, size, enough, there)
    pay_promises(state, params)


def applicants(
    state: State, params: CallParams, luck: Luck, money: PerCity
) -> tuple[Ints, PerFirm, PerCity]:
    """Who applies for how much, (1) and (2), and the score that is enough, by city."""
    firms, terms = state.firms, state.terms
    busy = (firms.project_promised > 0) | (firms.project_rd > 0)
    rows = (firms.is_rd_active & ~busy).nonzero()[0]
    city, weight, yearly = firms.city[rows], firms.weight[rows], 12 * firms.rd_spending[rows]
    chance = 1 - np.exp(-params.application_rate / 12)
    standard = np.minimum(params.project_share * yearly, params.project_cap)
    usual = params.expected_success * chance * state.by_city(city, weight * standard)
    size = np.minimum((money / np.maximum(usual, 1e-300))[city] * standard, yearly)
    cost = params.application_cost * (1 - np.minimum(terms.application_cost_cut, 1))[city]
    able = ((size > 0) & (params.expected_success * size >= cost)).nonzero()[0]
    rows, city, weight, size = rows[able], city[able], weight[able], size[able]
    seen = np.minimum(terms.duplication_cut, params.duplicate_share)
    asked = chance * (1 - seen) * state.by_city(city, weight * size)

    applies = (luck.uniform("apply", rows) < chance).nonzero()[0]
    rows, city, cost = rows[applies], city[applies], cost[able[applies]]
    firms.cash[rows] -= cost
    state.money.pay("firms", "suppliers", state.by_city(city, weight[applies] * cost))
    return rows, size[applies], bar(money, asked)


def award(
    state: State, params: CallParams, luck: Luck,
    rows: Ints, size: PerFirm, enough: PerCity, there: PerCity,
) -> None:  # fmt: skip
    """Review the applicants and promise money to the best, equations (3) to (5)."""
    firms, terms, city = state.firms, state.terms, state.firms.city[rows]
    topic = replace(luck, month=-state.year).uniform("topic", rows)
    duplicate = topic < params.duplicate_share
    turned_down = duplicate & (topic < terms.duplication_cut[city])
    quality, noise = luck.normal("quality", rows), luck.normal("review", rows)
    precision = np.minimum(params.review_precision_without + terms.review_precision, 1)[city]
    score = precision * quality + np.sqrt(1 - precision**2) * noise
    won = (score > enough[city]) & ~turned_down
    rows, city, size = rows[won], city[won], size[won]
    need = state.by_city(city, firms.weight[rows] * size)
    firms.project_promised[rows] = np.minimum(there / np.maximum(need, 1e-300), 1)[city] * size
    delay = np.maximum(params.approval_months - terms.approval_cut, 0)[city]
    wait = np.floor(delay + luck.uniform("approval", rows))  # luck decides about fractions
    firms.project_month[rows] = state.month + wait.astype(np.int64)
    firms.project_city[rows] = city
    firms.project_quality[rows] = quality[won]
    firms.is_duplicate[rows] = duplicate[won]


def promised(state: State) -> PerCity:
    """Money awarded and not yet paid, by city of the call."""
    firms = state.firms
    rows = (firms.project_promised > 0).nonzero()[0]
    due = firms.weight[rows] * firms.project_promised[rows]
    return state.by_city(firms.project_city[rows], due)


def pay_promises(state: State, params: CallParams) -> None:
    """Pay the projects that are due; the misused part goes to the owners."""
    firms = state.firms
    rows = (firms.project_promised > 0).nonzero()[0]
    rows = rows[firms.project_month[rows] <= state.month]
    paid = firms.project_promised[rows]
    total = firms.weight[rows] * paid
    sent = state.by_city(firms.project_city[rows], total)
    received = state.by_city(firms.city[rows], total)
    state.money.pay("calls_pool", "firms", sent, received)
    state.money.pay("firms", "owners", params.grant_misuse * received)
    state.cities.calls_pool -= sent
    firms.cash[rows] += (1 - params.grant_misuse) * paid
    firms.project_rd[rows] += paid
    firms.project_promised[rows] = 0
