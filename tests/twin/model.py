"""The twin's model: an ordinary Mesa model whose step is the month of `sim.processes`."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import mesa

from sim import month
from sim.processes import MONTH, name_of
from sim.settings import Settings
from sim.state import State
from sim.terms import Terms
from tests.twin.agents import Firm, Fund, Institute, Person, Place, fill
from tests.twin.books import Books
from tests.twin.luck import Luck

BRANCH_SHARE = 0.2  # of a firm's R&D done in its branch


class Twin(mesa.Model):
    """The region as objects: lists of firms, institutes, funds and people by row.

    cities, fields     lists of places
    terms              what the levers offer this month: terms.NAME[city]
    requests, only_in  terms.requests[line][payer][city], terms.only_in[line]
    lines              money of the instruments: lines[line][city]
    money, people_book, patents_book     the books
    flows              flows[kind][from city][to city], the last place is the outside world
    rd_real, patent_grants               history by month from January 2014: [month][city]
    month              months since January 2015, of the month that is stepped
    """

    def __init__(self, state: State, settings: Settings) -> None:
        super().__init__(rng=0)
        self.region, self.settings = state.region, settings
        self.seed, self.month = state.seed, state.month
        self.people_per_agent = state.people_per_agent
        self.n_cities, self.n_fields = len(state.cities), len(state.fields)
        self.cities = [Place(row) for row in range(self.n_cities)]
        self.fields = [Place(row) for row in range(self.n_fields)]
        self.firms: list[Firm] = []
        self.institutes: list[Institute] = []
        self.funds: list[Fund] = []
        self.people: list[Person] = []
        fill(self.cities, state.cities)
        fill(self.fields, state.fields)
        self.add_rows(state)
        self.offers = state.terms.copy()
        self.read_terms()
        self.lines = {line: balance.tolist() for line, balance in state.lines.items()}
        self.money, self.people_book = Books(state.money), Books(state.people)
        self.patents_book = Books(state.patents)
        self.flows = {kind: moved.tolist() for kind, moved in state.flows.moved.items()}
        self.rd_real = state.history["rd_real"].tolist()
        self.patent_grants = state.history["patent_grants"].tolist()
        self.travel = state.region.travel.tolist()
        self.field_distance = state.region.field_distance.tolist()

    def add_rows(self, state: State) -> None:
        """Make objects of rows that have none yet: at the start, and slots in January."""
        for rows, kind, table in (
            (self.firms, Firm, state.firms),
            (self.institutes, Institute, state.institutes),
            (self.funds, Fund, state.funds),
            (self.people, Person, state.talent),
        ):
            first = len(rows)
            rows.extend(kind(self, row) for row in range(first, len(table)))
            fill(rows, table, first)

    @property
    def year(self) -> int:
        """Calendar year of the current month."""
        return 2015 + self.month // 12

    @property
    def month_of_year(self) -> int:
        """Calendar month, 1 to 12."""
        return self.month % 12 + 1

    def input(self, series: str) -> list[float]:
        """A series of the data in the current year, by city."""
        return self.region.input(series, self.year).tolist()

    def now(self, series: str) -> list[float]:
        """A series of the scenario in the current month, by city."""
        return self.region.now(series, self.month).tolist()

    def param(self, process: str) -> Any:
        """The parameters of a process."""
        return self.settings.processes[process]

    def luck(self, process: str) -> Luck:
        """The luck of a process in the current month."""
        return Luck(self.seed, process, self.month)

    def pay_into(self, line: str, city: int, amount: float) -> None:
        """Put money into a line."""
        self.lines.setdefault(line, [0.0] * self.n_cities)[city] += amount

    def set_terms(self) -> None:
        """Let the levers make this month's offers: they are given, as the region is."""
        given: Any = SimpleNamespace(terms=self.offers, month=self.month, region=self.region)
        month.set_terms(given, self.settings)
        self.read_terms()

    def read_terms(self) -> None:
        """The offers as plain lists."""
        self.terms: Any = SimpleNamespace(
            **{name: getattr(self.offers, name).tolist() for name in Terms.names()},
            requests={line: book.tolist() for line, book in self.offers.requests.items()},
            only_in=dict(self.offers.only_in),
        )

    def run_process(self, name: str) -> None:
        """One process of the month."""
        import_module(f"tests.twin.{name}").step(self)

    def step(self) -> None:
        """One month. In January the slots of the year have to be added before."""
        if self.month_of_year == 1:
            for moved in self.flows.values():
                for row in moved:
                    row[:] = [0.0] * len(row)
        self.set_terms()
        for process in MONTH:
            self.run_process(name_of(process))
        self.remember()
        self.month += 1

    def remember(self) -> None:
        """R&D performed and patents granted in each city this month."""
        rd, grants = [0.0] * self.n_cities, [0.0] * self.n_cities
        for firm in self.firms:
            done = firm.weight * firm.rd_spending
            away = BRANCH_SHARE * done if firm.branch_city >= 0 else 0.0
            rd[firm.city] += done - away
            rd[firm.branch_city] += away
            grants[firm.city] += firm.grants
        for institute in self.institutes:
            rd[institute.city] += institute.rd_spending
            grants[institute.city] += institute.grants
        for city in self.cities:
            rd[city.row] += city.facility_rd
        self.rd_real[self.month + 12] = rd
        self.patent_grants[self.month + 12] = grants
