"""Project calls, firm by firm: who applies for how much, who is funded and who is paid."""

from __future__ import annotations

from functools import cache
from math import exp, floor, inf, sqrt
from typing import TYPE_CHECKING, Any

from scipy.special import ndtr, ndtri

from tests.twin.luck import Luck

if TYPE_CHECKING:
    from tests.twin.agents import Firm
    from tests.twin.model import Twin

LEFT_OVER_MONTHS = 6  # in which calls give what earlier ones have left


@cache
def mean_worth(precision: float, success: float, spread: float) -> float:
    """μ of equation (8)."""
    return float(ndtr(spread * precision - ndtri(1 - success)) / success)


def worth(firm: Firm, params: Any) -> float:
    """f of equation (7)."""
    if firm.is_duplicate:
        return 0.0
    spread = params.quality_spread
    mean = mean_worth(params.review_precision_without, params.expected_success, spread)
    found = exp(spread * firm.project_quality - spread**2 / 2)
    return found / ((1 - params.duplicate_share) * mean)


def spend_project(twin: Twin, firm: Firm, params: Any) -> None:
    """This month's part of a project's money, and its worth: equations (6) and (7)."""
    firm.rd_grant = firm.grant_value = 0.0
    if firm.project_rd > 0:
        since = twin.month - firm.project_month - 1  # spent from the month after payment on
        firm.rd_grant = firm.project_rd / max(params.project_months - since, 1)
        firm.project_rd -= firm.rd_grant
        gain = worth(firm, params) - 1
        firm.grant_value = gain * params.grant_additionality * firm.rd_grant


def hold_calls(twin: Twin, params: Any) -> None:
    """This month's call of every city."""
    luck, there = twin.luck("rd_investment"), not_promised(twin)
    money = [
        city.firm_grants + max(left - city.firm_grants, 0.0) / LEFT_OVER_MONTHS
        for city, left in zip(twin.cities, there, strict=True)
    ]
    able = able_to_apply(twin, params, money)
    enough = bars(twin, params, money, able)
    awarded = []
    for firm, size in able:
        if luck.uniform("apply", firm.row) < chance(params):
            pay_cost(twin, firm, params)
            if is_funded(twin, firm, enough[firm.city], params, luck):
                awarded.append((firm, size))
    award(twin, awarded, there, params, luck)
    pay_promises(twin, params)


def not_promised(twin: Twin) -> list[float]:
    """Money of the calls, this month's included, that nobody has been promised, by city."""
    for city in twin.cities:
        twin.money.pay("grants_pool", "calls_pool", city.row, city.firm_grants)
        city.grants_pool -= city.firm_grants
        city.calls_pool += city.firm_grants
    left = [city.calls_pool for city in twin.cities]
    for firm in twin.firms:
        if firm.project_promised > 0:
            left[firm.project_city] -= firm.weight * firm.project_promised
    return [max(amount, 0.0) for amount in left]


def chance(params: Any) -> float:
    """h, the chance that a free firm applies this month."""
    return 1 - exp(-params.application_rate / 12)


def cost(twin: Twin, firm: Firm, params: Any) -> float:
    """What an application costs, in (2)."""
    cut = min(twin.terms.application_cost_cut[firm.city], 1)
    return params.application_cost * (1 - cut)


def able_to_apply(twin: Twin, params: Any, money: list[float]) -> list[tuple[Firm, float]]:
    """Free firms for which it is worth it, with what they ask for: equations (1), (2)."""
    free = [
        firm
        for firm in twin.firms
        if firm.is_rd_active and firm.project_promised <= 0 and firm.project_rd <= 0
    ]
    standard = [
        min(params.project_share * 12 * firm.rd_spending, params.project_cap) for firm in free
    ]
    usual = [0.0] * twin.n_cities
    for firm, size in zip(free, standard, strict=True):
        usual[firm.city] += firm.weight * size
    able = []
    for firm, size in zip(free, standard, strict=True):
        if size > 0:
            expected = params.expected_success * chance(params) * usual[firm.city]
            asked = min(money[firm.city] / expected * size, 12 * firm.rd_spending)
            if asked > 0 and params.expected_success * asked >= cost(twin, firm, params):
                able.append((firm, asked))
    return able


def bars(
    twin: Twin, params: Any, money: list[float], able: list[tuple[Firm, float]]
) -> list[float]:
    """The score that is enough, by city: Φ^-1(1 - p_c) of equation (4)."""
    whole = [0.0] * twin.n_cities
    for firm, size in able:
        whole[firm.city] += firm.weight * size
    enough = []
    for city, total in enumerate(whole):
        seen = min(twin.terms.duplication_cut[city], params.duplicate_share)
        asked = chance(params) * (1 - seen) * total
        part = min(money[city] / asked, 1) if asked > 0 else 1
        enough.append(float(ndtri(1 - part)) if part < 1 else -inf)
    return enough


def pay_cost(twin: Twin, firm: Firm, params: Any) -> None:
    """An application takes work of others."""
    price = cost(twin, firm, params)
    firm.cash -= price
    twin.money.pay("firms", "suppliers", firm.city, firm.weight * price)


def topic(twin: Twin, firm: Firm) -> float:
    """A firm has one topic a year: below `duplicate_share` another city funds it, too."""
    return Luck(twin.seed, "rd_investment", -twin.year).uniform("topic", firm.row)


def is_funded(twin: Twin, firm: Firm, enough: float, params: Any, luck: Luck) -> bool:
    """Equations (3) and (4); duplicates that are seen are turned down."""
    seen = min(twin.terms.duplication_cut[firm.city], params.duplicate_share)
    if topic(twin, firm) < seen:
        return False
    added = twin.terms.review_precision[firm.city]
    rho = min(params.review_precision_without + added, 1)
    quality, noise = luck.normal("quality", firm.row), luck.normal("review", firm.row)
    return rho * quality + sqrt(1 - rho**2) * noise > enough


def award(
    twin: Twin, awarded: list[tuple[Firm, float]], there: list[float], params: Any, luck: Luck
) -> None:
    """Promise the money, cut alike where there is less than was asked: equation (5)."""
    need = [0.0] * twin.n_cities
    for firm, size in awarded:
        need[firm.city] += firm.weight * size
    for firm, size in awarded:
        city = firm.city
        firm.project_promised = min(there[city] / need[city], 1) * size
        delay = max(params.approval_months - twin.terms.approval_cut[city], 0)
        firm.project_month = twin.month + floor(delay + luck.uniform("approval", firm.row))
        firm.project_city = city
        firm.project_quality = luck.normal("quality", firm.row)
        firm.is_duplicate = topic(twin, firm) < params.duplicate_share


def pay_promises(twin: Twin, params: Any) -> None:
    """Pay the projects that are due; the misused part goes to the owners."""
    for firm in twin.firms:
        if firm.project_promised > 0 and firm.project_month <= twin.month:
            paid, call = firm.project_promised, firm.project_city
            whole = firm.weight * paid
            twin.money.pay("calls_pool", "firms", call, whole, firm.city)
            twin.money.pay("firms", "owners", firm.city, params.grant_misuse * whole)
            twin.cities[call].calls_pool -= whole
            firm.cash += (1 - params.grant_misuse) * paid
            firm.project_rd += paid
            firm.project_promised = 0.0
