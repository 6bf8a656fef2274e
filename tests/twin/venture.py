"""Venture deals: how funds choose start-ups, what they pay, and what they sell them for."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING, Any

from sim.entities import STARTUP
from tests.twin.concepts import bonus

if TYPE_CHECKING:
    from tests.twin.agents import Firm, Fund
    from tests.twin.luck import Luck
    from tests.twin.model import Twin

LAST_BIT = 1e-9  # a fund that meets its limit exactly may go on


def held(twin: Twin) -> list[float]:
    """Stakes in companies of the model by leading fund, the sum in equation (7)."""
    stakes = [0.0] * len(twin.funds)
    for firm in twin.firms:
        if firm.stake > 0:
            stakes[firm.fund] += firm.stake
    return stakes


def monthly(rate: float) -> float:
    """Chance in a month of what has the chance `rate` in a year."""
    return 1 - (1 - rate) ** (1 / 12)


def hand_back(twin: Twin, city: int, amount: float, share: float, params: Any) -> None:
    """What a fund returns goes to private investors and to the two public ones."""
    public = share * amount
    twin.money.pay("funds", "investors", city, amount - public)
    twin.money.pay("funds", "provincial_fund", city, params.provincial_part * public)
    twin.money.pay("funds", "city_funds", city, (1 - params.provincial_part) * public)


def sell(twin: Twin, city: int, amount: float, share: float, params: Any) -> None:
    """Buyers pay the fund, and the fund those whose money it was."""
    twin.money.pay("buyers", "funds", city, amount)
    hand_back(twin, city, amount, share, params)


def proceeds(stake: float, share: float, luck: float, params: Any) -> float:
    """What a stake with this public share is sold for, equation (6)."""
    public = 1 + params.public_gain * share * (1 - share / params.public_limit)
    return stake * params.exit_multiple * exp(params.exit_spread * luck) * max(public, 0.0)


def sell_stakes(twin: Twin, params: Any, luck: Luck) -> None:
    """Ripe stakes are sold by hazard, those in closed companies are written off."""
    hazard = monthly(params.exit_hazard)
    for firm in twin.firms:
        if firm.stake <= 0:
            continue
        if firm.is_active:
            if twin.month - firm.venture_month < 12 * params.holding_years:
                continue
            if luck.uniform("sell", firm.row) >= hazard:
                continue
            share = firm.stake_public / firm.stake
            amount = proceeds(firm.stake, share, luck.normal("multiple", firm.row), params)
            sell(twin, twin.funds[firm.fund].city, amount, share, params)
        firm.stake = firm.stake_public = 0.0
        firm.fund = -1


def sell_older(twin: Twin, older: list[float], params: Any) -> None:
    """Companies bought before the start are sold at the mean of equation (6)."""
    mean = params.exit_multiple * exp(params.exit_spread**2 / 2)
    for fund in twin.funds:
        sold = older[fund.row] * monthly(params.exit_hazard)
        older[fund.row] -= sold
        sell(twin, fund.city, sold * mean, fund.public_share, params)


def deal_size(fund: Fund, params: Any) -> float:
    """What a fund pays for a stake, z in equation (5)."""
    return max(params.deal_size, fund.committed / params.deals_per_fund)


def deals(twin: Twin, fund: Fund, params: Any, luck: Luck) -> bool:
    """Whether a fund makes a deal this month, equation (5)."""
    size = deal_size(fund, params)
    if not fund.is_active or fund.capital < size:
        return False
    return luck.uniform("deal", fund.row) < fund.capital / (params.patience * size)


def candidates(twin: Twin, params: Any) -> list[Firm]:
    """Slots of start-ups of the last years, whether or not one opened in them."""
    first = twin.month - 12 * params.startup_years
    return [
        firm
        for firm in twin.firms
        if firm.kind == STARTUP and first < firm.slot_month <= twin.month
    ]


def buy_stakes(twin: Twin, params: Any, luck: Luck) -> None:
    """All funds choose among the same start-ups, then all of them pay."""
    pool = candidates(twin, params)
    if not pool:
        return
    chosen: list[tuple[Fund, Firm]] = []
    for fund in twin.funds:
        if deals(twin, fund, params, luck):
            firm = choose(twin, fund, pool, params, luck)
            if firm is not None:
                chosen.append((fund, firm))
    leaderless = {firm.row for _, firm in chosen if firm.fund < 0}
    for fund, firm in chosen:
        settle(twin, fund, firm, params)
        if firm.row in leaderless:
            leaderless.remove(firm.row)
            firm.fund, firm.venture_month = fund.row, twin.month


def choose(twin: Twin, fund: Fund, pool: list[Firm], params: Any, luck: Luck) -> Firm | None:
    """The best of the candidates that a fund draws; nobody if none of them will do."""
    best, value = None, 0.0
    width = params.candidates
    for k in range(width):
        firm = pool[int(luck.uniform("candidate", fund.row, k, width) * len(pool))]
        if not is_open_to(twin, firm, fund, params):
            continue
        error = luck.normal("error", fund.row, k, width)
        worth = score(twin, fund, firm, error, params)
        if best is None or worth > value:
            best, value = firm, worth
    return best


def is_open_to(twin: Twin, firm: Firm, fund: Fund, params: Any) -> bool:
    """Whether a start-up is open, young, not yet rich, and near enough for the fund."""
    if not firm.is_active or twin.month - firm.birth_month >= 12 * params.startup_years:
        return False
    if firm.stake >= params.most_money:
        return False
    return firm.city == fund.city or has_room(fund, params)


def has_room(fund: Fund, params: Any) -> bool:
    """Whether a deal away from home leaves a fund within its limit."""
    away = fund.invested_away + deal_size(fund, params)
    limit = min(params.leave_home + fund.leave_extra, 1.0)
    return away <= limit * (1 + LAST_BIT) * (away + fund.invested_home)


def score(twin: Twin, fund: Fund, firm: Firm, error: float, params: Any) -> float:
    """What a fund thinks of a start-up, equation (4), with the bonus of a grant."""
    precision = params.signal_precision
    value = precision * firm.quality + sqrt(1 - precision**2) * error
    if firm.field == fund.field:
        value += params.field_bonus
    if firm.city != fund.city:
        value -= params.visit_cost * extra_minutes(twin, fund.city, firm.city, params) / 60
        value -= params.border_cost
    return value + bonus(firm, params.score_per_log_odds)


def extra_minutes(twin: Twin, home: int, city: int, params: Any) -> float:
    """Minutes that a visit to another city takes longer than one at home."""
    cut = twin.terms.visit_time_cut
    return max(twin.travel[home][city] + params.access - max(cut[home], cut[city]), 0.0)


def settle(twin: Twin, fund: Fund, firm: Firm, params: Any) -> None:
    """A fund pays a start-up: cash, the part for R&D, the stake and its public part."""
    amount = deal_size(fund, params)
    twin.money.pay("funds", "firms", fund.city, amount, firm.city)
    twin.flows["capital"][fund.city][firm.city] += amount
    fund.capital -= amount
    if fund.city == firm.city:
        fund.invested_home += amount
    else:
        fund.invested_away += amount
    firm.cash += amount
    firm.venture_rd += params.rd_share * amount
    firm.stake += amount
    firm.stake_public += amount * fund.public_share
