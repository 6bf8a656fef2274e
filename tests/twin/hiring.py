"""Hiring, one person after another: who leaves, who finds, whom each seeker chooses."""

from __future__ import annotations

from math import exp, floor, log, log1p, sqrt
from typing import TYPE_CHECKING, Any

from sim.entities import FIRM, INSTITUTE
from tests.twin.acquaintance import Acquaintance
from tests.twin.agents import Person
from tests.twin.employers import Employer, Employers
from tests.twin.leaving import leave_job, leave_zone
from tests.twin.luck import Luck

if TYPE_CHECKING:
    from tests.twin.model import Twin

ROUNDS = (7, 8), (13, 16)  # employers met who were founded in the seeker's city, and all


def leaving_chance(employer: Employer | None, params: Any) -> float:
    """Chance to leave an employer this month, equation (2)."""
    if employer is None:
        return 0.0
    if not employer.agent.is_active:
        return 1.0
    surplus = max(employer.held - employer.wanted - 1, 0)
    laid_off = params.layoff_speed * surplus / employer.held if surplus else 0.0
    return 1 - (1 - params.quit_rate) ** (1 / 12) * (1 - laid_off)


def leave(twin: Twin, params: Any, luck: Luck, employers: Employers) -> None:
    """People retire or leave; the lowest numbers retire, the next ones leave."""
    active = [person for person in twin.people if person.is_active]
    for person in active:
        employer = employers.of(person)
        if employer is not None:
            employer.held += person.weight / twin.people_per_agent
    chance = {employer: leaving_chance(employer, params) for employer in employers.all}
    retiring = 1 - (1 - params.retirement_rate) ** (1 / 12)
    for person in active:
        employer = employers.of(person)
        leaving = chance[employer] if employer is not None else 0.0
        u = luck.uniform("leave", person.row)
        if u >= retiring + (1 - retiring) * leaving:
            continue
        if employer is not None:
            employer.held -= person.weight / twin.people_per_agent
        leave_job(person)
        if u < retiring:
            twin.people_book.pay("talent", "retired", person.city, person.weight)
            leave_zone(person)


def open_market(twin: Twin, params: Any, employers: Employers, seekers: list[Person]) -> None:
    """Posts and seekers by city and field, equation (3)."""
    for city in twin.cities:
        city.vacancies = [0.0] * twin.n_fields
        city.seekers = [0.0] * twin.n_fields
    for employer in employers.all:
        employer.open_posts = floor(max(employer.wanted - employer.held, 0) + 1e-9)
        posts = employer.open_posts * twin.people_per_agent
        for city, at in employer.places(params.branch_share) if posts else ():
            for field, share in employer.fields():
                twin.cities[city].vacancies[field] += at * share * posts
    for person in seekers:
        twin.cities[person.city].seekers[person.field] += person.weight


def finding_chance(seekers: float, vacancies: float, efficiency: float) -> float:
    """Chance of a seeker to find a post this month, equation (4)."""
    matches = min(seekers, vacancies, efficiency * sqrt(seekers) * sqrt(vacancies))
    return matches / seekers


def choice(
    twin: Twin, params: Any, luck: Luck, known: Acquaintance, person: Person
) -> Employer | None:
    """The best of the employers met with an open post here, equations (5) and (6)."""
    for number, (at_home, width) in enumerate(ROUNDS):
        best, best_utility = None, 0.0
        for k in range(width):
            u = luck.uniform(f"meeting {number}", person.row, k, width)
            met = known.meet(person.city, person.field, k < at_home, u)
            if met is None or not met.open_posts or not met.is_in(person.city):
                continue
            utility = log(met.open_posts)
            utility += luck.gumbel(f"taste {number}", person.row, k, width)
            if met.is_start_up:
                income = twin.terms.inventor_income[met.agent.city]
                utility += params.income_elasticity * income
            if best is None or utility > best_utility:
                best, best_utility = met, utility
        if best is not None:
            return best
    return None


def hire(
    twin: Twin, params: Any, luck: Luck, employers: Employers, finders: list[Person]
) -> None:
    """Finders apply; each employer takes those with the highest draws while posts are open."""
    known = Acquaintance(twin, employers.all, params.other_field, params.size_known)
    applicants: dict[Employer, list[Person]] = {}
    for person in finders:
        employer = choice(twin, params, luck, known, person)
        if employer is not None:
            applicants.setdefault(employer, []).append(person)
    for employer, people in applicants.items():
        people.sort(key=lambda person: -luck.uniform("priority", person.row))
        for person in people[: int(employer.open_posts)]:
            person.employer = employer.agent.row
            person.employer_kind = FIRM if employer.is_firm else INSTITUTE
            employer.held += person.weight / twin.people_per_agent


def raised(wage: float, seekers: float, vacancies: float, params: Any) -> float:
    """The wage after a month, equation (7); an empty market keeps to the trend."""
    if seekers > 0:
        answer = params.wage_response * (vacancies / seekers - 1) / 12
    else:
        answer = params.wage_step if params.wage_response and vacancies > 0 else 0.0
    answer = max(min(answer, params.wage_step), -params.wage_step)
    return wage * exp(answer + log1p(params.wage_growth) / 12)


def pay(twin: Twin, params: Any) -> None:
    """Those employed earn the posted wage for their skill."""
    for person in twin.people:
        person.wage = 0.0
        if person.employer >= 0:
            posted = twin.cities[person.city].wage[person.field]
            discount = params.title_discount if person.is_unrecognised else 0.0
            person.wage = posted * person.skill * (1 - discount)


def report(twin: Twin, employers: Employers) -> None:
    """What each employer has of what it wants."""
    for employer in employers.all:
        agent, persons = employer.agent, employer.held * twin.people_per_agent
        agent.staff = persons / employer.weight if employer.weight > 0 else 0.0
        agent.staff_filled = employer.held / employer.wanted if employer.wanted > 0 else 1.0


def step(twin: Twin) -> None:
    """One month."""
    params, luck = twin.param("hiring"), twin.luck("hiring")
    employers = Employers(twin)
    leave(twin, params, luck, employers)
    seekers = [person for person in twin.people if person.is_active and person.employer < 0]
    open_market(twin, params, employers, seekers)
    finders = []
    for person in seekers:
        city, field = twin.cities[person.city], person.field
        chance = finding_chance(
            city.seekers[field], city.vacancies[field], params.match_efficiency
        )
        if luck.uniform("find", person.row) < chance:
            finders.append(person)
    for person in twin.people:
        person.tenure += person.employer >= 0
    hire(twin, params, luck, employers, finders)
    for city in twin.cities:
        for field, wage in enumerate(city.wage):
            city.wage[field] = raised(wage, city.seekers[field], city.vacancies[field], params)
    pay(twin, params)
    report(twin, employers)
