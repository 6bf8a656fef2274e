"""Migration: R&D people compare the cities and the world outside, and some move.

Every month a few people look around, this month's graduates choose where to begin, and some
people elsewhere consider one of the cities. Each takes the best of what is on offer: wage,
housing, amenities, the prospect of a post where it has none, less the cost of moving, with a
taste of its own. Who moves leaves the post behind.

    v_cf = ln w_cf + a_c - χ ln(h_c / h̄),  v_of = ln w_o + t ln(1 + g) / 12 + v_o   (1)
    m_ij = k [C (1 - cut_j) + d τ_ij / 60] 1[j ≠ i],  m_io = m_oi = k C             (2)
    U_ij = v_jf - m_ij - θ (1 - ρ_j) 1[j ≠ i] + ln(1 + p_j s_j / w_jf) 1[j ≠ i]
        + λ ln[(V_jf + 1) / (V_jf + S_jf + 2)] 1[j ≠ i or without a post] + ε / η   (3)
    τ_ij = max(travel_ij + access - visit_j, 0),   ρ_j = min(ρ + recognition_j, 1)  (4)

    w cities.wage, a cities.amenity, χ housing_weight, h house_price (region data, h̄ mean of
    cities), o the outside, t month, w_o outside_wage, g outside_growth, v_o outside_value, k 1,
    for graduates graduate_cost, C moving_cost, cut terms.move_cost_cut, d travel_cost, access
    access_time, visit terms.visit_time_cut (of the target only), θ title_cost, η elasticity, ρ
    recognised_share, recognition terms.title_recognition, s terms.housing_subsidy, p chance of
    support (`sim.housing`), V cities.vacancies, S cities.seekers (one more on each side: a
    market without both is no certainty; outside no such term), λ prospect_weight, ε Gumbel

A resident looks with chance 1 - (1 - r)^(1/12), r look_rate, without a post seeker_look_rate.
Graduates and people from outside choose in their slot_month and never again; they have no
title to lose (no term in θ), and outside none is lost. People elsewhere compare one city, that
of their slot, with staying. Of residents who move to a city the title is unrecognised with
chance 1 - ρ_j, drawn anew at every move. Conserves people: all moves are booked, city by city;
graduates and the outside are accounts of their own. Conserves money: see `sim.housing`.

References
----------
McFadden (1974), logit. Moretti & Wilson (2017), inventors: η. Harris & Todaro (1970): people
weigh a wage with the prospect of a post. Cui, Wang & Wang (2021) for gravity in China.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import housing
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, CityToCity, Floats, Ints, PerCity, PerMarket
from sim.state import State

WRITES = (
    "talent.city", "talent.employer", "talent.employer_kind", "talent.tenure",
    "talent.wage", "talent.is_active", "talent.is_unrecognised", "talent.weight",
    "talent.skill", "talent.supported_until", "talent.support", "cities.supported_movers",
)  # fmt: skip
RESIDENT, GRADUATE, OUTSIDER = 0, 1, 2  # the latter two as in talent.origin


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Who looks, and what a city is worth."""

    look_rate: float = parameter(
        0.10, unit="1/year", low=0, high=1, status="assumed",
        source="with moving_cost: about 3 % of people change city or leave in a year",
    )  # fmt: skip
    seeker_look_rate: float = parameter(
        0.5, unit="1/year", low=0, high=1, status="assumed", source="more often than others",
    )  # fmt: skip
    prospect_weight: float = parameter(
        0.5, unit="log points per log point", low=0, high=2, status="assumed",
        source="below Harris & Todaro (1970), 1: a spell without a post is short",
    )  # fmt: skip
    moving_cost: float = parameter(
        1.0, unit="log points of the wage", low=0, high=4, status="assumed",
        source="about one annual wage; see look_rate",
    )  # fmt: skip
    graduate_cost: float = parameter(
        0.5, unit="times that of others", low=0, high=1, status="assumed",
        source="graduates are not settled yet; about half leave their city",
    )  # fmt: skip
    travel_cost: float = parameter(
        0.3, unit="log points per hour", low=0, high=1, status="assumed",
        source="gravity of talent flows: -.4 to -1.2 in distance",
    )  # fmt: skip
    access_time: float = parameter(
        45, unit="minutes", low=0, high=120, status="assumed", source="to stations, waiting",
    )  # fmt: skip
    housing_weight: float = parameter(
        0.3, unit="elasticity", low=0, high=1, status="assumed", source="housing in spending",
    )  # fmt: skip
    title_cost: float = parameter(
        0.05, unit="log points", low=0, high=0.3, status="assumed", source="doses of the plan",
    )  # fmt: skip
    recognised_share: float = parameter(
        0.5, unit="share of titles", low=0, high=1, status="assumed", source="plan doses",
    )  # fmt: skip
    elasticity: float = parameter(
        1.8, unit="log odds per log point", low=0.8, high=2.3, status="sourced",
        source="Moretti & Wilson (2017), inventors, long run",
    )  # fmt: skip
    outside_value: float = parameter(
        -0.5, unit="log points of the wage", low=-5, high=5, status="assumed",
        source="amenities, housing and distance of the rest of the country; net migration",
    )  # fmt: skip
    outside_wage: float = parameter(
        0.15, unit="m yuan/year", low=0.01, high=2, status="estimated",
        source="45 % of R&D spending per full-time person in the province, 331 thousand 2014",
    )  # fmt: skip
    outside_growth: float = parameter(
        0.050, unit="1/year, real", low=0, high=0.12, status="estimated",
        source="as in hiring: R&D spending per full-time person less prices",
    )  # fmt: skip


@dataclass(frozen=True)
class Choosers:
    """Those who choose this month; `origin` is a city, or one past them for outside."""

    rows: Ints
    group: Ints
    origin: Ints
    field: Ints
    weight: Floats


def moving_costs(
    travel: CityToCity, visit_cut: PerCity, cost_cut: PerCity, params: Params
) -> CityToCity:
    """Cost of a move in log points, (2) at k = 1 and (4); the world outside stands last."""
    n, minutes = len(travel), np.maximum(travel + params.access_time - visit_cut, 0)
    cost = np.full((n + 1, n + 1), float(params.moving_cost))
    cost[:n, :n] = params.moving_cost * (1 - cost_cut) + params.travel_cost * minutes / 60
    np.fill_diagonal(cost, 0)
    return cost


def worth(
    wage: PerMarket, amenity: PerCity, house: PerCity, month: int, params: Params
) -> PerMarket:
    """What a place is worth to people of each field, equation (1); outside stands last."""
    # Sorted, so that the mean does not depend on the order of the cities.
    relative = np.log(house / (np.sort(house).sum() / len(house)))
    inside = np.log(wage) + (amenity - params.housing_weight * relative)[:, None]
    growth = np.log1p(params.outside_growth) * month / 12
    outside = np.log(params.outside_wage) + growth + params.outside_value
    return np.concatenate([inside, np.full((1, wage.shape[1]), outside)])


def prospect(vacancies: PerMarket, seekers: PerMarket) -> PerMarket:
    """Log chance that the next post goes to a given seeker; of the outside world none."""
    # One person more on each side: a market without both is no certainty.
    inside = np.log((vacancies + 1) / (vacancies + seekers + 2))
    return np.concatenate([inside, np.zeros((1, seekers.shape[1]))])


def who_chooses(state: State, params: Params, luck: Luck) -> Choosers:
    """Residents who look around this month, and the graduates and outsiders of the month."""
    talent, here = state.talent, state.talent.is_active.nonzero()[0]
    yearly = np.array([params.seeker_look_rate, params.look_rate])
    chance = (1 - (1 - yearly) ** (1 / 12)).take(talent.employer[here] >= 0)
    looking = here[luck.uniform("look", here) < chance]
    slots = ((talent.slot_month == state.month) & ~talent.is_active).nonzero()[0]
    rows = np.concatenate([looking, slots])
    group = np.concatenate([np.full(len(looking), RESIDENT), talent.origin[slots]])
    origin = np.where(group == OUTSIDER, len(state.cities), talent.city[rows])
    return Choosers(rows, group, origin, talent.field[rows], talent.weight[rows])


def utilities(state: State, params: Params, who: Choosers) -> Floats:
    """What each place offers to each chooser, equation (3) without support and taste."""
    cities, terms = state.cities, state.terms
    house = state.region.input("house_price", state.year)
    travel = state.region.travel
    cost = moving_costs(travel, terms.visit_time_cut, terms.move_cost_cut, params)
    title = params.title_cost * (1 - recognised(state, params))
    place = np.arange(len(cities) + 1)
    moves = place != who.origin[:, None]
    scale = np.where(who.group == GRADUATE, params.graduate_cost, 1.0)
    value = worth(cities.wage, cities.amenity, house, state.month, params).T[who.field]
    value = value - scale[:, None] * cost[who.origin]
    value[:, :-1] -= title * (moves & (who.group == RESIDENT)[:, None])[:, :-1]
    seeks = moves | (state.talent.employer[who.rows] < 0)[:, None]
    chance = prospect(cities.vacancies, cities.seekers).T[who.field]
    value += params.prospect_weight * chance * seeks
    # Who lives elsewhere considers one city only: that of its slot.
    other = (place != state.talent.city[who.rows][:, None]) & (place < len(cities))
    value[other & (who.group == OUTSIDER)[:, None]] = -np.inf
    return value


def recognised(state: State, params: Params) -> PerCity:
    """Share of titles recognised in each city, equation (4)."""
    return np.minimum(params.recognised_share + state.terms.title_recognition, 1.0)


def step(state: State, params: Params, luck: Luck) -> None:
    housing.pay(state)
    cities, terms, n = state.cities, state.terms, len(state.cities)
    who = who_chooses(state, params, luck)
    value = utilities(state, params, who)
    chance, key = np.zeros(n), np.append(cities.key, n)  # the outside world stands last
    if housing.is_offered(state):
        expected = housing.expected_newcomers(
            value, who.origin, who.weight, key.argsort(), params.elasticity
        )
        chance = housing.chance(terms.housing_places * cities.layout, expected)
        gain = np.log1p((chance * terms.housing_subsidy)[:, None] / cities.wage)
        value[:, :n] += gain.T[who.field] * (np.arange(n) != who.origin[:, None])
    taste = luck.gumbel("taste", who.rows, n + 1)[:, key]
    target = (value + taste / params.elasticity).argmax(axis=1)
    book(state, who, target)
    move(state, params, luck, who, target, chance)


def book(state: State, who: Choosers, target: Ints) -> None:
    """Enter every move of talent in the books of people and in the flows."""
    outside = len(state.cities)

    def persons(chosen: Bools, place: Ints) -> PerCity:
        return state.by_city(place[chosen], who.weight[chosen])

    stays_in, resident = target < outside, who.group == RESIDENT
    moved = resident & stays_in & (target != who.origin)
    graduate = (who.group == GRADUATE) & stays_in
    people = state.people
    people.pay("talent", "talent", persons(moved, who.origin), persons(moved, target))
    people.pay("talent", "outside", persons(resident & ~stays_in, who.origin))
    people.pay("graduates", "talent", persons(graduate, who.origin), persons(graduate, target))
    people.pay("outside", "talent", persons((who.group == OUTSIDER) & stays_in, target))
    # A graduate who never works in the zone is no flow of its talent.
    seen = (target != who.origin) & (resident | stays_in)
    state.flows.add("talent", who.origin[seen], target[seen], who.weight[seen])


def move(
    state: State, params: Params, luck: Luck, who: Choosers, target: Ints, chance: PerCity
) -> None:
    """Let people live where they have chosen, without a post yet."""
    talent, n = state.talent, len(state.cities)
    resident = who.group == RESIDENT
    talent.leave_zone(who.rows[resident & (target == n)])
    enters = ~resident & (target < n)
    talent.is_active[who.rows[enters]] = True
    new = (target < n) & (enters | (target != who.origin))
    rows, city, is_resident = who.rows[new], target[new], resident[new]
    talent.leave_job(rows)
    talent.city[rows] = city
    lost = luck.uniform("title", rows) >= recognised(state, params)[city]
    talent.is_unrecognised[rows] = lost & is_resident
    helped = (luck.uniform("support", rows) < chance[city]) & (city != who.origin[new])
    housing.promise(state, rows, helped)
