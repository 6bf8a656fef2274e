"""Contracts of the twin: which firms buy research this year, and what they pay for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.twin.lots import is_in_turn

if TYPE_CHECKING:
    from tests.twin.model import Twin


def sell(twin: Twin, wanted: list[float], year: int, share: float, cap: float) -> list[float]:
    """Let the clients of each city pay what is wanted, by R&D and at most a share of it.

    Fees add to what firms pay for contracts this month. What was paid, by city.
    """
    doing_rd = [firm for firm in twin.firms if firm.is_rd_active]
    clients = [firm for firm in doing_rd if is_in_turn(firm.lot, year, share)]
    research, paid = [0.0] * twin.n_cities, [0.0] * twin.n_cities
    for firm in clients:
        research[firm.city] += firm.weight * firm.rd_spending
    for firm in clients:
        if research[firm.city] > 0:
            rate = min(wanted[firm.city] / research[firm.city], cap)
            fee = rate * firm.rd_spending
            firm.contract_fee += fee
            firm.cash -= fee
            paid[firm.city] += firm.weight * fee
    for city, amount in enumerate(paid):
        twin.money.pay("firms", "institutes", city, amount)
    return paid
