"""The state: one table of columns per entity (`sim.entities`, `sim.cities`), and the books."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sim.cities import Cities, Fields
from sim.entities import Firms, Funds, Institutes, Talent
from sim.ledger import Flows, Ledger
from sim.region import Region
from sim.shapes import Floats, Ints, Numbers, PerCity, PerMarket
from sim.tables import sum_by
from sim.terms import Terms

MONEY = ("firms", "institutes", "funds", "grants_pool", "calls_pool", "support_pool", "lines")
OUTSIDE_MONEY = (
    "customers", "households", "suppliers", "treasury", "owners", "province",
    "central_government", "provincial_fund", "city_funds", "investors", "buyers",
)  # fmt: skip
PAID_BY = (
    "new_money", "grants_pool", "support_pool", "province", "treasury",
    "central_government", "provincial_fund", "city_funds",
)  # fmt: skip  # who pays into lines; new_money is the province's special fund
PEOPLE = ("talent", "graduates", "outside", "retired")
PATENTS = ("pending", "in_force", "filed", "refused", "lapsed", "transferred")


@dataclass
class State:
    """Everything that changes from month to month, and the region it belongs to."""

    region: Region
    seed: int
    people_per_agent: float
    firms_per_agent: float
    cities: Cities
    fields: Fields
    firms: Firms
    institutes: Institutes
    funds: Funds
    talent: Talent
    terms: Terms
    lines: dict[str, Floats]
    money: Ledger
    people: Ledger
    patents: Ledger
    flows: Flows
    history: dict[str, Floats] = field(default_factory=dict)
    past: dict[str, Any] = field(default_factory=dict)  # last month's accounts of growth
    paid: dict[str, Floats] = field(default_factory=dict)  # into lines: month, payer, city
    known: Any = None  # who is met by whom in hiring: from permanent columns, every January
    month: int = 0

    TABLES = ("cities", "fields", "firms", "institutes", "funds", "talent")

    @property
    def year(self) -> int:
        """Calendar year of the current month."""
        return 2015 + self.month // 12

    @property
    def month_of_year(self) -> int:
        """Calendar month, 1 to 12."""
        return self.month % 12 + 1

    def by_city(self, city: Ints, amount: Numbers) -> PerCity:
        """Sum of `amount` over rows by city code."""
        return sum_by(city, amount, len(self.cities))

    def by_market(self, city: Ints, kind: Ints, amount: Numbers) -> PerMarket:
        """Sum of `amount` over rows by city and field, (cities, fields)."""
        n_fields = len(self.fields)
        flat = sum_by(city * n_fields + kind, amount, len(self.cities) * n_fields)
        return flat.reshape(len(self.cities), n_fields)

    def copy(self) -> State:
        """An independent state: what is done to it leaves this one alone."""
        twin = replace(self)
        for name in self.TABLES:
            setattr(twin, name, getattr(self, name).copy())
        twin.terms = self.terms.copy()
        twin.lines = {name: balance.copy() for name, balance in self.lines.items()}
        twin.history = {name: path.copy() for name, path in self.history.items()}
        twin.past = dict(self.past)  # replaced every month, never written to
        twin.paid = {line: book.copy() for line, book in self.paid.items()}
        twin.money, twin.people = self.money.copy(), self.people.copy()
        twin.patents, twin.flows = self.patents.copy(), self.flows.copy()
        return twin
