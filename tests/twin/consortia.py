"""Consortia and clusters of the twin: who is a member, what it does, and what is paid.

The numbers of equations are those of `sim.consortia`.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any

from tests.twin.lots import GOLDEN, is_in_turn

if TYPE_CHECKING:
    from tests.twin.agents import Firm, Institute
    from tests.twin.model import Twin

CONSORTIUM_LINE, CLUSTER_LINE = "joint_generic_research", "industry_clusters"
CONSORTIUM_WIDTH, CLUSTER_WIDTH = 0.02, 0.22  # usual widths w of the windows, in (3)
TRIES = 64
ROUNDING = 1e-9


def organise(twin: Twin, params: Any) -> None:
    """Members of this month, what it does to their research, and what is paid."""
    terms = twin.terms
    for firm in twin.firms:
        firm.in_consortium = firm.in_cluster = False
        firm.consortium_yield = firm.consortium_rd = firm.joint_rd = 0.0
    does_rd = [firm for firm in twin.firms if firm.is_rd_active]
    if any(terms.cluster_coverage):
        organise_clusters(twin, does_rd)
    if any(terms.consortium_places):
        organise_consortia(twin, params, does_rd)
    for firm in does_rd:
        if firm.in_consortium or firm.in_cluster:
            write_gain(twin, firm)
    if any(terms.cluster_coverage):
        pay_clusters(twin, does_rd)


def organise_clusters(twin: Twin, does_rd: list[Firm]) -> None:
    """Let firms of the speciality of their city join its cluster, equation (2)."""
    speciality = twin.region.speciality.tolist()
    able = [firm for firm in does_rd if firm.field == speciality[firm.city]]
    if any(city.cluster_start < 0 for city in twin.cities):
        tickets = [(fraction(11 * firm.lot),) for firm in able]
        starts = balanced_starts(twin, able, tickets, CLUSTER_WIDTH)
        for city, start in zip(twin.cities, starts, strict=True):
            city.cluster_start = start
    wide, number = number_by_city(twin, does_rd), number_by_city(twin, able)
    for firm in able:
        at = firm.city
        places = twin.terms.cluster_coverage[at] * wide[at]
        width, start = width_of(places, number[at]), twin.cities[at].cluster_start
        firm.in_cluster = in_window(fraction(11 * firm.lot), start, width)


def organise_consortia(twin: Twin, params: Any, does_rd: list[Firm]) -> None:
    """Let firms and institutes join consortia of fields that are complete; pay them."""
    is_in_plan = twin.region.is_in_plan.tolist()
    term = twin.year // params.term_years
    able = [firm for firm in does_rd if is_in_plan[firm.field] > 0]
    if any(city.consortium_start < 0 for city in twin.cities):
        tickets = [(ticket_of(firm, term), ticket_of(firm, term + 1)) for firm in able]
        starts = balanced_starts(twin, able, tickets, CONSORTIUM_WIDTH)
        for city, start in zip(twin.cities, starts, strict=True):
            city.consortium_start = start
    firms = chosen_firms(twin, able, term)
    schools = chosen_institutes(twin, params.institute_coverage, term)
    complete = complete_fields(firms, schools)
    firms = [firm for firm in firms if firm.field in complete]
    schools = [school for school in schools if main_field(school) in complete]
    for firm in firms:
        firm.in_consortium = True
    pay_consortia(twin, params, firms, schools)


def chosen_firms(twin: Twin, able: list[Firm], term: int) -> list[Firm]:
    """Those whose lots lie in the window of their city, equation (1)."""
    number, chosen = number_by_city(twin, able), []
    for firm in able:
        city = twin.cities[firm.city]
        places = twin.terms.consortium_places[city.row] * city.layout
        width = width_of(places, number[city.row])
        if in_window(ticket_of(firm, term), city.consortium_start, width):
            chosen.append(firm)
    return chosen


def chosen_institutes(twin: Twin, share: float, term: int) -> list[Institute]:
    """Open institutes of the cities that have consortia whose lots lie in [0, share)."""
    places = twin.terms.consortium_places
    there = [school for school in twin.institutes if places[school.city] > 0]
    return [x for x in there if x.is_active and is_in_turn(x.lot, term, share)]


def complete_fields(firms: list[Firm], schools: list[Institute]) -> set[int]:
    """Fields with firms of at least two cities and an institute."""
    cities: dict[int, set[int]] = {}
    for firm in firms:
        cities.setdefault(firm.field, set()).add(firm.city)
    mains = {main_field(school) for school in schools}
    return {field for field, found in cities.items() if len(found) >= 2 and field in mains}


def main_field(school: Institute) -> int:
    """The field in which an institute does most."""
    return school.field_weights.index(max(school.field_weights))


def ticket_of(firm: Firm, term: int) -> float:
    """Place of a permanent lot in the windows of a term, in equation (1)."""
    return fraction(firm.lot + GOLDEN * term)


def fraction(number: float) -> float:
    """The part behind the point, {x}."""
    return number - floor(number)


def in_window(ticket: float, start: float, width: float) -> bool:
    """Whether a ticket lies in a window of [0, 1) that may run over its end."""
    return fraction(ticket - start) < width


def width_of(places: float, number: float) -> float:
    """Width of a window with so many places for so many firms, in (1) and (2)."""
    return min(places / max(number, 1.0), 1.0)


def number_by_city(twin: Twin, firms: list[Firm]) -> list[float]:
    """Real firms in each city."""
    number = [0.0] * twin.n_cities
    for firm in firms:
        number[firm.city] += firm.weight
    return number


def balanced_starts(
    twin: Twin, able: list[Firm], tickets: list[tuple[float, ...]], width: float
) -> list[float]:
    """Where the windows of each city begin, equation (3), over one term or two."""
    tries, starts = [fraction(GOLDEN * j) for j in range(TRIES)], []
    for city in twin.cities:
        here = [
            (firm.weight, firm.weight * firm.rd_lagged, ticket)
            for firm, ticket in zip(able, tickets, strict=True)
            if firm.city == city.row
        ]
        terms = len(tickets[0]) if tickets else 0
        gaps = [sum(gap(here, t, start, width) for t in range(terms)) for start in tries]
        good = (gap <= min(gaps) + ROUNDING for gap in gaps)
        starts.append(next(a for a, is_good in zip(tries, good, strict=True) if is_good))
    return starts


def gap(
    firms: list[tuple[float, float, tuple[float, ...]]], term: int, start: float, width: float
) -> float:
    """How far a window is from holding its share of firms and of research, in (3)."""
    number = number_inside = research = research_inside = 0.0
    for weight, mass, tickets in firms:
        number += weight
        research += mass
        if in_window(tickets[term], start, width):
            number_inside += weight
            research_inside += mass
    return off(number_inside, width * number) + off(research_inside, width * research)


def off(held: float, goal: float) -> float:
    """Relative distance from a goal; none where there is nothing to hold."""
    return abs(held / goal - 1) if goal > 0 else 0.0


def write_gain(twin: Twin, firm: Firm) -> None:
    """The stronger of both programmes, once, equation (4)."""
    terms, at = twin.terms, firm.city
    gains, changes = [], []
    if firm.in_consortium:
        gains.append(terms.consortium_yield[at])
        changes.append(terms.consortium_rd[at])
    if firm.in_cluster:
        gains.append(terms.cluster_yield[at])
        changes.append(terms.cluster_rd[at])
    firm.consortium_yield = max(gains)
    firm.consortium_rd = max(changes, key=abs)


def pay_consortia(twin: Twin, params: Any, firms: list[Firm], schools: list[Institute]) -> None:
    """Divide the line among members by their research, institutes first, equation (5)."""
    line = twin.lines.get(CONSORTIUM_LINE)
    if line is None:
        return
    for city in range(twin.n_cities):
        budget, cap = max(line[city], 0.0), params.support_cap
        here = [school for school in schools if school.city == city]
        research = sum(school.rd_spending for school in here)
        paid = min(params.institute_part * budget, cap * research)
        for school in here:
            school.cash += paid / research * school.rd_spending if research > 0 else 0.0
        twin.money.pay("lines", "institutes", city, paid)

        members = [firm for firm in firms if firm.city == city]
        research = sum(firm.weight * firm.rd_spending for firm in members)
        rate = min(cap, (budget - paid) / research) if research > 0 else 0.0
        for firm in members:
            firm.joint_rd = rate * firm.rd_spending
            firm.cash += firm.joint_rd
        twin.money.pay("lines", "firms", city, rate * research)
        line[city] -= paid + rate * research


def pay_clusters(twin: Twin, does_rd: list[Firm]) -> None:
    """Buy services for the members of each cluster that has any."""
    line = twin.lines.get(CLUSTER_LINE)
    if line is None:
        return
    for city in {firm.city for firm in does_rd if firm.in_cluster}:
        twin.money.pay("lines", "suppliers", city, line[city])
        line[city] = 0.0
