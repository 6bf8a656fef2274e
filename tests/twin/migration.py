"""Migration, one person after another: each compares the cities and the world outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, log, log1p
from typing import TYPE_CHECKING, Any

from tests.twin import housing
from tests.twin.agents import Person
from tests.twin.leaving import leave_job, leave_zone
from tests.twin.luck import Luck

if TYPE_CHECKING:
    from tests.twin.model import Twin

RESIDENT, GRADUATE, OUTSIDER = 0, 1, 2


@dataclass
class Chooser:
    """Who chooses this month; places are the cities and, last, the world outside."""

    person: Person
    group: int
    origin: int
    values: list[float] = field(default_factory=list)
    target: int = -1


def worth(twin: Twin, params: Any, houses: list[float], place: int, kind: int) -> float:
    """What a place is worth to people of a field, equation (1)."""
    if place == twin.n_cities:
        growth = log1p(params.outside_growth) * twin.month / 12
        return log(params.outside_wage) + growth + params.outside_value
    relative = log(houses[place] / (sum(houses) / len(houses)))
    city = twin.cities[place]
    return log(city.wage[kind]) + city.amenity - params.housing_weight * relative


def moving_cost(twin: Twin, params: Any, origin: int, place: int) -> float:
    """Cost of a move of one who has settled, equations (2) and (4)."""
    if origin == place:
        return 0.0
    if twin.n_cities in (origin, place):
        return params.moving_cost
    minutes = twin.travel[origin][place] + params.access_time
    minutes = max(minutes - twin.terms.visit_time_cut[place], 0)
    cost = params.moving_cost * (1 - twin.terms.move_cost_cut[place])
    return cost + params.travel_cost * minutes / 60


def recognised(twin: Twin, params: Any, city: int) -> float:
    """Share of titles recognised in a city, equation (4)."""
    return min(params.recognised_share + twin.terms.title_recognition[city], 1.0)


def prospect(twin: Twin, place: int, kind: int) -> float:
    """Log chance that the next post of a place goes to a given seeker."""
    if place == twin.n_cities:
        return 0.0
    posts, seekers = twin.cities[place].vacancies[kind], twin.cities[place].seekers[kind]
    return log((posts + 1) / (posts + seekers + 2))


class Offers:
    """What is the same for all who choose this month, by place and field."""

    def __init__(self, twin: Twin, params: Any) -> None:
        places, kinds = range(twin.n_cities + 1), range(twin.n_fields)
        houses = twin.input("house_price")
        self.worth = [[worth(twin, params, houses, j, f) for f in kinds] for j in places]
        self.prospect = [[prospect(twin, j, f) for f in kinds] for j in places]
        self.cost = [[moving_cost(twin, params, i, j) for j in places] for i in places]
        self.title = [
            params.title_cost * (1 - recognised(twin, params, city))
            for city in range(twin.n_cities)
        ]
        self.title.append(0.0)

    def value(self, chooser: Chooser, place: int, params: Any) -> float:
        """Utility of a place without support and taste, equation (3)."""
        person, outside = chooser.person, len(self.worth) - 1
        if chooser.group == OUTSIDER and place not in (person.city, outside):
            return -inf
        scale = params.graduate_cost if chooser.group == GRADUATE else 1.0
        value = self.worth[place][person.field] - scale * self.cost[chooser.origin][place]
        moves = place != chooser.origin
        if moves and chooser.group == RESIDENT:
            value -= self.title[place]
        if moves or person.employer < 0:
            value += params.prospect_weight * self.prospect[place][person.field]
        return value


def who_chooses(twin: Twin, params: Any, luck: Luck) -> list[Chooser]:
    """Residents who look around, and the graduates and outsiders of the month."""
    found = []
    for person in twin.people:
        if person.is_active:
            yearly = params.look_rate if person.employer >= 0 else params.seeker_look_rate
            if luck.uniform("look", person.row) < 1 - (1 - yearly) ** (1 / 12):
                found.append(Chooser(person, RESIDENT, person.city))
        elif person.slot_month == twin.month:
            origin = twin.n_cities if person.origin == OUTSIDER else person.city
            found.append(Chooser(person, person.origin, origin))
    return found


def support_chances(twin: Twin, params: Any, choosers: list[Chooser]) -> list[float]:
    """Chance of support in each city, from the newcomers that the logit expects."""
    if not housing.is_offered(twin):
        return [0.0] * twin.n_cities
    expected = [0.0] * twin.n_cities
    for chooser in choosers:
        shares = housing.shares(chooser.values, params.elasticity)
        for city in range(twin.n_cities):
            if city != chooser.origin:
                expected[city] += chooser.person.weight * shares[city]
    return housing.chances(twin, expected)


def choose(twin: Twin, params: Any, luck: Luck, chooser: Chooser, chance: list[float]) -> int:
    """The best place with support and taste, equation (3)."""
    outside = twin.n_cities
    best, best_utility = -1, -inf
    for place, utility in enumerate(chooser.values):
        key = twin.cities[place].key if place < outside else outside
        if place not in (chooser.origin, outside):
            wage = twin.cities[place].wage[chooser.person.field]
            utility += log1p(chance[place] * twin.terms.housing_subsidy[place] / wage)
        taste = luck.gumbel("taste", chooser.person.row, key, outside + 1)
        utility += taste / params.elasticity
        if utility > best_utility:
            best, best_utility = place, utility
    return best


def book(twin: Twin, chooser: Chooser) -> None:
    """Enter a move in the books of people and in the flows."""
    origin, target, outside = chooser.origin, chooser.target, twin.n_cities
    weight, group = chooser.person.weight, chooser.group
    if group == RESIDENT and target not in (origin, outside):
        twin.people_book.pay("talent", "talent", origin, weight, target)
    elif group == RESIDENT and target == outside:
        twin.people_book.pay("talent", "outside", origin, weight)
    elif group == GRADUATE and target < outside:
        twin.people_book.pay("graduates", "talent", origin, weight, target)
    elif group == OUTSIDER and target < outside:
        twin.people_book.pay("outside", "talent", target, weight)
    if target != origin and (group == RESIDENT or target < outside):
        twin.flows["talent"][origin][target] += weight


def move(twin: Twin, params: Any, luck: Luck, chooser: Chooser, chance: list[float]) -> None:
    """Live where one has chosen, without a post yet."""
    person, target, outside = chooser.person, chooser.target, twin.n_cities
    is_resident = chooser.group == RESIDENT
    if target == outside:
        if is_resident:
            leave_zone(person)
        return
    if is_resident and target == chooser.origin:
        return
    leave_job(person)
    person.is_active, person.city = True, target
    is_lost = luck.uniform("title", person.row) >= recognised(twin, params, target)
    person.is_unrecognised = is_lost and is_resident
    wins = luck.uniform("support", person.row) < chance[target]
    housing.promise(twin, person, wins and target != chooser.origin)


def step(twin: Twin) -> None:
    """One month."""
    params, luck = twin.param("migration"), twin.luck("migration")
    housing.pay(twin)
    choosers, offers = who_chooses(twin, params, luck), Offers(twin, params)
    for chooser in choosers:
        chooser.values = [
            offers.value(chooser, place, params) for place in range(twin.n_cities + 1)
        ]
    chance = support_chances(twin, params, choosers)
    for chooser in choosers:
        chooser.target = choose(twin, params, luck, chooser, chance)
    for chooser in choosers:
        book(twin, chooser)
        move(twin, params, luck, chooser, chance)
