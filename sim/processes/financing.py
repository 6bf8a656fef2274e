"""Financing: funds are raised, call their money, back start-ups and sell them.

Private money waits in each city for a fund to open; public money waits in the line of the
instrument. A matched fund takes public money up to a cap and its share of private money,
most of which would have been invested anyway: what crowding in does not add is missing in
the private funds that follow. Funds call what was promised over four years, look at ten
start-ups per deal through a noisy signal of their quality, prefer what they know and what
is near, and may take only a part of their money away from home. Stakes are sold from the
seventh year on, and written off when the company closes.

    p_open = min(1, X_c / X̄)  if X_c ≥ S_min                   private fund, size X_c  (1)
    G = min(B_c - Σ owed, cap),  size G / s                    matched fund, G ≥ S_min (2)
    X_c' = X_c + x_c - (G / s - G) + min(η G, G / s - G)       displaced private money (3)
    V = π q + sqrt(1 - π²) e + f 1[field] - κ τ / 60 - b 1[c ≠ c']   score of a deal   (4)
    z = max(z_min, committed / n),  P(deal) = min(1, capital / (h z)) if capital ≥ z   (5)
    proceeds = stake · m e^{v u} (1 + g s (1 - s / s*))        exit, s its public share (6)
    portfolio_k = Σ stake of firms with fund k + companies bought before the start     (7)

    X private_waiting, x private_commitments, B state.lines["fund_matching"], s
    public_share (of a stake: stake_public / stake), cap terms.match_cap, η crowd_in, q
    quality, e, u normal, τ minutes that a visit to another city takes longer, less
    terms.visit_time_cut, π signal_precision, v exit_spread, h patience

The first fund leads: it holds the stake of all that join it. Older companies are sold at
their mean return. At most one private and one
matched fund opens in a city and month. Conserves money: calls come from investors, the
line and public funds, deals go to firms, fees to households, proceeds back to who paid.

References
----------
Brander, Du & Hellmann (2015), Review of Finance 19(2): (6) rises, then falls in s.
Crowding in of .88-.93 private per public yuan in China: ssrn 3221997.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import parameter
from sim.randomness import Luck
from sim.shapes import Floats, Ints, PerCity
from sim.state import State
from sim.venture import (
    DealParameters,
    buy_stakes,
    hand_back,
    held,
    sell_older,
    sell_stakes,
)

WRITES = (
    "funds.is_active", "funds.birth_month", "funds.public_share", "funds.leave_extra",
    "funds.committed", "funds.called", "funds.capital", "funds.portfolio",
    "funds.invested_home", "funds.invested_away", "firms.cash", "firms.venture_rd",
    "firms.stake", "firms.stake_public", "firms.fund", "firms.venture_month",
    "cities.private_commitments", "cities.private_waiting",
)  # fmt: skip
LINE = "fund_matching"


@dataclass(frozen=True, kw_only=True)
class Params(DealParameters):
    """Raising and calling, beside those of deals."""

    commitment_growth: float = parameter(
        0.05, unit="1/year", low=-0.2, high=0.3, status="assumed", source="private money"
    )
    fund_size: float = parameter(
        500, unit="million yuan", low=50, high=5000, status="assumed", source="60 bn in 120"
    )
    smallest_fund: float = parameter(
        50, unit="million yuan", low=1, high=500, status="assumed",
        source="private fund, or public part of a matched one",
    )  # fmt: skip
    crowd_in: float = parameter(
        0.90, unit="net private yuan per public yuan", low=0.3, high=1.0, status="sourced",
        source="ssrn 3221997: .88-.93; behaviour, the same with and without the plan",
    )  # fmt: skip
    call_years: float = parameter(
        4, unit="years", low=1, high=10, status="assumed", source="usual investment period"
    )
    fund_years: float = parameter(
        10, unit="years", low=5, high=20, status="assumed", source="usual life of a fund"
    )
    fee: float = parameter(
        0.02, unit="share of called money a year", low=0, high=0.05, status="recalled",
        source="usual management fee",
    )  # fmt: skip


def public_part(free: PerCity, share: PerCity, cap: PerCity, smallest: float) -> PerCity:
    """Public money of a matched fund that could open now, equation (2)."""
    money = np.minimum(free, cap)
    return np.where((money >= smallest) & (share > 0), money, 0.0)


def displaced(public: Floats, share: Floats, crowd_in: float) -> Floats:
    """Private money in a matched fund that would have been invested anyway, equation (3)."""
    private = public / np.maximum(share, 1e-300) - public
    return private - np.minimum(crowd_in * public, private)


def first_of_city(rows: Ints, city: Ints) -> Ints:
    """The first of the rows in each city."""
    return rows[np.unique(city[rows], return_index=True)[1]]


def owed(state: State) -> PerCity:
    """Public money that open matched funds will still call."""
    funds = state.funds
    open_ones = funds.is_active & funds.is_matched
    left = funds.public_share * (funds.committed - funds.called)
    return state.by_city(funds.city, left * open_ones)


def step(state: State, params: Params, luck: Luck) -> None:
    older = np.maximum(state.funds.portfolio - held(state), 0.0)
    raise_funds(state, params, luck)
    call_money(state, params)
    sell_stakes(state, params, luck)
    buy_stakes(state, params, luck)
    older = sell_older(state, older, params)
    state.funds.portfolio[:] = held(state) + older
    end_funds(state, params)


def raise_funds(state: State, params: Params, luck: Luck) -> None:
    """Open matched funds with public money and private funds with what waits, (1) to (3)."""
    funds, cities, terms = state.funds, state.cities, state.terms
    slots = np.flatnonzero((funds.slot_month == state.month) & ~funds.is_active)
    waiting = cities.private_waiting + cities.private_commitments
    free = state.lines.get(LINE, np.zeros(len(cities))) - owed(state)
    public = public_part(free, terms.match_share, terms.match_cap, params.smallest_fund)
    able = funds.is_matched[slots] & (public[funds.city[slots]] > 0)
    matched = first_of_city(slots[able], funds.city)
    at = funds.city[matched]
    waiting[at] -= displaced(public, terms.match_share, params.crowd_in)[at]

    chance = np.where(waiting >= params.smallest_fund, waiting / params.fund_size, 0.0)
    able = luck.uniform("open", slots) < chance[funds.city[slots]]
    private = first_of_city(slots[able & ~funds.is_matched[slots]], funds.city)

    rows = np.concatenate([matched, private])
    funds.is_active[rows] = True
    funds.birth_month[rows] = state.month
    funds.public_share[matched] = terms.match_share[at]
    funds.leave_extra[matched] = terms.fund_leave_home[at]
    funds.committed[matched] = public[at] / terms.match_share[at]
    funds.committed[private] = waiting[funds.city[private]]
    waiting[funds.city[private]] = 0.0
    cities.private_waiting[:] = waiting
    cities.private_commitments *= (1 + params.commitment_growth) ** (1 / 12)


def call_money(state: State, params: Params) -> None:
    """One month's call of what was promised, and the fee; the line pays what it can."""
    funds = state.funds
    line = state.lines.get(LINE, np.zeros(len(state.cities)))
    left = np.where(funds.is_active, funds.committed - funds.called, 0.0)
    due = np.clip(funds.committed / (12 * params.call_years), 0.0, np.maximum(left, 0.0))
    wanted = state.by_city(funds.city, due * funds.public_share * funds.is_matched)
    covered = np.minimum(1.0, line / np.maximum(wanted, 1e-300))
    due *= np.where(funds.is_matched, covered[funds.city], 1.0)
    public = due * funds.public_share
    from_line = state.by_city(funds.city, public * funds.is_matched)
    other = state.by_city(funds.city, public * ~funds.is_matched)
    fees = np.minimum(funds.capital + due, params.fee / 12 * (funds.called + due))
    fees *= funds.is_active

    pay = state.money.pay
    pay("investors", "funds", state.by_city(funds.city, due - public))
    pay("lines", "funds", from_line)
    pay("provincial_fund", "funds", params.provincial_part * other)
    pay("city_funds", "funds", (1 - params.provincial_part) * other)
    pay("funds", "households", state.by_city(funds.city, fees))
    line -= from_line
    funds.called += due
    funds.capital += due - fees


def end_funds(state: State, params: Params) -> None:
    """Return what was never invested after ten years; a fund without stakes then ends."""
    funds = state.funds
    old = funds.is_active & (state.month - funds.birth_month >= 12 * params.fund_years)
    rest = np.where(old, funds.capital, 0.0)
    hand_back(state, funds.city, rest, funds.public_share, params)
    funds.capital -= rest
    funds.is_active[old & (funds.portfolio < params.deal_size / 1000)] = False
