"""Financing, one fund at a time: funds are raised, call money, back start-ups, sell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.twin.concepts import fund_concepts
from tests.twin.venture import buy_stakes, hand_back, held, sell_older, sell_stakes

if TYPE_CHECKING:
    from tests.twin.agents import Fund
    from tests.twin.luck import Luck
    from tests.twin.model import Twin

LINE = "fund_matching"


def step(twin: Twin) -> None:
    """One month of venture money."""
    params, luck = twin.param("financing"), twin.luck("financing")
    older = [
        max(fund.portfolio - stakes, 0.0)
        for fund, stakes in zip(twin.funds, held(twin), strict=True)
    ]
    raise_funds(twin, params, luck)
    call_money(twin, params)
    fund_concepts(twin, params.concept_grant, 12 * params.startup_years)
    sell_stakes(twin, params, luck)
    buy_stakes(twin, params, luck)
    sell_older(twin, older, params)
    for fund, stakes in zip(twin.funds, held(twin), strict=True):
        fund.portfolio = stakes + older[fund.row]  # equation (7)
    end_funds(twin, params)


def raise_funds(twin: Twin, params: Any, luck: Luck) -> None:
    """In each city at most one matched fund opens, then at most one private fund."""
    slots: list[list[Fund]] = [[] for _ in twin.cities]
    for fund in twin.funds:
        if fund.slot_month == twin.month and not fund.is_active:
            slots[fund.city].append(fund)
    public = public_money(twin, params)
    for city in twin.cities:
        here = slots[city.row]
        city.private_waiting += city.private_commitments
        open_matched(twin, [fund for fund in here if fund.is_matched], public[city.row], params)
        open_private(twin, [fund for fund in here if not fund.is_matched], params, luck)
        city.private_commitments *= (1 + params.commitment_growth) ** (1 / 12)


def public_money(twin: Twin, params: Any) -> list[float]:
    """Public money of a matched fund that could open in each city, equation (2)."""
    free = list(twin.lines.get(LINE, [0.0] * twin.n_cities))
    for fund in twin.funds:
        if fund.is_active and fund.is_matched:
            free[fund.city] -= fund.public_share * (fund.committed - fund.called)
    money = [min(free[c], twin.terms.match_cap[c]) for c in range(twin.n_cities)]
    return [x if x >= params.smallest_fund else 0.0 for x in money]


def open_matched(twin: Twin, slots: list[Fund], public: float, params: Any) -> None:
    """The first slot takes the public money, and displaces private money, equation (3)."""
    if not slots or public <= 0:
        return
    fund = slots[0]
    city = twin.cities[fund.city]
    share = twin.terms.match_share[city.row]
    if share <= 0:
        return
    private = public / share - public
    city.private_waiting -= private - min(params.crowd_in * public, private)
    fund.public_share = share
    fund.leave_extra = twin.terms.fund_leave_home[city.row]
    start(twin, fund, public / share)


def open_private(twin: Twin, slots: list[Fund], params: Any, luck: Luck) -> None:
    """The first lucky slot takes all that waits in its city, equation (1)."""
    for fund in slots:
        city = twin.cities[fund.city]
        waiting = city.private_waiting
        if waiting < params.smallest_fund:
            return
        if luck.uniform("open", fund.row) < waiting / params.fund_size:
            city.private_waiting = 0.0
            start(twin, fund, waiting)
            return


def start(twin: Twin, fund: Fund, committed: float) -> None:
    """A fund opens."""
    fund.committed = committed
    fund.is_active = True
    fund.birth_month = twin.month


def call_money(twin: Twin, params: Any) -> None:
    """Funds call a month's part of what was promised, and pay the fee on what was called."""
    due = [amount_due(fund, params) for fund in twin.funds]
    line = twin.lines.get(LINE, [0.0] * twin.n_cities)
    asked = [0.0] * twin.n_cities
    for fund in twin.funds:
        if fund.is_matched:
            asked[fund.city] += due[fund.row] * fund.public_share
    # A line that cannot pay all of it pays the same share of every call.
    part = [min(1.0, line[c] / asked[c]) if asked[c] > 0 else 1.0 for c in range(twin.n_cities)]
    for fund in twin.funds:
        amount = due[fund.row] * (part[fund.city] if fund.is_matched else 1.0)
        fee = params.fee / 12 * (fund.called + amount) if fund.is_active else 0.0
        fee = min(fee, fund.capital + amount)
        pay_in(twin, fund, amount)
        twin.money.pay("funds", "households", fund.city, fee)
        fund.called += amount
        fund.capital += amount - fee


def amount_due(fund: Fund, params: Any) -> float:
    """An equal part of the commitment every month, until all of it is called."""
    if not fund.is_active:
        return 0.0
    left = max(fund.committed - fund.called, 0.0)
    return min(fund.committed / (12 * params.call_years), left)


def pay_in(twin: Twin, fund: Fund, amount: float) -> None:
    """A call is paid by investors, and its public part by the line."""
    public, city = amount * fund.public_share if fund.is_matched else 0.0, fund.city
    twin.money.pay("investors", "funds", city, amount - public)
    if fund.is_matched:
        twin.money.pay("lines", "funds", city, public)
        if LINE in twin.lines:
            twin.lines[LINE][city] -= public


def end_funds(twin: Twin, params: Any) -> None:
    """Old funds return what was never invested, and end when nothing is left to sell."""
    for fund in twin.funds:
        age = twin.month - fund.birth_month
        if not fund.is_active or age < 12 * params.fund_years:
            continue
        hand_back(twin, fund.city, fund.capital, fund.public_share, params)
        fund.capital = 0.0
        if fund.portfolio < params.deal_size / 1000:
            fund.is_active = False
