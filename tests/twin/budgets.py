"""Budgets of the twin: city by city, payers put money into lines, the rest is granted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.terms import PAYERS
from tests.twin.layout import layout

if TYPE_CHECKING:
    from tests.twin.model import Twin

ByLine = dict[str, float]  # an amount for each line
OUTSIDE = PAYERS[2:]  # payers with an account of the same name outside the zone
POOLS = "grants_pool", "support_pool"


def step(twin: Twin) -> None:
    """Money comes in, instruments are paid, and the rest is offered as generic grants."""
    params = twin.param("budgets")
    for city, share in zip(twin.cities, layout(twin, params), strict=True):
        city.layout = share
    research = [0.0] * twin.n_cities
    for institute in twin.institutes:
        research[institute.city] += institute.rd_spending
    parts = {line: parts_of(twin, line) for line in sorted(twin.terms.requests)}
    take_fiscal_money(twin, params)
    drop_rounding(twin)
    for city in twin.cities:
        city.plan_spending = 0.0
        asked = requests(twin, city, parts)
        short = pay_special_fund(twin, city, asked["special_fund"])
        pay_pools(twin, city, short, asked["city_budgets"], params)
        pay_outside(twin, city, short, asked, params)
        offer(twin, city, research[city.row], params)
    buy_services(twin)


def parts_of(twin: Twin, line: str) -> list[float]:
    """Each city's part of a line: the layout, among the cities that share in it."""
    part = [city.layout for city in twin.cities]
    only = twin.terms.only_in.get(line)
    if not only:
        return part
    flags = getattr(twin.region, only).tolist()
    among = [share * flag for share, flag in zip(part, flags, strict=True)]
    total = sum(among)
    return [share / total if total else 0.0 for share in among]


def requests(twin: Twin, city: Any, parts: dict[str, list[float]]) -> dict[str, ByLine]:
    """What lines ask of each payer for a city this month: q, k and the others."""
    return {
        payer: {
            line: twin.terms.requests[line][row][city.row] * part[city.row]
            for line, part in parts.items()
        }
        for row, payer in enumerate(PAYERS)
    }


def take_fiscal_money(twin: Twin, params: Any) -> None:
    """Fiscal S&T money of the month at 2015 prices, first part of equations (1), (2)."""
    nominal, deflator = twin.input("fiscal_st"), twin.input("gdp_deflator")
    for city in twin.cities:
        money = nominal[city.row] / deflator[city.row] / 12
        for_rd = params.rd_part * money
        twin.money.pay("treasury", "grants_pool", city.row, for_rd)
        twin.money.pay("treasury", "support_pool", city.row, money - for_rd)
        city.grants_pool += for_rd
        city.support_pool += money - for_rd


def pay_special_fund(twin: Twin, city: Any, q: ByLine) -> ByLine:
    """New money pays what it can, equation (3); what nobody asks for joins the grants.

    What each line is short of, q - a.
    """
    new = twin.terms.new_money[city.row] / 12 * city.layout
    paid = bearable(q, new)
    for line, amount in paid.items():
        fill_line(twin, "province", line, city, amount)
    rest = max(new - sum(paid.values()), 0.0)
    twin.money.pay("province", "grants_pool", city.row, rest)
    city.grants_pool += rest
    city.plan_spending += rest
    return {line: q[line] - paid[line] for line in q}


def pay_pools(twin: Twin, city: Any, short: ByLine, k: ByLine, params: Any) -> None:
    """The two pools of the city pay, equations (4) and (5), and go down: (1) and (2)."""
    old, part = 1 - params.new_money, params.city_part_from_grants
    wanted = {
        "grants_pool": {j: old * (params.replacement * short[j] + part * k[j]) for j in k},
        "support_pool": {j: old * (1 - part) * k[j] for j in k},
    }
    for pool in POOLS:
        paid = bearable(wanted[pool], getattr(city, pool))
        for line, amount in paid.items():
            fill_line(twin, pool, line, city, amount)
        setattr(city, pool, max(getattr(city, pool) - sum(paid.values()), 0.0))


def pay_outside(
    twin: Twin, city: Any, short: ByLine, asked: dict[str, ByLine], params: Any
) -> None:
    """Payers outside the zone pay what they are asked up to a limit, equations (6), (7)."""
    new, k = params.new_money, asked["city_budgets"]
    wanted = {payer: asked[payer] for payer in OUTSIDE}
    wanted["treasury"] = {line: new * k[line] for line in k}
    wanted["province"] = {line: asked["province"][line] + new * short[line] for line in k}
    limit = params.outside_limit / 12 * city.layout
    for account, by_line in wanted.items():
        for line, amount in bearable(by_line, limit).items():
            fill_line(twin, account, line, city, amount)


def bearable(wanted: ByLine, pool: float) -> ByLine:
    """What a payer can bear of what is wanted: all cut in proportion, below (7)."""
    total = sum(wanted.values())
    part = min(1.0, pool / total) if total > 0 else 1.0
    return {line: part * amount for line, amount in wanted.items()}


def fill_line(twin: Twin, account: str, line: str, city: Any, amount: float) -> None:
    """Money from an account into a line, equation (7)."""
    twin.money.pay(account, "lines", city.row, amount)
    twin.pay_into(line, city.row, amount)
    city.plan_spending += amount


def offer(twin: Twin, city: Any, research: float, params: Any) -> None:
    """What is left for R&D is offered; other support buys services: equation (8)."""
    pool = city.grants_pool
    city.institute_grants = min(params.institute_share * pool, params.institute_cap * research)
    city.firm_grants = pool - city.institute_grants
    twin.money.pay("support_pool", "suppliers", city.row, city.support_pool)
    city.support_pool = 0.0


def drop_rounding(twin: Twin) -> None:
    """A line from which rounding took a hair too much is empty."""
    for balance in twin.lines.values():
        balance[:] = [max(left, 0.0) for left in balance]


def buy_services(twin: Twin) -> None:
    """The lines of services are spent at once."""
    for line, balance in twin.lines.items():
        if line.startswith("services"):
            for city, amount in enumerate(balance):
                twin.money.pay("lines", "suppliers", city, amount)
            balance[:] = [0.0] * twin.n_cities
