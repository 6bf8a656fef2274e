"""Vouchers for shared instruments, and what their users learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.twin.lots import is_in_turn

if TYPE_CHECKING:
    from tests.twin.agents import Firm
    from tests.twin.model import Twin

LINE = "shared_instruments"


def is_small(firm: Firm, params: Any) -> bool:
    """Firms that are invited to shared instruments: they do R&D and sell little."""
    return firm.is_rd_active and 12 * firm.sales_mean < params.small_firm


def use_instruments(twin: Twin, params: Any) -> None:
    """The users of shared instruments; what they have learned fades after the last use."""
    number = [0.0] * twin.n_cities
    for firm in twin.firms:
        firm.is_instrument_user = False
        firm.instrument_boost *= 0.5 ** (1 / (12 * params.boost_half_life))
        if is_small(firm, params):
            number[firm.city] += firm.weight
    if LINE not in twin.lines:
        return
    for firm in twin.firms:
        city = firm.city
        if is_small(firm, params):
            vouchers = 12 * params.voucher_part * twin.lines[LINE][city] / params.voucher
            paid_for = vouchers / max(number[city], 1)
            share = min(twin.terms.instrument_users[city], paid_for)
            if is_in_turn(firm.lot, twin.year + 2, share):
                firm.is_instrument_user = True
                offered = twin.terms.instrument_yield[city]
                firm.instrument_boost = max(firm.instrument_boost, offered)


def pay_vouchers(twin: Twin, params: Any) -> None:
    """Spend the line: vouchers by users' R&D, the rest on operation."""
    if LINE not in twin.lines:
        return
    line = twin.lines[LINE]
    base = [0.0] * twin.n_cities
    for firm in twin.firms:
        if firm.is_instrument_user:
            base[firm.city] += firm.weight * firm.rd_spending
    for firm in twin.firms:
        if firm.is_instrument_user and firm.rd_spending > 0:
            part = params.voucher_part * line[firm.city] / base[firm.city]
            firm.cash += part * firm.rd_spending
            amount = firm.weight * part * firm.rd_spending
            twin.money.pay("lines", "firms", firm.city, amount)
    for city, whole in enumerate(line):
        vouchers = params.voucher_part * whole if base[city] > 0 else 0.0
        twin.money.pay("lines", "suppliers", city, whole - vouchers)
        line[city] = 0.0
