"""Relocation, one agent at a time: who compares the cities, and opens elsewhere or moves."""

from __future__ import annotations

from math import exp, inf, log, log1p
from typing import TYPE_CHECKING, Any

from sim.entities import FIRM, INSTITUTE
from tests.twin import places
from tests.twin.leaving import leave_job
from tests.twin.moves import book_firm, move_person

if TYPE_CHECKING:
    from tests.twin.agents import Agent, Firm, Institute
    from tests.twin.luck import Luck
    from tests.twin.model import Twin


def step(twin: Twin) -> None:
    """One month of branches and moves, all judged by the cities as they were before."""
    params, luck = twin.param("relocation"), twin.luck("relocation")
    worth = worth_of_cities(twin, params)
    research = by_city_and_field(twin, "rd_spending")
    close_branches(twin, params, luck)
    open_branches(twin, params, luck, worth)
    movers = move_firms(twin, params, luck, worth)
    places.settle(twin, params, luck, movers)
    places.write_yield(twin, params)
    places.buy_services(twin)
    extend_institutes(twin, params, luck, research)
    move_funds(twin, params, luck, worth)


def by_city_and_field(twin: Twin, column: str) -> list[list[float]]:
    """Sum over real firms of a column."""
    total = [[0.0] * twin.n_fields for _ in range(twin.n_cities)]
    for firm in twin.firms:
        total[firm.city][firm.field] += firm.weight * getattr(firm, column)
    return total


def worth_of_cities(twin: Twin, params: Any) -> list[list[float]]:
    """What each city is worth to a firm of each field: equation (1), and parks."""
    sales, staff = by_city_and_field(twin, "sales"), by_city_and_field(twin, "staff")
    house = twin.input("house_price")
    mean_house = sum(house) / len(house)
    bonus = places.holding(twin, twin.terms.park_bonus)
    worth: list[list[float]] = []
    for city in twin.cities:
        near = [exp(-minutes / params.decay_time) for minutes in twin.travel[city.row]]
        thousands = max(city.employment, 1.0) / 1000
        parks = places.city_gain(bonus[city.row], params.park_active)
        rent = params.rent_weight * log(house[city.row] / mean_house)
        row: list[float] = []
        for field in range(twin.n_fields):
            within_reach = sum(near[d] * sales[d][field] for d in range(twin.n_cities))
            people = params.density_weight * log1p(staff[city.row][field] / thousands)
            market = log1p(within_reach / params.smallest_market)
            row.append(market + people - rent + parks)
        worth.append(row)
    return worth


def looks(luck: Luck, name: str, agent: Agent, yearly: float) -> bool:
    """Whether something that happens at a yearly rate happens to an agent this month."""
    return luck.uniform(name, agent.row) < 1 - (1 - yearly) ** (1 / 12)


def best_city(
    twin: Twin, luck: Luck, name: str, agent: Agent, utility: dict[int, float]
) -> int:
    """The city with the highest utility plus taste, of those that are named; -1 if none."""
    best, value = -1, -inf
    for city, worth in utility.items():
        taste = luck.gumbel(name, agent.row, twin.cities[city].key, twin.n_cities)
        if worth + taste > value:
            best, value = city, worth + taste
    return best


def elsewhere(worth: list[list[float]], field: int, home: int) -> dict[int, float]:
    """What the other cities are worth, for equation (3)."""
    return {city: row[field] for city, row in enumerate(worth) if city != home}


def close_branches(twin: Twin, params: Any, luck: Luck) -> None:
    """Some branches close; their people have no post any more."""
    closing: dict[int, int] = {}
    for firm in twin.firms:
        if firm.branch_city < 0:
            continue
        if looks(luck, "close", firm, params.branch_closing) or not firm.is_active:
            closing[firm.row] = firm.branch_city
            firm.branch_city = -1
    for person in twin.people if closing else []:
        if person.employer_kind == FIRM and closing.get(person.employer) == person.city:
            leave_job(person)


def open_branches(twin: Twin, params: Any, luck: Luck, worth: list[list[float]]) -> None:
    """Firms with R&D open a branch in the best other city, equation (3)."""
    for firm in twin.firms:
        if not (firm.is_active and firm.is_rd_active and firm.branch_city < 0):
            continue
        if looks(luck, "open", firm, params.branch_rate):
            others = elsewhere(worth, firm.field, firm.city)
            firm.branch_city = best_city(twin, luck, "branch", firm, others)
            twin.flows["branches"][firm.city][firm.branch_city] += firm.weight


def move_firms(twin: Twin, params: Any, luck: Luck, worth: list[list[float]]) -> list[Firm]:
    """Firms that look choose a city, equation (2), and go there with what is theirs."""
    left: dict[int, int] = {}
    movers: list[Firm] = []
    for firm in twin.firms:
        if not (firm.is_active and looks(luck, "look", firm, params.look_rate)):
            continue
        utility = elsewhere(worth, firm.field, firm.city)
        utility = {city: value - params.moving_cost for city, value in utility.items()}
        utility[firm.city] = worth[firm.city][firm.field]
        target = best_city(twin, luck, "city", firm, utility)
        if target != firm.city:
            left[firm.row] = firm.city
            movers.append(firm)
            go(twin, firm, target)
    follow(twin, params, luck, left)
    return movers


def go(twin: Twin, firm: Firm, target: int) -> None:
    """A firm changes city; a branch that it had there is no branch any more."""
    book_firm(twin, firm, target)
    if firm.moved_from < 0:
        firm.moved_from = firm.city
    firm.city = target
    if firm.branch_city == target:
        firm.branch_city = -1


def follow(twin: Twin, params: Any, luck: Luck, left: dict[int, int]) -> None:
    """People at the seat that was left follow their firm, or have no post any more."""
    for person in twin.people if left else []:
        if person.employer_kind != FIRM or left.get(person.employer) != person.city:
            continue
        if luck.uniform("follow", person.row) < params.follow_share:
            move_person(twin, person, twin.firms[person.employer].city)
        else:
            leave_job(person)


def extend_institutes(twin: Twin, params: Any, luck: Luck, research: list[list[float]]) -> None:
    """Institutes open branches, equation (4), and second people of their seat to them."""
    opened: dict[int, int] = {}
    for institute in twin.institutes:
        if not institute.is_active:
            continue
        if not looks(luck, "extend", institute, params.institute_branch_rate):
            continue
        utility = worth_of_branches(twin, institute, params, research)
        target = best_city(twin, luck, "extend to", institute, utility)
        if target >= 0:
            institute.branches[target] = True
            twin.flows["institutes"][institute.city][target] += 1.0
            opened[institute.row] = target
    for person in twin.people if opened else []:
        if person.employer_kind != INSTITUTE or person.employer not in opened:
            continue
        at_seat = person.city == twin.institutes[person.employer].city
        if at_seat and luck.uniform("second", person.row) < params.secondment_share:
            move_person(twin, person, opened[person.employer])


def worth_of_branches(
    twin: Twin, institute: Institute, params: Any, research: list[list[float]]
) -> dict[int, float]:
    """Equation (4) without taste, for cities without a seat or branch of the institute."""
    utility: dict[int, float] = {}
    for city in range(twin.n_cities):
        if city == institute.city or institute.branches[city]:
            continue
        in_its_fields = sum(
            weight * amount
            for weight, amount in zip(institute.field_weights, research[city], strict=True)
        )
        cut = twin.terms.visit_time_cut[city]
        hours = max(twin.travel[institute.city][city] - cut, 0.0) / 60
        match = log1p(in_its_fields / params.smallest_market)
        utility[city] = match - params.travel_cost * hours
    return utility


def move_funds(twin: Twin, params: Any, luck: Luck, worth: list[list[float]]) -> None:
    """Private funds move their seat, with their cash, to the best other city, equation (3)."""
    for fund in twin.funds:
        if not fund.is_active or fund.is_matched:
            continue
        if looks(luck, "seat", fund, params.fund_move_rate):
            target = best_city(twin, luck, "to", fund, elsewhere(worth, fund.field, fund.city))
            twin.money.pay("funds", "funds", fund.city, fund.capital, target)
            twin.flows["funds"][fund.city][target] += 1.0
            fund.city = target
