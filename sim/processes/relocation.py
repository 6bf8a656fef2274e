"""Relocation: firms, institutes and funds open elsewhere or move.

A few firms a year compare the cities: the market within reach, R&D people at hand, rents, and
what a move costs. Who moves takes cash, patents, files and those people along who follow; the
others look for a post where they are. More often a firm opens an R&D branch. Institutes open
branches near industry's R&D in their fields, funds move where there is most to invest in.

    U_cf = ln(1 + Σ_d e^(-τ_cd / T) S_df / M) + δ ln(1 + N_cf / L_c) - ρ ln(h_c / h̄)  (1)
    c* = argmax_c U_cf - μ 1[c ≠ home] + ε_c        a firm that looks               (2)
    c* = argmax_{c ≠ home} U_cf + ε_c               a branch, the seat of a fund    (3)
    c* = argmax_c ln(1 + Σ_f b_f D_cf / M) - κ τ_c / 60 + ε_c  branch of an institute  (4)

    S sales, N R&D people (staff), D R&D of firms by city and field, with W, τ travel time (in
    (4) from the seat, less terms.visit_time_cut of the target only, at least 0), T decay_time,
    L thousands employed, h house_price (region data, h̄ mean), b field_weights, μ moving_cost,
    M smallest_market, δ density_weight, ρ rent_weight, κ travel_cost, ε Gumbel by city's name

A yearly rate r is a chance 1 - (1 - r)^(1/12) a month. All compare the cities as they are
before anyone moves. Branches are opened by firms with R&D and without one; of funds only
private ones move. Only people at the seat follow or are seconded, with their titles. Those at a
closing branch lose their post; a firm that moves to its branch loses it, but its people stay.
Parks add to (1); who arrives, opens or looks at home settles in one or not (`sim.places`). In
(4) cities with a seat or branch are out. Conserves money, people and patents.

References
----------
Head & Mayer (2004), Handbook of Regional and Urban Economics 4: market potential, (1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import places
from sim.employers import staff_of
from sim.entities import FIRM, INSTITUTE
from sim.moves import book_firms, move_people
from sim.parameters import parameter
from sim.places import PlaceParameters
from sim.randomness import Luck
from sim.shapes import Bools, Floats, Ints, PerCity, PerMarket
from sim.state import State
from sim.tables import sum_by

WRITES = (
    "firms.city", "firms.branch_city", "firms.moved_from", "institutes.branches",
    "funds.city", "talent.city", "talent.employer", "talent.employer_kind",
    "talent.tenure", "talent.wage", *places.WRITES,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params(PlaceParameters):
    """How often, and what draws."""

    look_rate: float = parameter(
        0.004, unit="1/year", low=0, high=0.05, status="assumed", source="swept",
    )  # fmt: skip
    moving_cost: float = parameter(
        1.5, unit="log points", low=0, high=5, status="assumed", source="order of size; swept",
    )  # fmt: skip
    branch_rate: float = parameter(
        0.015, unit="1/year, R&D-active firms", low=0, high=0.1, status="assumed",
        source="order of size; swept",
    )  # fmt: skip
    branch_closing: float = parameter(
        0.05, unit="1/year", low=0, high=0.5, status="assumed", source="exit rate of firms",
    )  # fmt: skip
    institute_branch_rate: float = parameter(
        0.02, unit="1/year", low=0, high=0.2, status="assumed", source="order of magnitude",
    )  # fmt: skip
    fund_move_rate: float = parameter(
        0.01, unit="1/year", low=0, high=0.1, status="assumed", source="seats rarely move",
    )  # fmt: skip
    follow_share: float = parameter(
        0.5, unit="share of staff", low=0, high=1, status="assumed", source="half can follow",
    )  # fmt: skip
    secondment_share: float = parameter(
        0.1, unit="share of staff", low=0, high=1, status="assumed", source="small branches",
    )  # fmt: skip
    decay_time: float = parameter(
        90, unit="minutes", low=20, high=500, status="assumed", source="like knowledge",
    )  # fmt: skip
    smallest_market: float = parameter(
        1.0, unit="million yuan a month", low=0.01, high=100, status="assumed", source="a unit",
    )  # fmt: skip
    density_weight: float = parameter(
        0.1, unit="elasticity", low=0, high=1, status="assumed", source="order of size; swept",
    )  # fmt: skip
    rent_weight: float = parameter(
        0.05, unit="elasticity", low=0, high=0.5, status="assumed", source="swept",
    )  # fmt: skip
    travel_cost: float = parameter(
        0.3, unit="log points per hour", low=0, high=2, status="assumed", source="like people",
    )  # fmt: skip


def market_access(sales: PerMarket, travel: Floats, order: Ints, reach: float) -> PerMarket:
    """Sales of each field within reach of each city, the sum in equation (1)."""
    # Summed in the order of names, so that relabelling cities changes no bit.
    near = np.exp(-travel / reach)[:, order, None]
    return (near * sales[order]).sum(axis=1)


def attraction(
    access: PerMarket, staff: PerMarket, employed: PerCity, house: PerCity, params: Params
) -> PerMarket:
    """What a city is worth to a firm of each field, equation (1)."""
    density = staff / (np.maximum(employed, 1.0) / 1000)[:, None]
    rent = np.log(house / (np.sort(house).sum() / len(house)))[:, None]
    people = params.density_weight * np.log1p(density)
    return np.log1p(access / params.smallest_market) + people - params.rent_weight * rent


def best_city(utility: Floats, taste: Floats, allowed: Bools) -> Ints:
    """The best allowed city of each row; -1 where none is, equations (2) to (4)."""
    best = np.where(allowed, utility + taste, -np.inf).argmax(axis=1)
    return np.where(allowed.any(axis=1), best, -1)


def monthly(rate: float) -> float:
    """Chance in a month of what has the chance `rate` in a year."""
    return 1 - (1 - rate) ** (1 / 12)


def step(state: State, params: Params, luck: Luck) -> None:
    firms, cities, n = state.firms, state.cities, len(state.fields)
    market = firms.city * n + firms.field
    amounts = firms.weight * firms.sales, firms.weight * firms.staff
    sales, staff = (sum_by(market, x, len(cities) * n).reshape(-1, n) for x in amounts)
    region, order = state.region, cities.key.argsort()
    house = region.input("house_price", state.year)
    access = market_access(sales, region.travel, order, params.decay_time)
    pull = attraction(access, staff, cities.employment, house, params)
    bonus = places.holding(state, state.terms.park_bonus)
    pull += places.city_gain(bonus, params.park_active)[:, None]
    close_branches(state, params, luck)
    open_branches(state, params, luck, pull)
    movers = move_firms(state, params, luck, pull)
    places.settle(state, params, luck, movers)
    places.write_yield(state, params)
    places.buy_services(state)
    extend_institutes(state, params, luck, market)
    move_funds(state, params, luck, pull)


def looking(luck: Luck, name: str, able: Bools, rate: float) -> Ints:
    """Rows of those able who look for a city this month."""
    rows = able.nonzero()[0]
    return rows[luck.uniform(name, rows) < monthly(rate)]


def gumbel(state: State, luck: Luck, name: str, rows: Ints) -> Floats:
    """Taste of each row for each city, keyed by the name of the city."""
    return luck.gumbel(name, rows, len(state.cities))[:, state.cities.key]


def close_branches(state: State, params: Params, luck: Luck) -> None:
    """Close some branches; their people look for another post."""
    firms, talent = state.firms, state.talent
    rows = (firms.branch_city >= 0).nonzero()[0]
    gone = luck.uniform("close", rows) < monthly(params.branch_closing)
    closing = rows[gone | ~firms.is_active[rows]]
    if len(closing):
        staff = staff_of(state, FIRM, closing)
        branch = firms.branch_city[talent.employer[staff]]
        talent.leave_job(staff[talent.city[staff] == branch])
        firms.branch_city[closing] = -1


def open_branches(state: State, params: Params, luck: Luck, pull: PerMarket) -> None:
    """Open R&D branches of firms in the best other city, equation (3)."""
    firms = state.firms
    able = firms.is_rd_active & firms.is_active & (firms.branch_city < 0)
    rows = looking(luck, "open", able, params.branch_rate)
    if not len(rows):
        return
    away = np.arange(len(state.cities)) != firms.city[rows][:, None]
    target = best_city(pull.T[firms.field[rows]], gumbel(state, luck, "branch", rows), away)
    firms.branch_city[rows] = target
    state.flows.add("branches", firms.city[rows], target, firms.weight[rows])


def move_firms(state: State, params: Params, luck: Luck, pull: PerMarket) -> Ints:
    """Let firms that look choose a city, equation (2), and go there with what is theirs."""
    firms = state.firms
    rows = looking(luck, "look", firms.is_active, params.look_rate)
    if not len(rows):
        return rows
    away = np.arange(len(state.cities)) != firms.city[rows][:, None]
    utility = pull.T[firms.field[rows]] - params.moving_cost * away
    target = best_city(utility, gumbel(state, luck, "city", rows), np.ones_like(away))
    moving = target != firms.city[rows]
    rows, target = rows[moving], target[moving]
    if not len(rows):
        return rows
    book_firms(state, rows, target)
    staff = staff_of(state, FIRM, rows)
    staff = staff[state.talent.city[staff] == firms.city[state.talent.employer[staff]]]
    follows = luck.uniform("follow", staff) < params.follow_share
    state.talent.leave_job(staff[~follows])
    never = firms.moved_from[rows] < 0
    firms.moved_from[rows[never]] = firms.city[rows[never]]
    firms.city[rows] = target
    firms.branch_city[rows[firms.branch_city[rows] == target]] = -1
    move_people(state, staff[follows], firms.city[state.talent.employer[staff[follows]]])
    return rows


def extend_institutes(state: State, params: Params, luck: Luck, market: Ints) -> None:
    """Open branches of institutes, equation (4), and second people to them."""
    institutes, talent, n = state.institutes, state.talent, len(state.cities)
    rows = looking(luck, "extend", institutes.is_active, params.institute_branch_rate)
    if not len(rows):
        return
    research = state.firms.weight * state.firms.rd_spending
    research = sum_by(market, research, n * len(state.fields)).reshape(n, -1)
    home, weights = institutes.city[rows], institutes.field_weights[rows]
    match = np.log1p((weights[:, None, :] * research).sum(axis=2) / params.smallest_market)
    minutes = np.maximum(state.region.travel[home] - state.terms.visit_time_cut, 0)
    allowed = (np.arange(n) != home[:, None]) & ~institutes.branches[rows]
    taste = gumbel(state, luck, "extend to", rows)
    target = best_city(match - params.travel_cost * minutes / 60, taste, allowed)
    rows, home, target = rows[target >= 0], home[target >= 0], target[target >= 0]
    institutes.branches[rows, target] = True
    state.flows.add("institutes", home, target, 1.0)
    goal = np.zeros(len(institutes), dtype=np.int64)
    goal[rows] = target
    staff = staff_of(state, INSTITUTE, rows)
    staff = staff[talent.city[staff] == institutes.city[talent.employer[staff]]]
    staff = staff[luck.uniform("second", staff) < params.secondment_share]
    move_people(state, staff, goal[talent.employer[staff]])


def move_funds(state: State, params: Params, luck: Luck, pull: PerMarket) -> None:
    """Move seats of funds, with their capital, to the best other city, equation (3)."""
    funds = state.funds
    able = funds.is_active & ~funds.is_matched  # these are bound to a city
    rows = looking(luck, "seat", able, params.fund_move_rate)
    if not len(rows):
        return
    home, capital = funds.city[rows], funds.capital[rows]
    away, taste = np.arange(len(state.cities)) != home[:, None], gumbel(state, luck, "to", rows)
    target = best_city(pull.T[funds.field[rows]], taste, away)
    sent, received = state.by_city(home, capital), state.by_city(target, capital)
    state.money.pay("funds", "funds", sent, received)
    state.flows.add("funds", home, target, 1.0)
    funds.city[rows] = target
