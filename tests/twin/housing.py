"""Housing support of newcomers: promised by lot, paid from a line as far as it goes."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from tests.twin.agents import Person

if TYPE_CHECKING:
    from tests.twin.model import Twin

LINE = "talent_corridor"
MONTHS = 36


def pay(twin: Twin) -> None:
    """Pay what is due this month from the line of each city."""
    if LINE not in twin.lines:
        return
    due = [0.0] * twin.n_cities
    for city in twin.cities:
        city.supported_movers = 0.0
    for person in twin.people:
        if person.supported_until >= twin.month:
            due[person.city] += person.weight * person.support / 12
            twin.cities[person.city].supported_movers += person.weight
    for city, asked in enumerate(due):
        paid = min(asked, max(twin.lines[LINE][city], 0.0))
        twin.lines[LINE][city] -= paid
        twin.money.pay("lines", "households", city, paid)


def is_offered(twin: Twin) -> bool:
    """Whether there is a line to pay from and anything on offer."""
    return LINE in twin.lines and any(twin.terms.housing_places)


def shares(values: list[float], elasticity: float) -> list[float]:
    """The logit of a choice among places."""
    best = max(values)
    odds = [exp(elasticity * (value - best)) for value in values]
    total = sum(odds)
    return [each / total for each in odds]


def chances(twin: Twin, expected: list[float]) -> list[float]:
    """Chance of a newcomer to be supported in each city, equation (1)."""
    found = []
    for city in twin.cities:
        places = twin.terms.housing_places[city.row] * city.layout / 12
        newcomers = expected[city.row]
        if places <= 0:
            found.append(0.0)
        else:
            found.append(min(1.0, places / newcomers) if newcomers > 0 else 1.0)
    return found


def promise(twin: Twin, person: Person, is_helped: bool) -> None:
    """Settle the support of one who has just moved."""
    person.supported_until = twin.month + MONTHS if is_helped else -1
    person.support = twin.terms.housing_subsidy[person.city] if is_helped else 0.0
