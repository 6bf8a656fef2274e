"""Patenting in the twin: one after the other files, waits, and keeps or loses patents."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from tests.twin.counts import poisson
from tests.twin.examination import QUEUE_MONTHS, delays, examine, is_firm, luck_row
from tests.twin.yields import effective_rd

if TYPE_CHECKING:
    from tests.twin.agents import Firm, Institute
    from tests.twin.luck import Luck
    from tests.twin.model import Twin

PUSH, SERVICE = "assessment", "ip_service"  # lines: of filings for the count, of services
HIGHEST_CUT = 0.9


def step(twin: Twin) -> None:
    """Filings, examination, and what R&D of this month is for later filings."""
    params, luck = twin.param("patenting"), twin.luck("patenting")
    patentees = [*twin.firms, *twin.institutes]
    for agent in patentees:
        agent.filings = agent.grants = 0
    file(twin, params, luck)
    examine(twin, params, luck)
    for agent in patentees:
        remember_rd(agent, params.lag_months)


def file(twin: Twin, params: Any, luck: Luck) -> None:
    """Applications of the month: those of research first, then those for the count."""
    trend = twin.input("filing_trend")[0] + twin.now("filing_shift")[0]
    median = twin.input("pendency_median")[0]
    rates = [
        (each, expected(each, trend, params))
        for each in [*twin.firms, *twin.institutes]
        if each.rd_lagged > 0
    ]
    rise = service(twin, by_city(twin, rates), params)
    rates = [(agent, mean * (1 + rise[agent.city])) for agent, mean in rates]
    for agent, mean in rates:
        row = luck_row(agent)
        number = poisson(mean, luck.uniform("file", row))
        if number:
            months = delays(number, luck.uniform("wait", row), median, params.pendency_sd)
            apply_for(twin, agent, months)
    of_firms = [(agent, mean) for agent, mean in rates if is_firm(agent)]
    file_for_count(twin, of_firms, median, params, luck)


def expected(agent: Firm | Institute, trend: float, params: Any) -> float:
    """Expected filings of a row in the month, equation (1) without services."""
    weight = agent.weight if is_firm(agent) else 1.0
    power = (12 * agent.rd_lagged / params.reference_rd) ** params.rd_elasticity
    mean = params.filing_level * weight * agent.patent_propensity * power * exp(trend)
    if is_firm(agent) and agent.pair_yield > 0:
        mean *= 1 + params.pair_premium
    return mean


def by_city(twin: Twin, rates: list[tuple[Any, float]]) -> list[float]:
    """Expected filings of each city."""
    total = [0.0] * twin.n_cities
    for agent, mean in rates:
        total[agent.city] += mean
    return total


def more(cut: float, params: Any) -> float:
    """Filings more, as a share, when a part of their cost is taken off."""
    return (1 - min(cut, HIGHEST_CUT)) ** -params.cost_elasticity - 1


def service(twin: Twin, filings: list[float], params: Any) -> list[float]:
    """Rise of filings by services for patents in each city; their line is spent."""
    cut, line = twin.terms.filing_cost_cut, twin.lines.get(SERVICE)
    rise = [0.0] * twin.n_cities
    if line is None or not any(cut):
        return rise
    for city in range(twin.n_cities):
        needed = params.filing_cost * cut[city] * filings[city]
        share = min(1.0, line[city] / needed) if needed > 0 else 0.0
        rise[city] = share * more(cut[city], params)
        twin.money.pay("lines", "suppliers", city, line[city])
        line[city] = 0.0
    return rise


def apply_for(
    twin: Twin, agent: Firm | Institute, months: list[int], low: bool = False
) -> None:
    """Put applications into the queue of an agent by the month of their decision."""
    agent.filings += len(months)
    twin.patents_book.pay("filed", "pending", agent.city, len(months))
    for each in months:
        slot = (twin.month + each) % QUEUE_MONTHS
        agent.queue[slot] += 1
        if low:
            agent.queue_low[slot] += 1


def file_for_count(
    twin: Twin, rates: list[tuple[Firm, float]], median: float, params: Any, luck: Luck
) -> None:
    """Filings that officials buy from firms, equation (2), as far as their money goes."""
    line, price = twin.lines.get(PUSH), twin.terms.filing_subsidy
    if line is None or not any(twin.terms.filing_push):
        return
    bought = push_rates(twin, by_city(twin, rates), line, params)
    filed = [0] * twin.n_cities
    for firm, mean in rates:
        number = poisson(bought[firm.city] * mean, luck.uniform("push", firm.row))
        if number:
            place = luck.uniform("push wait", firm.row)
            apply_for(twin, firm, delays(number, place, median, params.pendency_sd), low=True)
            filed[firm.city] += number
    for city in range(twin.n_cities):
        paid = min(price[city] * filed[city], line[city])
        twin.money.pay("lines", "suppliers", city, paid)
        line[city] -= paid


def push_rates(twin: Twin, filings: list[float], line: list[float], params: Any) -> list[float]:
    """Filings for the count per filing of research, with no more than the line can pay."""
    force, rates = twin.now("filing_subsidy_force"), []
    for city, cut in enumerate(twin.terms.filing_push):
        rate = more(cut, params) * force[city]
        cost = twin.terms.filing_subsidy[city] * rate * filings[city]
        rates.append(rate * min(1.0, line[city] / cost) if cost > 0 else rate)
    return rates


def remember_rd(agent: Firm | Institute, lag_months: float) -> None:
    """Move this month's R&D into the lags: three months apart, then a fading mean."""
    if is_firm(agent):
        now = effective_rd(agent) * (1 + agent.instrument_boost)
    else:
        now = agent.rd_spending * (1 + agent.facility_inputs)
    first, second, third = agent.rd_recent
    agent.rd_lagged += (third - agent.rd_lagged) / lag_months
    agent.rd_recent = [now, first, second]
