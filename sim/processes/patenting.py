"""Patenting: filings from past R&D, examination, grants, lapse and sale of patents.

    n ~ Poisson(W h [R̄ / R0]^ε e^θ(t) (1 + π 1[pair]) {1 + u [(1 - v)^-η - 1]})    (1)
    n_low ~ Poisson(E[n] [(1 - b)^-η - 1] a(t)), firms only  filings for the count  (2)
    decided after a log-normal delay of median m(t), spread s                       (3)
    g ~ Binomial(d - d_low, p_i), g_low ~ Binomial(d_low, ψ p_i)         grants     (4)
    l, o: each patent lapses at l_i(ā) / 12, ā' = ā + 1/12, new grants at age 0     (5)
          or else is sold out of the zone at χ_c / 12                               (6)
    P' = P + g + g_low - l - o                                                      (7)
    Q' P' = Q (P - l - o) + e^(ς q) (g + φ g_low) / Q_0     quality of patents      (8)

    R̄ rd_lagged, the fading mean of E (1 + y) of 3-15 months before (a year; never this
    month's), E effective R&D (sim.yields), y instrument_boost; of an institute E is its R&D
    and y its facility_inputs; R0 reference_rd, h patent_propensity (permanent), θ inputs
    filing_trend and filing_shift (scenario), v terms.filing_cost_cut and b terms.filing_push,
    each at most .9 here, a filing_subsidy_force (scenario), m input pendency_median, d due, p_i
    and l_i by quality q and kind of applicant around input grant_share (sim.examination), P
    patents (in force), ā patent_age, χ exit rate of the city less the lapse that the province
    shows, Q patent_quality, Q_0 cities.quality_unit

A filing costs its applicant k = 0.03 million yuan, which is part of its R&D spending. Services
for patents take v of it off for the share u = min(1, B / (k v F)) of filings that their line B
can serve of the F that are expected in the city: (1) is filings. Officials who are judged by
counts take a part off what a filing for the count costs: a subsidy, paid to agents and the
office out of the line of the instrument and no further than it goes, and their own effort.
Such filings come on top (queue_low, within queue); nothing is researched. Delays of one row
are its quantiles, so one more filing does not re-deal the others. Lapse rises linearly with age
(1.5 % at 1.5 years, 9 % at 9): the mean age of a row is enough. Counts are whole, conserved.

References
----------
Hausman, Hall & Griliches (1984): elasticity .3-.6, most of it in the first year or two.
De Rassenfosse & van Pottelsberghe (2012): fee elasticities of -.3 to -.5.
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
    some = np.flatnonzero(count > 0)
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
