"""Licences of firms, their fees and who gets them, one firm and one institute at a time."""

from __future__ import annotations

from math import exp
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.twin.agents import Firm, Institute
from tests.twin.luck import Luck

if TYPE_CHECKING:
    from tests.twin.model import Twin

LINE = "technology_transfer"
Cells = list[list[float]]  # by city and field


class Deal(NamedTuple):
    """A firm's chance of the year: what it pays, and what it is expected to pay."""

    firm: Firm
    paid: float
    expected: float


class Offer(NamedTuple):
    """What is on offer now and was at the start, and what it has come through."""

    now: Cells
    first: Cells
    discount: Cells  # by city of the firm and of the institute
    effort: list[float]  # of the inventors of a city


def take_licences(twin: Twin, params: Any, luck: Luck, due: list[Firm]) -> dict[int, float]:
    """Licences of the firms whose month it is; what they add to log productivity, by row."""
    offer = make_offer(twin, params)
    gains: dict[int, float] = {}
    deals: list[Deal] = []
    for firm in due:
        if not firm.is_rd_active or firm.sales_mean <= 0:
            continue
        chance, usual = chances(twin, offer, firm, params)
        is_taken = luck.uniform("licence", firm.row) < chance
        sales = 12 * firm.sales_mean
        line = min(sales, params.product_line)
        gains[firm.row] = params.licence_gain * line / sales * (is_taken - usual)
        fee = params.licence_fee * line
        deals.append(Deal(firm, fee * is_taken, fee * usual))
    for firm, paid, expected in deals:
        firm.cash += expected - paid
        twin.money.pay("suppliers", "firms", firm.city, firm.weight * expected)
    share_fees(twin, offer, deals, params)
    give_vouchers(twin, deals, params)
    return gains


def make_offer(twin: Twin, params: Any) -> Offer:
    """What is on offer in this month."""
    cities = range(twin.n_cities)
    discount = nearness(twin, params)
    effort = [inventors_effort(twin, city, params) for city in cities]
    now = on_offer(discount, effort, known_now(twin))
    first = on_offer(discount, [1.0] * twin.n_cities, known_at_start(twin))
    return Offer(now, first, discount, effort)


def nearness(twin: Twin, params: Any) -> Cells:
    """What is left of knowledge on the way, by city of the firm and of the institute."""
    return [[exp(-minutes / params.licence_minutes) for minutes in row] for row in twin.travel]


def inventors_effort(twin: Twin, city: int, params: Any) -> float:
    """How much more inventors offer for what they keep: a factor of equation (1)."""
    kept = params.inventor_part + twin.terms.inventor_share[city]
    return (kept / params.inventor_part) ** params.inventor_elasticity


def known_now(twin: Twin) -> Cells:
    """What the open institutes of each city know."""
    known = [[0.0] * twin.n_fields for _ in range(twin.n_cities)]
    for institute in twin.institutes:
        if institute.is_active:
            for field, stock in enumerate(institute.knowledge):
                known[institute.city][field] += stock
    return known


def known_at_start(twin: Twin) -> Cells:
    """What those that were there at the start knew then, by the city where they are."""
    known = [[0.0] * twin.n_fields for _ in range(twin.n_cities)]
    for institute in twin.institutes:
        if institute.slot_month < 0:
            for field, stock in enumerate(institute.knowledge_start):
                known[institute.city][field] += stock
    return known


def on_offer(discount: Cells, effort: list[float], known: Cells) -> Cells:
    """What is on offer in each city by field, equation (1)."""
    n_fields = len(known[0])
    return [
        [
            sum(near * effort[c] * known[c][field] for c, near in enumerate(row))
            for field in range(n_fields)
        ]
        for row in discount
    ]


def chances(twin: Twin, offer: Offer, firm: Firm, params: Any) -> tuple[float, float]:
    """Chance of a licence, equation (2), and the usual one without the plan, in (3)."""
    first = offer.first[firm.city][firm.field]
    if first <= 0:
        return 0.0, 0.0
    path = first * exp(params.knowledge_path * (twin.month + 1) / 12)
    hazard = params.licence_hazard * exp(twin.terms.licence_hazard[firm.city])
    hazard *= offer.now[firm.city][firm.field] / path
    return 1 - exp(-hazard), 1 - exp(-params.licence_hazard)


def share_fees(twin: Twin, offer: Offer, deals: list[Deal], params: Any) -> None:
    """Fees reach institutes and their inventors; the centre takes off what is expected."""
    paid = by_market(twin, [(deal.firm, deal.paid) for deal in deals])
    usual = by_market(twin, [(deal.firm, deal.expected) for deal in deals])
    for institute in twin.institutes:
        if not institute.is_active:
            continue
        city = institute.city
        income = expected = 0.0
        for payer in range(twin.n_cities):
            shares = shares_of_fee(offer, payer, institute)
            received = sum(map(mul, shares, paid[payer]))
            twin.money.pay("firms", "institutes", payer, received, city)
            income += received
            expected += sum(map(mul, shares, usual[payer]))
        part = min(params.inventor_part + twin.terms.inventor_share[city], 1.0)
        inventors = part * income
        centre = (1 - params.inventor_part) * expected
        institute.cash += income - inventors - centre
        twin.money.pay("institutes", "households", city, inventors)
        twin.money.pay("institutes", "central_government", city, centre)


def shares_of_fee(offer: Offer, payer: int, institute: Institute) -> list[float]:
    """Share of an institute in a fee from a city, by field, equation (5)."""
    way = offer.discount[payer][institute.city] * offer.effort[institute.city]
    return [
        way * stock / offered if offered > 0 else 0.0
        for stock, offered in zip(institute.knowledge, offer.now[payer], strict=True)
    ]


def by_market(twin: Twin, fees: list[tuple[Firm, float]]) -> Cells:
    """Fees of all the firms that the rows stand for, by city and field."""
    total = [[0.0] * twin.n_fields for _ in range(twin.n_cities)]
    for firm, fee in fees:
        total[firm.city][firm.field] += firm.weight * fee
    return total


def give_vouchers(twin: Twin, deals: list[Deal], params: Any) -> None:
    """Pay a part of the fees out of the line, equation (4)."""
    line = twin.lines.get(LINE)
    if line is None:
        return
    total = [sum(row) for row in by_market(twin, [(deal.firm, deal.paid) for deal in deals])]
    for city, fees in enumerate(total):
        if fees > 0:
            share = min(params.voucher_most, params.voucher_half * line[city] / fees)
            for deal in deals:
                if deal.firm.city == city:
                    deal.firm.cash += share * deal.paid
            twin.money.pay("lines", "firms", city, share * fees)
            line[city] -= share * fees
