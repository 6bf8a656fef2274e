"""Terms: what the levers offer in each city this month; zero means nothing is offered.

Levers write terms and nothing else; behaviour reads terms. Each is per city, so an offer
can hold in some cities and not in others.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache

import numpy as np

from sim.shapes import Floats, PerCity

SERVICES = "services"  # a line that is spent at once on services from outside the model
PAYERS = (
    "special_fund", "city_budgets", "province", "central_government",
    "provincial_fund", "city_funds",
)  # fmt: skip


def _term(unit: str, meaning: str) -> PerCity:
    return field(metadata={"unit": unit, "meaning": meaning})


@dataclass
class Terms:
    """Every offer of this month, by city of who receives it."""

    n_cities: int
    instrument_users: PerCity = _term("share", "R&D-active small firms invited to instruments")
    instrument_cost_cut: PerCity = _term("share", "cost of equipment taken off for users")
    instrument_yield: PerCity = _term("share", "rise of the yield of users' project R&D")
    contract_research: PerCity = _term("m yuan/year", "contract research added, all of it")
    facility_rd_share: PerCity = _term("share", "facility building that counts as R&D")
    facility_inputs: PerCity = _term("share", "rise of inputs of institutes with access")
    match_share: PerCity = _term("share", "public part of a matched sub-fund at most")
    match_cap: PerCity = _term("m yuan", "public money per sub-fund at most")
    fund_leave_home: PerCity = _term("share", "added to what a matched fund may invest away")
    move_cost_cut: PerCity = _term("share", "cost of changing city taken off, by target city")
    title_recognition: PerCity = _term("share", "added share of titles recognised")
    housing_subsidy: PerCity = _term("m yuan/year", "housing support per mover")
    housing_places: PerCity = _term("movers/year", "movers supported")
    visit_time_cut: PerCity = _term("minutes", "taken off a visit to the city")
    requests: dict[str, Floats] = field(default_factory=dict, init=False)

    @classmethod
    @cache
    def names(cls) -> tuple[str, ...]:
        """The offers, without the requests for money."""
        return tuple(item.name for item in fields(cls) if "unit" in item.metadata)

    @classmethod
    def blank(cls, n_cities: int) -> Terms:
        """Terms that offer nothing."""
        zeros = {name: np.zeros(n_cities) for name in cls.names()}
        return cls(n_cities=n_cities, **zeros)

    def clear(self) -> None:
        """Take every offer back."""
        for name in self.names():
            getattr(self, name).fill(0)
        self.requests.clear()

    def request(self, line: str, payer: str, yearly: PerCity) -> None:
        """Ask `payer` for money for an instrument.

        `yearly` is the amount for the whole region, million yuan a year, times the
        strength in each city; the layout rule of `budgets` says which share of it falls
        on each city.
        """
        book = self.requests.setdefault(line, np.zeros((len(PAYERS), self.n_cities)))
        book[PAYERS.index(payer)] += yearly / 12

    def copy(self) -> Terms:
        """Independent terms with the same offers."""
        twin = Terms.blank(self.n_cities)
        for name in self.names():
            getattr(twin, name)[:] = getattr(self, name)
        twin.requests = {line: book.copy() for line, book in self.requests.items()}
        return twin
