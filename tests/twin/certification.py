"""Certification, firm by firm: the certificate, and who jumps or relabels over the notch."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from tests.twin.lots import is_in_turn
from tests.twin.notch import closing, cost, filling, lacking, threshold, year_filling

if TYPE_CHECKING:
    from tests.twin.agents import Firm
    from tests.twin.model import Twin

POOL = "firm_cultivation"  # the line that pays awards
VALID_MONTHS = 36


def step(twin: Twin) -> None:
    """Sums of the year, the decision in December, and the plan of holders."""
    params = twin.param("certification")
    for firm in twin.firms:
        count(firm, twin.month_of_year)
        report(firm, twin.month_of_year, params)
    if twin.month_of_year == 12:
        cultivate(twin, params)
        for firm in twin.firms:
            decide(twin, firm, params)
    for firm in twin.firms:
        is_holder = firm.is_certified and firm.is_rd_active
        if twin.month_of_year < 12 and is_holder:
            steer(firm, twin.month_of_year, params)
        lose(firm, twin.month)
        push = twin.terms.relabel_push[firm.city]
        firm.rd_relabelled += push * firm.rd_spending


def count(firm: Firm, month: int) -> None:
    """Add this month to the sums by year, which move on in January."""
    own = max(firm.rd_spending - firm.rd_jump, 0.0)
    if month == 1:
        firm.rd_by_year = [0.0, *firm.rd_by_year[:2]]
        firm.sales_by_year = [0.0, *firm.sales_by_year[:2]]
        firm.rd_for_notch = [0.0, 0.0]
    firm.rd_by_year[0] += own
    firm.sales_by_year[0] += firm.sales
    firm.rd_for_notch[0] += firm.rd_spending - own


def report(firm: Firm, month: int, params: Any) -> None:
    """What is relabelled for the notch: p, and equation (8) in December."""
    firm.rd_relabelled = firm.rd_paper
    if month == 12:
        sales, own = firm.sales_by_year[0], firm.rd_by_year[0]
        firm.rd_relabelled = closing(sales, own, *firm.rd_for_notch, params=params)
    firm.rd_for_notch[1] += firm.rd_relabelled


def worth(firm: Firm, params: Any) -> float:
    """b, equation (2), by the profit of last month."""
    return params.tax_advantage * max(12 * firm.profit, 0.0) * params.benefit_years


def yearly(firm: Firm, by_year: list[float], month: int) -> float:
    """Mean of up to three years: since the month after entry."""
    months = 36 if firm.birth_month < 0 else min(max(month - firm.birth_month, 1), 36)
    return 12 * sum(by_year) / months


def is_near(firm: Firm, month: int, params: Any) -> bool:
    """Whether the threshold is within reach, in (6)."""
    sales = yearly(firm, firm.sales_by_year, month)
    own = yearly(firm, firm.rd_by_year, month)
    required = threshold(sales, params) * sales
    return firm.is_rd_active and sales > 0 and own >= params.reach * required


def rate(is_expiring: bool, year: int, params: Any) -> float:
    """Who applies: most of those whose certificate ends, of others more until 2019."""
    if is_expiring:
        return params.renewal_rate
    known = min((year - 2015) / 4, 1)
    return (1 - known) * params.first_apply_rate + known * params.apply_rate


def decide(twin: Twin, firm: Firm, params: Any) -> None:
    """The yearly decision, equation (6), and the plan for January, equation (7)."""
    cut = min(twin.terms.qualifying_cost_cut[firm.city], 1) if firm.in_pool else 0
    fixed = (1 - cut) * params.fixed_cost
    is_expiring = firm.is_certified and firm.certified_until <= twin.month
    applies = (
        is_near(firm, twin.month, params)
        and (is_expiring or not firm.is_certified)
        and twin.luck("certification").uniform("apply", firm.row)
        < rate(is_expiring, twin.year, params)
    )
    sales = yearly(firm, firm.sales_by_year, twin.month)
    gap = lacking(sales, yearly(firm, firm.rd_by_year, twin.month), params)
    benefit = worth(firm, params)
    if applies and benefit > cost(filling(gap, benefit, params), fixed, params):
        firm.is_certified, firm.certified_until = True, twin.month + VALID_MONTHS
        firm.cash -= fixed
        twin.money.pay("firms", "suppliers", firm.city, firm.weight * fixed)
    firm.rd_jump = firm.rd_paper = 0.0
    if firm.is_certified and firm.certified_until > twin.month:
        plan = year_filling(firm.sales_by_year[0], firm.rd_by_year[0], benefit, params)
        firm.rd_jump = (1 - plan.share) * plan.gap / 12
        firm.rd_paper = plan.share * plan.gap / 12


def steer(firm: Firm, month: int, params: Any) -> None:
    """Equation (7) on the year so far: what it still lacks, over the months left."""
    pace = 12 / month
    sales, own = pace * firm.sales_by_year[0], pace * firm.rd_by_year[0]
    gap, share = year_filling(sales, own, worth(firm, params), params)
    done, on_paper = firm.rd_for_notch
    firm.rd_jump = catch_up((1 - share) * gap, done, month, params)
    firm.rd_paper = catch_up(share * gap, on_paper, month, params)


def catch_up(whole: float, done: float, month: int, params: Any) -> float:
    """The rest of the year's `whole` by month, at most `fastest` times the even pace."""
    left = max((whole - done) / (12 - month), 0.0)
    return min(left, params.fastest * whole / 12)


def lose(firm: Firm, month: int) -> None:
    """Certificates end, and with them, or with R&D, the plan."""
    if firm.certified_until < month or not firm.is_active:
        firm.is_certified = False
    if not (firm.is_certified and firm.is_rd_active):
        firm.rd_jump = firm.rd_paper = 0.0


def cultivate(twin: Twin, params: Any) -> None:
    """The pool of the coming year: no more firms than places, nor than awards in the line."""
    for firm in twin.firms:
        firm.in_pool = False
    places, award = twin.terms.cultivation_places, twin.terms.cultivation_award
    if POOL not in twin.lines or not any(places):
        return
    able = [
        firm
        for firm in twin.firms
        if not firm.is_certified and is_near(firm, twin.month, params)
    ]
    there = [0.0] * twin.n_cities
    for firm in able:
        there[firm.city] += firm.weight
    for firm in able:
        city = firm.city
        paid_for = twin.lines[POOL][city] / award[city] if award[city] > 0 else inf
        number = min(places[city] * twin.cities[city].layout, paid_for)
        firm.in_pool = is_in_turn(firm.lot, twin.year + 1, number / there[city])
    pay_awards(twin)


def pay_awards(twin: Twin) -> None:
    """Each firm of the pool gets the award, or all an equal part of what the line holds."""
    line, award = twin.lines[POOL], twin.terms.cultivation_award
    taken = [0.0] * twin.n_cities
    for firm in twin.firms:
        if firm.in_pool:
            taken[firm.city] += firm.weight
    each = [
        min(most, money / number) if number > 0 else 0.0
        for most, money, number in zip(award, line, taken, strict=True)
    ]
    for firm in twin.firms:
        if firm.in_pool:
            firm.cash += each[firm.city]
    for city, amount in enumerate(each):
        twin.money.pay("lines", "firms", city, amount * taken[city])
        line[city] -= amount * taken[city]
