"""Certification: the high-tech certificate, and the notch that firms jump or relabel over.

Once a year, in December, a firm near the required R&D intensity compares what the lower
tax rate is worth with what it costs to qualify: a fixed cost, real R&D it would not have
done, and the risk of calling other spending R&D. Reported R&D is real plus relabelled.

    θ(S) = 5 % of sales S below S_1, 4 % below S_2, 3 % above                      (1)
    b = Δτ max(Π, 0) · 2.7                   three years of lower tax, discounted  (2)
    G = max(θ S - R, 0)                      gap, on means of up to three years    (3)
    r = min(r_max, κ b / G)                  relabelled share of the gap           (4)
    k = f (1 - v 1[pool]) + (1 - t)(1 - r) G + r² G / (2 κ)   cost of qualifying   (5)
    certified if b > k and within reach, R ≥ ω θ S, and it applies this year       (6)
    J = (1 - r) G_y / 12, p = r G_y / 12     plan of a holder, made every month    (7)
    in December p' = min(G' - ΣJ, r_max G') - Σp ≥ 0, if ΣJ + Σp > 0               (8)
    relabelled = p + o R_m, in December p' + o R_m    all reported and not done    (9)

    S sales_by_year, S_1 small_sales, S_2 medium_sales, Δτ tax_advantage, Π twelve times the
    profit of last month, R rd_by_year (own: without J), R_m rd_spending of the month, θ the
    threshold, r_max relabel_cap, κ relabel_ease, f fixed_cost, v terms.qualifying_cost_cut
    (at most 1), 1 - t real_cost, ω reach, G_y the gap on the year alone and no more than (1 -
    ω) θ S, r in (7) by (4) of G_y and the b of the month; G' the gap on the year without that
    limit; J rd_jump, p rd_paper; ΣJ what was done of J in the year, min(J, R_m) a month, Σp
    what was relabelled to November (rd_for_notch); o terms.relabel_push; (9) rd_relabelled

After month m, January to November, (7) is made for the next month on sales and R&D so far,
times 12 / m: min[max((W - done) / (12 - m), 0), fastest W / 12], W being (1 - r) G_y or r G_y,
done ΣJ or Σp; in December it is made for January, if the certificate lasts. Only firms with R&D
that hold a certificate have a plan. Of those within reach with R&D and sales, one whose
certificate ends by this month applies with chance renewal_rate, one without with a_15 +
min((year - 2015)/4, 1) (a_19 - a_15), a_15 first_apply_rate, a_19 apply_rate.
A certificate holds for three years, without a new choice (monthly ones would give twelve
chances a year); but a holder steers by its sales, and what is missing at the end of a year is
put on paper, as far as r_max allows: firms stand at the notch in yearly figures, as in tax
records. What is reported to please officials goes to statistics, not to the tax office. A
younger firm counts its months since entry; sales enter a month late.

The cultivation pool of the plan takes for a year firms within reach without a certificate, by
permanent lot (window of next year): terms.cultivation_places (zone) times the layout, no more
than the line has awards for; each gets min(award, line / firms taken). in_pool marks these:
pools of before are in the rates of application. Conserves money: suppliers get the fixed cost.

References
----------
Chen, Liu, Suárez Serrato & Xu (2021), American Economic Review 111(7): the notch, .242
relabelled; 30 and 45 % of the rise of reported R&D in versions of 2018.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.notch import THRESHOLDS, closing, cost, planned, relabelled_share, threshold
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, Ints, PerFirm
from sim.state import State
from sim.support import clients

WRITES = (
    "firms.rd_by_year", "firms.sales_by_year", "firms.is_certified", "firms.certified_until",
    "firms.rd_jump", "firms.rd_paper", "firms.rd_for_notch", "firms.rd_relabelled",
    "firms.in_pool", "firms.cash",
)  # fmt: skip
POOL = "firm_cultivation"  # the line that pays awards


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Worth and cost of the certificate."""

    small_sales: float = parameter(
        50, unit="million yuan of sales a year", low=10, high=100, status="recalled",
        source="rules of certification: below it R&D of 5 % of sales is required",
    )  # fmt: skip
    medium_sales: float = parameter(
        200, unit="million yuan of sales a year", low=100, high=1000, status="recalled",
        source="rules of certification: below it 4 %, from it 3 %",
    )  # fmt: skip
    tax_advantage: float = parameter(
        0.10, unit="share of profit", low=0, high=0.2, status="sourced",
        source="profit tax 15 instead of 25 % (Chen et al. 2021)",
    )  # fmt: skip
    benefit_years: float = parameter(
        2.7, unit="years, discounted", low=1, high=3, status="assumed",
        source="three years of validity at 10 %",
    )  # fmt: skip
    fixed_cost: float = parameter(
        0.15, unit="million yuan", low=0, high=3, status="fitted",
        source="audit, patents, application; certified firms 5,757 (2014) to 17,000 (2019)",
    )  # fmt: skip
    real_cost: float = parameter(
        0.75, unit="yuan per yuan of real R&D", low=0.3, high=1, status="assumed",
        source="net of the tax deduction at 25 %",
    )  # fmt: skip
    relabel_ease: float = parameter(
        0.03, unit="1", low=0.001, high=2, status="fitted",
        source="mean relabelled share of affected firms .242, 2016-19 (Chen et al. 2021)",
    )  # fmt: skip
    relabel_cap: float = parameter(
        0.45, unit="share of the gap", low=0, high=1, status="sourced",
        source="upper estimate of evasion (Chen et al., working paper)",
    )  # fmt: skip
    fastest: float = parameter(
        3, unit="times the even pace", low=1, high=12, status="assumed",
        source="how fast a holder can catch up with its plan within a year",
    )  # fmt: skip
    reach: float = parameter(
        0.4, unit="share of the threshold", low=0, high=1, status="assumed",
        source="firms within 60 % of the threshold consider it",
    )  # fmt: skip
    first_apply_rate: float = parameter(
        0.35, unit="share of firms within reach, 2015", low=0, high=1, status="fitted",
        source="certified firms 5,757 (2014) to 17,000 (2019)",
    )  # fmt: skip
    apply_rate: float = parameter(
        0.95, unit="share of firms within reach a year, from 2019", low=0, high=1,
        status="fitted", source="certified firms 5,757 (2014) to 17,000 (2019)",
    )  # fmt: skip
    renewal_rate: float = parameter(
        0.9, unit="share of expiring certificates", low=0, high=1, status="assumed",
        source="most firms that still qualify apply again",
    )  # fmt: skip


def accumulate(by_year: PerFirm, now: PerFirm, is_january: bool) -> None:
    """Add a month to this year's sum; in January the years move on by one."""
    if is_january:
        by_year[:, 2] = by_year[:, 1]
        by_year[:, 1] = by_year[:, 0]
        by_year[:, 0] = 0
    by_year[:, 0] += now


def months_counted(birth_month: Ints, now: int) -> Ints:
    """Months that the sums by year hold: since entry, at most three years."""
    # Firms of the start have three full years, whenever they were born.
    return np.where(birth_month < 0, 36, np.clip(now - birth_month, 1, 36))


def yearly_mean(by_year: PerFirm, months: Ints) -> PerFirm:
    """A year's mean over the months that were counted."""
    this, last, before = by_year.T
    return 12 * (this + last + before) / months


def applicants(
    expiring: Bools, eligible: Bools, luck: PerFirm, year: int, params: Params
) -> Bools:
    """Who applies: most holders whose certificate ends, and of the others more every year.

    The certificate became known and sought after between 2015 and 2019.
    """
    known = min(max(year - 2015, 0) / 4, 1.0)
    rate = params.first_apply_rate + known * (params.apply_rate - params.first_apply_rate)
    return eligible & (luck < np.where(expiring, params.renewal_rate, rate))


def step(state: State, params: Params, luck: Luck) -> None:
    firms, month = state.firms, state.month_of_year
    own = np.maximum(firms.rd_spending - firms.rd_jump, 0)
    if month == 1:
        firms.rd_for_notch[:] = 0
    accumulate(firms.rd_by_year, own, month == 1)
    accumulate(firms.sales_by_year, firms.sales, month == 1)
    firms.rd_for_notch[:, 0] += firms.rd_spending - own
    firms.rd_relabelled[:] = firms.rd_paper
    if month == 12:
        year = firms.sales_by_year[:, 0], firms.rd_by_year[:, 0], *firms.rd_for_notch.T
        firms.rd_relabelled[:] = closing(*year, params=params)
        decide(state, params, luck)
    firms.rd_for_notch[:, 1] += firms.rd_relabelled
    if month < 12:
        steer(state, params, month)
    lost = (firms.certified_until < state.month) & firms.is_certified | ~firms.is_active
    firms.is_certified[:] &= ~lost
    is_bound = firms.is_certified & firms.is_rd_active
    for plan in (firms.rd_jump, firms.rd_paper):
        plan *= is_bound
    if state.terms.relabel_push.any():
        firms.rd_relabelled += state.terms.relabel_push[firms.city] * firms.rd_spending


def steer(state: State, params: Params, month: int) -> None:
    """Holders spread what the year still lacks over the months that are left, equation (7)."""
    firms = state.firms
    rows, so_far = (firms.is_certified & firms.is_rd_active).nonzero()[0], 12 / month
    sales, own = so_far * firms.sales_by_year[rows, 0], so_far * firms.rd_by_year[rows, 0]
    short = (own < max(THRESHOLDS) * sales).nonzero()[0]  # the others have nothing to fill
    rows, sales, own = rows[short], sales[short], own[short]
    benefit = params.tax_advantage * np.maximum(12 * firms.profit[rows], 0)
    gap, share = planned(sales, own, benefit * params.benefit_years, params)
    for i, (plan, part) in enumerate(((firms.rd_jump, 1 - share), (firms.rd_paper, share))):
        whole = part * gap
        left = (whole - firms.rd_for_notch[rows, i]) / (12 - month)
        plan[:] = 0
        plan[rows] = np.minimum(np.maximum(left, 0), params.fastest * whole / 12)


def decide(state: State, params: Params, luck: Luck) -> None:
    """The yearly decision, equations (2) to (6)."""
    firms = state.firms
    months = months_counted(firms.birth_month, state.month)
    sales = yearly_mean(firms.sales_by_year, months)
    own = yearly_mean(firms.rd_by_year, months)
    required = threshold(sales, params) * sales
    gap = np.maximum(required - own, 0)
    benefit = params.tax_advantage * np.maximum(12 * firms.profit, 0) * params.benefit_years
    share = relabelled_share(benefit, gap, params)

    expiring = firms.is_certified & (firms.certified_until <= state.month)
    near = firms.is_rd_active & (own >= params.reach * required) & (sales > 0)
    cultivate(state, near & ~firms.is_certified)
    cut = np.minimum(state.terms.qualifying_cost_cut, 1)[firms.city]
    fixed = params.fixed_cost * (1 - np.where(firms.in_pool, cut, 0.0))
    eligible = near & (expiring | ~firms.is_certified)
    chance = luck.uniform("apply", len(firms))
    apply = applicants(expiring, eligible, chance, state.year, params)
    won = (apply & (benefit > cost(gap, share, fixed, params))).nonzero()[0]

    firms.is_certified[won] = True
    firms.certified_until[won] = state.month + 36
    gap, share = planned(firms.sales_by_year[:, 0], firms.rd_by_year[:, 0], benefit, params)
    stays = firms.is_certified & (firms.certified_until > state.month)
    plan = np.where(stays, gap / 12, 0.0)
    firms.rd_jump[:], firms.rd_paper[:] = (1 - share) * plan, share * plan
    firms.cash[won] -= fixed[won]
    paid = state.by_city(firms.city[won], firms.weight[won] * fixed[won])
    state.money.pay("firms", "suppliers", paid)


def cultivate(state: State, able: Bools) -> None:
    """Take firms into the pool of the coming year, no more than the line has awards for."""
    firms, terms, line = state.firms, state.terms, state.lines.get(POOL)
    firms.in_pool[:] = False
    if line is None or not terms.cultivation_places.any():
        return
    award = np.maximum(terms.cultivation_award, 1e-300)
    places = np.minimum(terms.cultivation_places * state.cities.layout, line / award)
    rows = able.nonzero()[0]
    there = np.maximum(state.by_city(firms.city[rows], firms.weight[rows]), 1e-300)
    share = (places / there)[firms.city[rows]]
    rows = rows[clients(firms.lot[rows], state.year + 1, share)]
    firms.in_pool[rows] = True
    number = state.by_city(firms.city[rows], firms.weight[rows])
    each = np.minimum(award, line / np.maximum(number, 1e-300))
    state.money.pay("lines", "firms", each * number)
    firms.cash[rows] += each[firms.city[rows]]
    line -= each * number
