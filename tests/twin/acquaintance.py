"""Acquaintance: which employers a seeker meets, by permanent rows alone."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from tests.twin.agents import Firm, Institute
from tests.twin.employers import Employer

if TYPE_CHECKING:
    from tests.twin.model import Twin


def founded_in(agent: Firm | Institute) -> int:
    """The city in which an employer was founded."""
    moved = isinstance(agent, Firm) and agent.moved_from >= 0
    return agent.moved_from if moved else agent.city


def pick(running: list[float], u: float) -> tuple[int, float]:
    """Inverse sampling: the item in which u of the whole mass falls, and what is left of u."""
    aim = u * running[-1]
    at = min(bisect_right(running, aim), len(running) - 1)
    below = running[at - 1] if at else 0.0
    return at, (aim - below) / (running[at] - below)


class Acquaintance:
    """Groups of employers, founded in one city and of one field, with their masses."""

    def __init__(
        self, twin: Twin, employers: list[Employer], other_field: float, size: float
    ) -> None:
        self.other_field = other_field
        self.by_name = sorted(range(twin.n_cities), key=lambda city: twin.cities[city].key)
        self.n_fields = twin.n_fields
        cells = [(city, field) for city in self.by_name for field in range(twin.n_fields)]
        self.members: dict[tuple[int, int], list[Employer]] = {cell: [] for cell in cells}
        masses: dict[tuple[int, int], list[float]] = {cell: [] for cell in cells}
        for employer in employers:
            known = employer.weight * employer.agent.start_mass**size
            for field, share in employer.fields():
                cell = founded_in(employer.agent), field
                self.members[cell].append(employer)
                masses[cell].append(known * share)
        self.running = {cell: list(accumulate(masses[cell])) for cell in cells}
        self.sections: dict[tuple[int, int, bool], list[float]] = {}

    def cells(self, city: int, at_home: bool) -> list[tuple[int, int]]:
        """The groups of a city, or those of all others, in the order of names."""
        cities = [city] if at_home else [other for other in self.by_name if other != city]
        return [(place, field) for place in cities for field in range(self.n_fields)]

    def section(self, city: int, field: int, at_home: bool) -> list[float]:
        """Running mass of these groups for seekers of a field, equation (5) of hiring."""
        name = city, field, at_home
        if name not in self.sections:
            masses = []
            for cell in self.cells(city, at_home):
                fit = 1.0 if cell[1] == field else self.other_field
                masses.append(fit * self.running[cell][-1] if self.running[cell] else 0.0)
            self.sections[name] = list(accumulate(masses))
        return self.sections[name]

    def meet(self, city: int, field: int, at_home: bool, u: float) -> Employer | None:
        """The employer whom one number of luck brings; none where nobody is known."""
        section = self.section(city, field, at_home)
        if not section or section[-1] <= 0:
            return None
        group, rest = pick(section, u)
        cell = self.cells(city, at_home)[group]
        return self.members[cell][pick(self.running[cell], rest)[0]]
