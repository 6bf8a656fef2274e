"""Venture deals: how funds choose start-ups, what they pay, and what they sell them for.

The deals of the process `financing`; the equations (4) to (7) stand there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.concepts import bonus
from sim.entities import STARTUP
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, Floats, Ints
from sim.state import State
from sim.tables import sum_by


@dataclass(frozen=True, kw_only=True)
class DealParameters(Parameters):
    """Choosing, paying and selling."""

    provincial_part: float = parameter(
        0.6, unit="share of public money", low=0, high=1, status="assumed",
        source="province 600, cities 400 of 1,000; must equal the division of fund_matching",
    )  # fmt: skip
    leave_home: float = parameter(
        0.40, unit="share of investments", low=0, high=1, status="assumed", source="no plan"
    )
    deal_size: float = parameter(
        15, unit="million yuan", low=1, high=200, status="assumed", source="an early round"
    )
    deals_per_fund: float = parameter(
        40, unit="deals", low=5, high=200, status="assumed", source="large funds, large deals"
    )
    patience: float = parameter(
        12, unit="months", low=1, high=36, status="assumed", source="from cash to deal"
    )
    most_money: float = parameter(
        100, unit="million yuan per start-up", low=15, high=1000, status="assumed",
        source="beyond it a company borrows or lists",
    )  # fmt: skip
    candidates: int = parameter(
        10, unit="start-ups per deal", low=1, high=100, status="assumed", source="best of ten"
    )
    startup_years: float = parameter(
        8, unit="years", low=1, high=15, status="assumed", source="age at a deal at most"
    )
    signal_precision: float = parameter(
        0.3, unit="correlation", low=0, high=1, status="assumed",
        source="scores hardly predict outcomes (Howell 2017)",
    )  # fmt: skip
    field_bonus: float = parameter(
        0.5, unit="standard deviations", low=0, high=3, status="assumed", source="know-how"
    )
    visit_cost: float = parameter(
        0.3, unit="standard deviations per hour", low=0, high=2, status="assumed",
        source="funds watch what is near",
    )  # fmt: skip
    access: float = parameter(
        30, unit="minutes", low=0, high=180, status="assumed",
        source="door to station and back, beyond a visit at home (60 - 30)",
    )  # fmt: skip
    border_cost: float = parameter(
        0.20, unit="standard deviations", low=0, high=1, status="assumed", source="as partners"
    )
    concept_grant: float = parameter(
        1.0, unit="million yuan per start-up", low=0.05, high=20, status="assumed",
        source="proof of concept; 150,000 dollars in Howell (2017)",
    )  # fmt: skip
    score_per_log_odds: float = parameter(
        1.0, unit="standard deviations per log point", low=0, high=3, status="estimated",
        source="in the pool of 2021 a score of .41 gives odds of 1.5 (see sim.concepts)",
    )  # fmt: skip
    rd_share: float = parameter(
        0.45, unit="share of a deal", low=0, high=1, status="assumed", source="R&D of start-ups"
    )
    holding_years: float = parameter(
        6, unit="years", low=0, high=10, status="assumed", source="no exit before"
    )
    exit_hazard: float = parameter(
        0.12, unit="1/year", low=0, high=0.9, status="assumed", source="sales and listings"
    )
    exit_multiple: float = parameter(
        1.1, unit="times the stake, median", low=0.1, high=5, status="assumed", source="(6)"
    )
    exit_spread: float = parameter(
        1.0, unit="log points", low=0, high=3, status="assumed", source="few winners"
    )
    public_gain: float = parameter(
        0.3, unit="share per share", low=0, high=2, status="assumed",
        source="inverted U sourced (Brander et al. 2015), size assumed",
    )  # fmt: skip
    public_limit: float = parameter(
        0.35, unit="share", low=0.05, high=1, status="assumed", source="beyond it public hurts"
    )


def score(
    quality: Floats,
    error: Floats,
    same_field: Bools,
    hours: Floats,
    away: Bools,
    params: DealParameters,
) -> Floats:
    """What a fund thinks of a start-up, equation (4)."""
    precision = params.signal_precision
    signal = precision * quality + np.sqrt(1 - precision**2) * error
    taste = params.field_bonus * same_field - params.visit_cost * hours
    return signal + taste - params.border_cost * away


def exit_proceeds(stake: Floats, share: Floats, luck: Floats, params: DealParameters) -> Floats:
    """What a stake with this public share sells for, equation (6); luck normal."""
    public = 1 + params.public_gain * share * (1 - share / params.public_limit)
    multiple = params.exit_multiple * np.exp(params.exit_spread * luck)
    return stake * multiple * np.maximum(public, 0.0)


def held(state: State) -> Floats:
    """Stakes in companies of the model by leading fund."""
    firms = state.firms
    rows = (firms.stake > 0).nonzero()[0]
    return sum_by(firms.fund[rows], firms.stake[rows], len(state.funds))


def sell_older(state: State, older: Floats, params: DealParameters) -> Floats:
    """What is left of companies bought before the start: they go at their mean return."""
    sold = older * (1 - (1 - params.exit_hazard) ** (1 / 12))
    amount = sold * params.exit_multiple * np.exp(params.exit_spread**2 / 2)
    city, share = state.funds.city, state.funds.public_share
    state.money.pay("buyers", "funds", state.by_city(city, amount))
    hand_back(state, city, amount, share, params)
    return older - sold


def sell_stakes(state: State, params: DealParameters, luck: Luck) -> None:
    """Sell ripe stakes, equation (6), and write off those in closed companies."""
    firms = state.firms
    rows = (firms.stake > 0).nonzero()[0]
    is_open, age = firms.is_active[rows], state.month - firms.venture_month[rows]
    sold = rows[is_open & (age >= 12 * params.holding_years)]
    hazard = 1 - (1 - params.exit_hazard) ** (1 / 12)
    sold = sold[luck.uniform("sell", sold) < hazard]
    stake = firms.stake[sold]
    share = firms.stake_public[sold] / stake
    amount = exit_proceeds(stake, share, luck.normal("multiple", sold), params)
    city = state.funds.city[firms.fund[sold]]
    state.money.pay("buyers", "funds", state.by_city(city, amount))
    hand_back(state, city, amount, share, params)
    over = np.concatenate([sold, rows[~is_open]])
    firms.stake[over] = firms.stake_public[over] = 0.0
    firms.fund[over] = -1


def buy_stakes(state: State, params: DealParameters, luck: Luck) -> None:
    """Let funds with cash choose among young start-ups, equations (4) and (5)."""
    firms, funds = state.firms, state.funds
    size = np.maximum(params.deal_size, funds.committed / params.deals_per_fund)
    rich = (funds.is_active & (funds.capital >= size)).nonzero()[0]
    chance = funds.capital[rich] / (params.patience * size[rich])
    ready = rich[luck.uniform("deal", rich) < chance]
    # By slot, not by who opened: the list of candidates is the same in every arm.
    slot, first = firms.slot_month, state.month - 12 * params.startup_years
    pool = ((firms.kind == STARTUP) & (slot > first) & (slot <= state.month)).nonzero()[0]
    if not (len(ready) and len(pool)):
        return
    draw = luck.uniform("candidate", ready, params.candidates)
    target = pool[(draw * len(pool)).astype(np.int64)]
    error = luck.normal("error", ready, params.candidates)
    value = appraise(state, ready, target, error, size[ready], params)
    pick = value.argmax(axis=1)
    kept = np.isfinite(value[np.arange(len(ready)), pick])
    fund, firm = ready[kept], target[kept, pick[kept]]
    settle(state, fund, firm, size[fund], params)


def appraise(
    state: State, fund: Ints, target: Ints, error: Floats, size: Floats, params: DealParameters
) -> Floats:
    """Score (4) of candidates; -inf where no deal is possible."""
    firms, funds = state.firms, state.funds
    home, city = funds.city[fund][:, None], firms.city[target]
    away = city != home
    cut = state.terms.visit_time_cut
    minutes = state.region.travel[home, city] + params.access - np.maximum(cut[home], cut[city])
    hours = np.maximum(minutes, 0.0) * away / 60
    same = firms.field[target] == funds.field[fund][:, None]
    value = score(firms.quality[target], error, same, hours, away, params)
    value += bonus(state, target, params.score_per_log_odds)
    gone = funds.invested_away[fund] + size
    limit = np.minimum(params.leave_home + funds.leave_extra[fund], 1.0)
    # A fund that meets the limit exactly may go on, whatever the last bit says.
    room = (gone <= limit * (1 + 1e-9) * (gone + funds.invested_home[fund]))[:, None]
    young = state.month - firms.birth_month[target] < 12 * params.startup_years
    young &= firms.stake[target] < params.most_money
    return np.where(firms.is_active[target] & young & (room | ~away), value, -np.inf)


def settle(
    state: State, fund: Ints, firm: Ints, amount: Floats, params: DealParameters
) -> None:
    """Pay the deals: cash, the part set aside for R&D, stakes and their leading funds."""
    firms, funds = state.firms, state.funds
    paid = np.bincount(firm, amount, len(firms))
    home, city = funds.city[fund], firms.city[firm]
    sent, received = state.by_city(home, amount), state.by_city(city, amount)
    state.money.pay("funds", "firms", sent, received)
    state.flows.add("capital", home, city, amount)
    funds.capital[fund] -= amount
    at_home = amount * (home == city)
    funds.invested_home[fund] += at_home
    funds.invested_away[fund] += amount - at_home
    firms.cash += paid
    firms.venture_rd += params.rd_share * paid
    firms.stake += paid
    firms.stake_public += np.bincount(firm, amount * funds.public_share[fund], len(firms))
    new = firms.fund[firm] < 0
    # Of several funds the first leads: of several values numpy keeps the last.
    firms.fund[firm[new][::-1]] = fund[new][::-1]
    firms.venture_month[firm[new]] = state.month


def hand_back(
    state: State, city: Ints, amount: Floats, share: Floats, params: DealParameters
) -> None:
    """Book money that funds return to private and public investors."""
    public = state.by_city(city, amount * share)
    state.money.pay("funds", "investors", state.by_city(city, amount * (1 - share)))
    state.money.pay("funds", "provincial_fund", params.provincial_part * public)
    state.money.pay("funds", "city_funds", (1 - params.provincial_part) * public)
