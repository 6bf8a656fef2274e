"""National projects: the line's money for institutes and for firms that work with others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.twin.agents import Firm
    from tests.twin.model import Twin

LINE = "national_projects"
INSTITUTE = 2  # kind of partner


def spend_national(firm: Firm, params: Any) -> float:
    """Equation (2): n, spent this month."""
    spent = firm.national_rd / params.national_months
    firm.national_rd -= spent
    return spent


def works_with_others(firm: Firm, month: int) -> bool:
    """In a joint project with an institute, or with a firm of another city."""
    running = firm.partner_kind > 0 and firm.pair_until >= month
    with_others = firm.partner_kind == INSTITUTE or firm.partner_city != firm.city
    return firm.is_active and running and with_others


def pay_national(twin: Twin, params: Any) -> None:
    """Equation (1) for firms; institutes share their part by R&D."""
    if LINE not in twin.lines:
        return
    line, share = list(twin.lines[LINE]), params.national_institutes
    partners = [firm for firm in twin.firms if works_with_others(firm, twin.month)]
    by_firms, by_institutes = [0.0] * twin.n_cities, [0.0] * twin.n_cities
    for firm in partners:
        by_firms[firm.city] += firm.weight * firm.rd_spending
    for institute in twin.institutes:
        by_institutes[institute.city] += institute.rd_spending
    for firm in partners:
        if firm.rd_spending > 0:
            rate = (1 - share) * line[firm.city] / by_firms[firm.city]
            received = min(rate, 1) * firm.rd_spending
            firm.cash += received
            firm.national_rd += received
            pay(twin, "firms", firm.city, firm.weight * received)
    for institute in twin.institutes:
        city = institute.city
        if institute.rd_spending > 0:
            received = share * line[city] * institute.rd_spending / by_institutes[city]
            institute.cash += received
            pay(twin, "institutes", city, received)


def pay(twin: Twin, receiver: str, city: int, amount: float) -> None:
    """Out of the line."""
    twin.money.pay("lines", receiver, city, amount)
    twin.lines[LINE][city] -= amount
