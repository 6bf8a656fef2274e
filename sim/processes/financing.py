"""Financing: funds are raised, call their money, back start-ups and sell them.

Private money waits in each city for a fund to open; public money waits in the line of the
instrument. A matched fund takes public money up to a cap and its share of private money,
most of which would have been invested anyway: what crowding in does not add is missing in
the private funds that follow. Funds call what was promised over four years, look at ten
start-ups per deal through a noisy signal of their quality, prefer what they know and what
is near, and may take only a part of their money away from home. Stakes are sold from the
seventh year on, and written off when the company closes.

    p_open = min(1, X_c' / X̄) if X_c' ≥ S_min   of each private slot, of size X_c'     (1)
    G = min(B_c - Σ owed, cap),  size G / s                    matched fund, G ≥ S_min (2)
    X_c' = X_c + x_c - (G / s - G) + min(η G, G / s - G)       displaced private money (3)
        without a matched fund X_c + x_c; 0 once a private fund has opened
    V = π q + sqrt(1 - π²) e + f 1[field] - κ τ / 60 - b 1[c ≠ c']   score of a deal   (4)
        + bonus of `sim.concepts` (2);  τ = max(0, travel + access - max(v_c, v_c')) 1[c ≠ c']
    z = max(z_min, committed / n),  P(deal) = min(1, capital / (h z)) if capital ≥ z   (5)
    proceeds = stake · m e^{v u} max(1 + g s (1 - s / s*), 0)  exit, s its public share (6)
    portfolio_k = Σ stake of firms with fund k + companies bought before the start     (7)
    call = min(committed / (12 call_years), committed - called)       a month          (8)
    fee_paid = min(capital + call, fee / 12 (called + call))                           (9)

    X private_waiting, X̄ fund_size, S_min smallest_fund, x private_commitments, which grow by
    (1 + commitment_growth)^(1/12) a month, B state.lines["fund_matching"], owed the public
    part of what open matched funds have not called, s terms.match_share (of a stake:
    stake_public / stake), cap terms.match_cap, η crowd_in, q quality, e, u normal, π
    signal_precision, f field_bonus, κ visit_cost, v_c terms.visit_time_cut, b border_cost,
    z_min deal_size, n deals_per_fund, h patience, m exit_multiple, v exit_spread, g
    public_gain, s* public_limit

Funds open in the slots of their city and kind (slot_month): of several in a month the first
that can, matched funds before private ones; in a month without a slot none opens and money
waits. Calls come from investors and the line; where that cannot pay the matched calls of its
city, all of these are cut by the same share, their private part included.

A fund with a deal looks at ten slots of young start-ups (drawn with replacement, the same in
every arm), of which only those that are open, younger than startup_years and with a stake below
most_money count. It goes away from home while invested_away + z ≤ min(1, leave_home +
leave_extra) (all it ever invested + z). The first fund leads: it holds the stake of all that
join it, and their proceeds are booked in its city.

Stakes are sold from holding_years after the first deal on, with chance 1 - (1 -
exit_hazard)^(1/12) a month; older companies at the same chance from the first month on, at the
mean m e^(v²/2). After fund_years a fund hands its capital back every month, and ends when its
portfolio is below deal_size / 1000. Conserves money: deals go to firms, fees to households,
proceeds back to who paid.

References
----------
Brander, Du & Hellmann (2015), Review of Finance 19(2): (6) rises, then falls in s.
Crowding in of .88-.93 private per public yuan in China: ssrn 3221997.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.concepts import fund_concepts
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
    "firms.concept_bonus", "firms.stake", "firms.stake_public", "firms.fund",
    "firms.venture_month",
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
    if not len(rows):
        return rows
    here = city[rows][::-1]
    first = np.full(here.max() + 1, -1)
    first[here] = rows[::-1]  # of several values numpy keeps the last
    return first[first >= 0]


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
    fund_concepts(state, params.concept_grant, 12 * params.startup_years)
    sell_stakes(state, params, luck)
    buy_stakes(state, params, luck)
    older = sell_older(state, older, params)
    state.funds.portfolio[:] = held(state) + older
    end_funds(state, params)


def raise_funds(state: State, params: Params, luck: Luck) -> None:
    """Open matched funds with public money and private funds with what waits, (1) to (3)."""
    funds, cities = state.funds, state.cities
    slots = ((funds.slot_month == state.month) & ~funds.is_active).nonzero()[0]
    waiting = cities.private_waiting + cities.private_commitments
    bound = funds.is_matched[slots]
    matched, private = slots[bound], slots[~bound]
    matched = raise_matched(state, params, matched, waiting)
    chance = np.where(waiting >= params.smallest_fund, waiting / params.fund_size, 0.0)
    private = private[luck.uniform("open", private) < chance[funds.city[private]]]
    private = first_of_city(private, funds.city)
    at = funds.city[private]
    funds.committed[private] = waiting[at]
    waiting[at] = 0.0

    rows = np.concatenate([matched, private])
    funds.is_active[rows] = True
    funds.birth_month[rows] = state.month
    cities.private_waiting[:] = waiting
    cities.private_commitments *= (1 + params.commitment_growth) ** (1 / 12)


def raise_matched(state: State, params: Params, slots: Ints, waiting: PerCity) -> Ints:
    """Open funds in matched `slots` if the line can pay for them; they displace others."""
    funds, terms, line = state.funds, state.terms, state.lines.get(LINE)
    if line is None or not len(slots):
        return slots[:0]
    free = line - owed(state)
    public = public_part(free, terms.match_share, terms.match_cap, params.smallest_fund)
    rows = first_of_city(slots[public[funds.city[slots]] > 0], funds.city)
    at = funds.city[rows]
    given, share = public[at], terms.match_share[at]
    waiting[at] -= displaced(given, share, params.crowd_in)
    funds.public_share[rows] = share
    funds.leave_extra[rows] = terms.fund_leave_home[at]
    funds.committed[rows] = given / share
    return rows


def call_money(state: State, params: Params) -> None:
    """One month's call of what was promised, and the fee; the line pays what it can."""
    funds, city, matched = state.funds, state.funds.city, state.funds.is_matched
    line = state.lines.get(LINE, np.zeros(len(state.cities)))
    left = np.maximum(funds.committed - funds.called, 0.0) * funds.is_active
    due = np.minimum(funds.committed / (12 * params.call_years), left)
    part = funds.public_share * matched  # funds of the start have called all there is
    from_line = state.by_city(city, due * part)
    if (from_line > line).any():
        covered = np.minimum(1.0, line / np.maximum(from_line, 1e-300))
        due *= np.where(matched, covered[city], 1.0)
        from_line = state.by_city(city, due * part)
    fees = np.minimum(funds.capital + due, params.fee / 12 * (funds.called + due))
    fees *= funds.is_active

    pay = state.money.pay
    pay("investors", "funds", state.by_city(funds.city, due - due * part))
    pay("lines", "funds", from_line)
    pay("funds", "households", state.by_city(funds.city, fees))
    line -= from_line
    funds.called += due
    funds.capital += due - fees


def end_funds(state: State, params: Params) -> None:
    """Return what was never invested after ten years; a fund without stakes then ends."""
    funds = state.funds
    old = funds.is_active & (state.month - funds.birth_month >= 12 * params.fund_years)
    rows = old.nonzero()[0]
    rest = funds.capital[rows]
    if rest.any():
        hand_back(state, funds.city[rows], rest, funds.public_share[rows], params)
        funds.capital[rows] = 0.0
    funds.is_active[rows[funds.portfolio[rows] < params.deal_size / 1000]] = False
