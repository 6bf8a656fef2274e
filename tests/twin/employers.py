"""Employers: firms and institutes with the posts that they have this month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from sim.entities import INSTITUTE, STARTUP
from tests.twin.agents import Firm, Institute, Person
from tests.twin.luck import Luck

if TYPE_CHECKING:
    from tests.twin.model import Twin

FOR_EVER = -1  # the month of luck that never changes


@dataclass(eq=False)
class Employer:
    """A firm or an institute: rows of people that it wants and holds."""

    agent: Firm | Institute
    wanted: float
    held: float = 0
    open_posts: float = 0

    @property
    def is_firm(self) -> bool:
        return isinstance(self.agent, Firm)

    @property
    def is_start_up(self) -> bool:
        return self.is_firm and self.agent.kind == STARTUP

    @property
    def weight(self) -> float:
        """Real employers that it stands for."""
        return self.agent.weight if self.is_firm else 1.0

    def branches(self) -> list[int]:
        """Cities in which it has a branch."""
        if self.is_firm:
            return [self.agent.branch_city] if self.agent.branch_city >= 0 else []
        return [city for city, present in enumerate(self.agent.branches) if present]

    def is_in(self, city: int) -> bool:
        """Whether it has its seat or a branch in a city."""
        return self.agent.city == city or city in self.branches()

    def fields(self) -> Iterator[tuple[int, float]]:
        """Its fields and the share of each."""
        if self.is_firm:
            yield self.agent.field, 1.0
        else:
            yield from enumerate(self.agent.field_weights)

    def places(self, branch_share: float) -> Iterator[tuple[int, float]]:
        """Cities with posts and the share of each: branches together have `branch_share`."""
        branches = self.branches()
        yield self.agent.city, 1 - branch_share if branches else 1.0
        for city in branches:
            yield city, branch_share / len(branches)


class Employers:
    """All employers: firms by row, then institutes by row."""

    def __init__(self, twin: Twin) -> None:
        luck = Luck(twin.seed, "hiring", FOR_EVER)
        size = twin.people_per_agent
        self.firms = [Employer(e, wanted(e, e.weight, size, luck, "firm")) for e in twin.firms]
        self.institutes = [
            Employer(e, wanted(e, 1.0, size, luck, "institute")) for e in twin.institutes
        ]
        self.all = [*self.firms, *self.institutes]

    def of(self, person: Person) -> Employer | None:
        """Who employs a person."""
        if person.employer < 0:
            return None
        kind = self.institutes if person.employer_kind == INSTITUTE else self.firms
        return kind[person.employer]


def wanted(agent: Firm | Institute, weight: float, size: float, luck: Luck, draw: str) -> float:
    """Rows of people wanted, equation (1) of hiring; who is closed wants none."""
    if not agent.is_active:
        return 0
    return floor(weight * agent.staff_wanted / size + luck.uniform(draw, agent.row))
