"""Terms: what the levers offer in each city this month; zero means nothing is offered.

Levers write terms and nothing else; behaviour reads terms. Each is per city, so an offer
can hold in some cities and not in others.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache

import numpy as np

from sim.shapes import Floats, PerCity

SERVICES = "services"  # lines so named, or "services of ...", buy services outside at once
PAYERS = (
    "special_fund", "city_budgets", "province", "central_government",
    "provincial_fund", "city_funds",
)  # fmt: skip


def needed_yield(target: float, elasticity: float, rd_change: float = 0) -> float:
    """Rise of the yield of R&D after which filings are higher by `target`.

    Filings rise with effective R&D by the elasticity ε, and R&D itself changes by r:
    y = (1 + target)^(1/ε) / (1 + r) - 1.
    """
    return (1 + target) ** (1 / elasticity) / (1 + rd_change) - 1


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
    # Of a visit between two cities the larger counts, of a move or a branch the target's.
    visit_time_cut: PerCity = _term("minutes", "taken off a visit to the city")
    border_cut: PerCity = _term("share", "cost of a partner in another city taken off")
    duplication_cut: PerCity = _term("share", "city project money freed from duplicate topics")
    review_precision: PerCity = _term("correlation", "added: review score with project quality")
    approval_cut: PerCity = _term("months", "taken off from application to payment")
    application_cost_cut: PerCity = _term("share", "cost of an application taken off")
    consortium_places: PerCity = _term("firms", "firms in joint research at a time, zone")
    consortium_yield: PerCity = _term("share", "rise of the yield of R&D in joint research")
    consortium_rd: PerCity = _term("share", "change of own R&D in joint research")
    cluster_coverage: PerCity = _term("share", "R&D-active firms organised in a cluster")
    cluster_yield: PerCity = _term("share", "rise of the yield of R&D in a cluster")
    cluster_rd: PerCity = _term("share", "change of own R&D in a cluster")
    entry_tilt: PerCity = _term("log odds", "added for entrants in the city's speciality")
    licence_hazard: PerCity = _term("log points", "added to the hazard of a licence")
    inventor_share: PerCity = _term("share", "added to the inventor's part of licence income")
    inventor_income: PerCity = _term("log points", "income of inventors in start-ups")
    new_institutes: PerCity = _term("institutes/year", "new-type institutions founded, zone")
    proof_of_concept: PerCity = _term("log points", "added to the odds of first venture money")
    capital_leverage: PerCity = _term("ratio", "investment per yuan of support of industry")
    park_bonus: PerCity = _term("log points", "utility of a place in a park")
    capital_loss: PerCity = _term("share", "of what parks offer, lost in a provincial capital")
    park_yield: PerCity = _term("share", "rise of the yield of R&D in parks")
    cultivation_places: PerCity = _term("firms/year", "added to the cultivation pool, zone")
    cultivation_award: PerCity = _term("m yuan", "award of a firm that enters the pool")
    qualifying_cost_cut: PerCity = _term("share", "cost of qualifying taken off, pool only")
    ftz_yield: PerCity = _term("share", "rise of the yield of R&D in the free-trade zone")
    clearance: PerCity = _term("months", "taken off projects that import samples")
    filing_cost_cut: PerCity = _term("share", "private cost of a filing taken off")
    filing_push: PerCity = _term("share", "cost of a filing for the count taken off")
    filing_subsidy: PerCity = _term("m yuan", "subsidy paid per such filing")
    relabel_push: PerCity = _term("share", "of R&D, relabelled to please officials")
    merit_weight: PerCity = _term("share", "weight of marginal return in the layout rule")
    new_money: PerCity = _term("m yuan/year", "new provincial money in the special fund")
    compliance_cost: PerCity = _term("share", "of revenue, for safety, affected fields")
    requests: dict[str, Floats] = field(default_factory=dict, init=False)
    only_in: dict[str, str] = field(default_factory=dict, init=False)
    month: int = field(default=0, init=False)  # the month for which offers are made

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
        self.only_in.clear()

    def request(self, line: str, payer: str, yearly: PerCity, only_in: str = "") -> None:
        """Ask `payer` for money for an instrument.

        `yearly` is the amount for the whole region, million yuan a year, times the
        strength in each city; the layout rule of `budgets` says which share of it falls
        on each city. `only_in` names a flag of cities in the region: then these alone
        share in the line.
        """
        if only_in:
            self.only_in[line] = only_in
        book = self.requests.setdefault(line, np.zeros((len(PAYERS), self.n_cities)))
        book[PAYERS.index(payer)] += yearly / 12

    def copy(self) -> Terms:
        """Independent terms with the same offers."""
        twin = Terms.blank(self.n_cities)
        for name in self.names():
            getattr(twin, name)[:] = getattr(self, name)
        twin.month = self.month
        twin.requests = {line: book.copy() for line, book in self.requests.items()}
        twin.only_in = dict(self.only_in)
        return twin
