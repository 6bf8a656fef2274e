"""Patenting: filings from past R&D, examination, grants, lapse and sale of patents.

    n ~ Poisson(W c h [12 r̄ / R0]^ε e^θ (1 + π 1[pair]) {1 + u [(1 - v)^-η - 1]})  (1)
    n_low ~ Poisson(E[n] ρ w),  ρ = [(1 - b)^-η - 1] a,  w = min(1, B_l / (z ρ F_f)) (2)
    decided after a log-normal delay of median m, spread s                          (3)
    g ~ Binomial(d - d_low, p_i), g_low ~ Binomial(d_low, ψ p_i)         grants     (4)
    l + o ~ Binomial(P, x_i),  x_i = 1 - (1 - l_i)(1 - χ_c)     so many leave       (5)
    l ~ Binomial(l + o, l_i / x_i)      lapse, the others are sold out of the zone  (6)
    P' = P + g + g_low - l - o,   ā' P' = (ā + 1/12) (P - l - o)                    (7)
    Q' P' = Q (P - l - o) + e^(ς q) (g + φ g_low) / Q_0     quality of patents      (8)
    r̄' = r̄ + (r_3 - r̄) / λ,   r_3' = r_2,  r_2' = r_1,  r_1' = E (1 + y)            (9)

    r̄ rd_lagged, R&D of 3-15 months before (never this month's), r_k rd_recent, λ lag_months,
    E effective R&D (sim.yields), y instrument_boost; of institutes E is R&D, y facility_inputs,
    W 1; c filing_level, R0 reference_rd, ε rd_elasticity, h patent_propensity (permanent), θ
    inputs filing_trend + filing_shift, m pendency_median (one number for the zone, each), π
    pair_premium for firms with pair_yield > 0, v terms.filing_cost_cut, b terms.filing_push
    (both at most .9 in the powers), η cost_elasticity, a filing_subsidy_force (scenario), z
    terms.filing_subsidy, B_l state.lines["assessment"], F_f Σ E[n] of the city's firms, d due,
    p_i, l_i (a month) by quality q and kind of applicant (sim.examination), ψ low_grant, P
    patents, ā patent_age, χ max(exit_rate / 100 - provincial_lapse, 0) / 12, Q patent_quality
    (0 with ā where P' = 0), ς quality_spread, φ low_quality, Q_0 cities.quality_unit

A filing costs its applicant k = filing_cost, a part of its R&D spending. Services take v of it
off for the share u = min(1, B / (k v F)) of filings that their line B (spent whole) can serve;
F are those expected in the city without them. Officials judged by counts take a part off what
a filing for the count costs: a subsidy (z n_low is paid, at most B_l) and their own effort.
Filings (2), of firms only, come on top (queue_low, within queue); nothing is researched. Delays
of a row are its quantiles: one more does not re-deal the others. Counts are whole, conserved.

References
----------
Hausman, Hall & Griliches (1984) for ε. De Rassenfosse & van Pottelsberghe (2012): fees, η.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.counts import poisson
from sim.entities import QUEUE_MONTHS, Firms, Institutes
from sim.examination import due_months, enqueue, examine
from sim.parameters import Parameters, parameter
from sim.patentees import INSTITUTES_FROM, Part, ids_of, put, take
from sim.randomness import Luck
from sim.shapes import Floats, Ints, Numbers, PerCity
from sim.state import State
from sim.yields import effective_rd

PUSH = "assessment"  # the line that subsidises filings for the count
SERVICE = "ip_service"  # the line of services for patents
WRITES = ("firms.queue_low", *(
    f"{table}.{column}"
    for table in ("firms", "institutes")
    for column in (
        "filings", "grants", "patents", "patent_age", "patent_quality", "queue", "rd_recent",
        "rd_lagged",
    )
))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """From R&D to patents in force."""

    rd_elasticity: float = parameter(
        0.4, unit="elasticity", low=0.2, high=0.6, status="recalled",
        source="Hall, Griliches & Hausman (1986); .3-.6 in panels of firms",
    )  # fmt: skip
    reference_rd: float = parameter(
        1.0, unit="million yuan of R&D a year", low=0.01, high=100, status="assumed",
        source="the R&D at which a firm files h patents a month; a unit, not a mechanism",
    )  # fmt: skip
    filing_level: float = parameter(
        1.0, unit="times the filings of 2014", low=0.5, high=2, status="estimated",
        source="provincial applications and the zone's share; 1 by construction",
    )  # fmt: skip
    pair_premium: float = parameter(
        0.2, unit="share", low=0, high=0.5, status="assumed",
        source="filings of firms with a joint project",
    )  # fmt: skip
    lag_months: float = parameter(
        6, unit="months beyond the first three", low=1, high=24, status="sourced",
        source="mean lag 9 months in all: most in the first year or two",
    )  # fmt: skip
    pendency_sd: float = parameter(
        0.40, unit="log points", low=0.1, high=0.8, status="assumed",
        source="spread of the time from filing to decision; not identified by totals",
    )  # fmt: skip
    quality_slope: float = parameter(
        0.3, unit="logit per standard deviation", low=0, high=1, status="assumed",
        source="better ideas are granted more often",
    )  # fmt: skip
    university_odds: float = parameter(
        0.4, unit="log odds of a grant against firms", low=0, high=1, status="assumed",
        source="universities are granted more often than firms; the city's mean is kept",
    )  # fmt: skip
    institute_odds: float = parameter(
        0.2, unit="log odds of a grant against firms", low=0, high=1, status="assumed",
        source="public and applied institutes, between the two; the city's mean is kept",
    )  # fmt: skip
    university_lapse: float = parameter(
        1.5, unit="times the lapse of firms", low=1, high=3, status="assumed",
        source="universities give patents up sooner; the city's mean is kept",
    )  # fmt: skip
    quality_spread: float = parameter(
        0.5, unit="log points per standard deviation", low=0, high=1, status="assumed",
        source="weight of a patent by the quality of its owner",
    )  # fmt: skip
    cost_elasticity: float = parameter(
        0.4, unit="elasticity", low=0.1, high=1, status="recalled",
        source="filings to their private cost: fees -.3 to -.5 (de Rassenfosse & van "
        "Pottelsberghe 2012)",
    )  # fmt: skip
    low_grant: float = parameter(
        0.5, unit="share of the usual chance", low=0, high=1, status="assumed",
        source="grants of filings for the count",
    )  # fmt: skip
    low_quality: float = parameter(
        0.3, unit="share of the usual weight", low=0, high=1, status="assumed",
        source="weight of a patent filed for the count; fewer citations (Managing Numbers)",
    )  # fmt: skip
    filing_cost: float = parameter(
        0.03, unit="million yuan a filing", low=0.005, high=0.1, status="assumed",
        source="fees and agent of an invention patent to the applicant",
    )  # fmt: skip
    lapse_slope: float = parameter(
        0.0098, unit="1/year per year of age", low=0.005, high=0.03, status="fitted",
        source="exit of the zone 2015-19, 6.7 % a year, less sales and closures; 2 / 6 / 11 % "
        "at ages 0-3 / 4-6 / 7+ (recalled) would be .0125",
    )  # fmt: skip
    provincial_lapse: float = parameter(
        0.047, unit="1/year", low=0.02, high=0.08, status="estimated",
        source="pooled lapse of the province 2015-19",
    )  # fmt: skip


def filing_rate(
    rd: Floats, propensity: Floats, trend: float, is_paired: Numbers, params: Params
) -> Floats:
    """Expected filings of one real unit in a month, equation (1); `rd` a year."""
    level = params.filing_level * np.exp(trend) * propensity
    power = (rd / params.reference_rd) ** params.rd_elasticity
    return level * power * (1 + params.pair_premium * is_paired)


def extra(cut: PerCity, elasticity: float) -> PerCity:
    """Filings more, as a share, when a part of their private cost is taken off."""
    return (1 - np.minimum(cut, 0.9)) ** -elasticity - 1


def step(state: State, params: Params, luck: Luck) -> None:
    tables, slot = (state.firms, state.institutes), state.month % QUEUE_MONTHS
    for table in tables:
        table.filings[:] = table.grants[:] = 0
    file(state, [Part(each, each.rd_lagged > 0) for each in tables], params, luck)
    held = [Part(each, (each.patents > 0) | (each.queue[:, slot] > 0)) for each in tables]
    examine(state, held, params, luck)
    for table in tables:
        table.queue[:, slot] = 0
        remember_rd(table, params)


def file(state: State, parts: list[Part], params: Params, luck: Luck) -> None:
    """Applications of the month, put into the queue by month of decision."""
    firms, institutes = parts
    ids = ids_of(parts)
    trend = float(state.region.input("filing_trend", state.year)[0])
    trend += float(state.region.now("filing_shift", state.month)[0])
    median = float(state.region.input("pendency_median", state.year)[0])
    alone = np.zeros(len(institutes.rows))
    pair = np.concatenate([state.firms.pair_yield[firms.rows] > 0, alone])
    weight = np.concatenate([state.firms.weight[firms.rows], alone + 1])
    rd, propensity = 12 * take(parts, "rd_lagged"), take(parts, "patent_propensity")
    mean = weight * filing_rate(rd, propensity, trend, pair, params)
    city, cut = take(parts, "city"), state.terms.filing_cost_cut
    if cut.any():
        more = serve(state, cut, state.by_city(city, mean), params.filing_cost)
        mean *= 1 + (more * extra(cut, params.cost_elasticity))[city]
    count = poisson(mean, luck.uniform("file", ids))
    put(parts, "filings", count)
    state.patents.pay("filed", "pending", state.by_city(city, count))
    which, months = wait(ids, count, luck, "wait", median, params)
    split = np.searchsorted(which, INSTITUTES_FROM)
    enqueue(firms.table.queue, which[:split], months[:split], state.month)
    rest = which[split:] - INSTITUTES_FROM
    enqueue(institutes.table.queue, rest, months[split:], state.month)
    file_for_count(state, firms.rows, mean[: len(firms.rows)], median, params, luck)


def serve(state: State, cut: PerCity, filings: PerCity, cost: float) -> PerCity:
    """Share of filings that services for patents reach; their line is spent on it."""
    line = state.lines.get(SERVICE)
    if line is None:
        return np.zeros_like(cut)
    share = np.minimum(1, line / np.maximum(cost * cut * filings, 1e-300))
    state.money.pay("lines", "suppliers", line.copy())
    line[:] = 0
    return share


def wait(
    ids: Ints, count: Ints, luck: Luck, name: str, median: float, params: Params
) -> tuple[Ints, Ints]:
    """Who filed and the delay in months, for each filing; luck for those who file."""
    some = (count > 0).nonzero()[0]
    ids = ids[some]
    place = luck.uniform(name, ids)
    which, months = due_months(count[some], place, median, params.pendency_sd)
    return ids[which], months


def file_for_count(
    state: State, rows: Ints, mean: Floats, median: float, params: Params, luck: Luck
) -> None:
    """Filings that officials buy from firms, equation (2), as far as their money goes."""
    firms, terms, line = state.firms, state.terms, state.lines.get(PUSH)
    if line is None or not terms.filing_push.any():
        return
    city = firms.city[rows]
    force = state.region.now("filing_subsidy_force", state.month)
    rate = extra(terms.filing_push, params.cost_elasticity) * force
    rate *= np.minimum(
        1, line / np.maximum(terms.filing_subsidy * rate * state.by_city(city, mean), 1e-300)
    )
    count = poisson(rate[city] * mean, luck.uniform("push", rows))
    filed = state.by_city(city, count)
    paid = np.minimum(terms.filing_subsidy * filed, line)
    state.money.pay("lines", "suppliers", paid)
    line -= paid
    firms.filings[rows] += count
    state.patents.pay("filed", "pending", filed)
    which, months = wait(rows, count, luck, "push wait", median, params)
    for queue in (firms.queue, firms.queue_low):
        enqueue(queue, which, months, state.month)


def remember_rd(table: Firms | Institutes, params: Params) -> None:
    """Move this month's R&D into the lags: three months apart, then a fading mean."""
    recent = table.rd_recent
    table.rd_lagged += (recent[:, 2] - table.rd_lagged) / params.lag_months
    recent[:, 2] = recent[:, 1]
    recent[:, 1] = recent[:, 0]
    recent[:, 0] = table.rd_spending
    if isinstance(table, Firms):
        recent[:, 0] = effective_rd(table) * (1 + table.instrument_boost)
    else:
        recent[:, 0] *= 1 + table.facility_inputs
