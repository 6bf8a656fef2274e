"""Examination in the twin: how long the office takes, what it grants, what stays in force."""

from __future__ import annotations

from math import exp, floor, log
from typing import TYPE_CHECKING, Any

from scipy.special import ndtri

from tests.twin.agents import Firm
from tests.twin.counts import binomial

if TYPE_CHECKING:
    from tests.twin.agents import Institute
    from tests.twin.luck import Luck
    from tests.twin.model import Twin

QUEUE_MONTHS = 72
LONGEST = QUEUE_MONTHS - 1  # months: no decision takes longer
INSTITUTES_FROM = 10**9  # the luck of institutes is that of rows from here on
FIRM = 4  # kind of applicant; the others are the kinds of institutes, universities first


def is_firm(agent: Firm | Institute) -> bool:
    """Firms have a second queue, of what they filed for the count."""
    return isinstance(agent, Firm)


def luck_row(agent: Firm | Institute) -> int:
    """What the luck of a patentee hangs on."""
    return agent.row if is_firm(agent) else INSTITUTES_FROM + agent.row


def delays(number: int, u: float, median: float, spread: float) -> list[int]:
    """Months until each of `number` filings of one row is decided, equation (1)."""
    places = [(k + u) / number for k in range(number)]
    return [min(floor(median * exp(spread * ndtri(p))) + 1, LONGEST) for p in places]


class Office:
    """The rules of the month: by city and kind of applicant."""

    def __init__(self, twin: Twin, params: Any) -> None:
        self.params = params
        self.slot = twin.month % QUEUE_MONTHS
        shares = kind_shares(twin, params)
        odds = [params.university_odds, *[params.institute_odds] * 3, 0.0]
        times = [params.university_lapse, 1.0, 1.0, 1.0, 1.0]
        granted = [min(share, 0.95) for share in twin.input("grant_share")]
        self.chance, self.lapse = [], []  # by city and kind
        for city in range(twin.n_cities):
            self.chance.append(neutral(granted[city], shares[city], odds))
            mean = sum(s * t for s, t in zip(shares[city], times, strict=True))
            self.lapse.append([t / mean for t in times])
        exits = twin.region.start["exit_rate"].tolist()
        self.sale = [max(e / 100 - params.provincial_lapse, 0.0) for e in exits]  # a year

    def grant_chance(self, agent: Firm | Institute, kind: int) -> float:
        """Chance that a decision is a grant, equation (2)."""
        p = self.chance[agent.city][kind]
        return logistic(log(p / (1 - p)) + self.params.quality_slope * agent.quality)

    def lapse_chance(self, agent: Firm | Institute, kind: int) -> float:
        """Chance that a patent lapses in a month, equation (3)."""
        times = self.lapse[agent.city][kind]
        return min(self.params.lapse_slope * agent.patent_age * times, 0.5) / 12


def kind_shares(twin: Twin, params: Any) -> list[list[float]]:
    """Share s_ck of each kind of applicant in the filings of a city at the start."""
    part = twin.region.start["patents_institute_share"].tolist()
    filed = [[0.0] * FIRM for _ in range(twin.n_cities)]
    for institute in twin.institutes:
        if institute.slot_month >= 0:  # founded later
            continue
        rd = 12 * institute.rd_start / params.reference_rd
        rate = institute.patent_propensity * rd**params.rd_elasticity
        filed[institute.city][institute.kind] += rate
    shares = []
    for city in range(twin.n_cities):
        total = sum(filed[city])
        of_institutes = part[city] if total > 0 else 0.0
        scale = of_institutes / total if total > 0 else 0.0
        shares.append([scale * rate for rate in filed[city]] + [1 - of_institutes])
    return shares


def logistic(x: float) -> float:
    """Chance with log odds `x`."""
    return 1 / (1 + exp(-x))


def neutral(mean: float, shares: list[float], odds: list[float]) -> list[float]:
    """Chance of each kind, with γ such that their mean is that of the city: equation (2)."""
    low, high = min(odds), max(odds)
    middle = log(mean / (1 - mean))
    for _ in range(100):  # halving: chances fall with γ
        gamma = (low + high) / 2
        chances = [logistic(middle + each - gamma) for each in odds]
        if sum(s * p for s, p in zip(shares, chances, strict=True)) > mean:
            low = gamma
        else:
            high = gamma
    return [logistic(middle + each - (low + high) / 2) for each in odds]


def examine(twin: Twin, params: Any, luck: Luck) -> None:
    """Decide what is due, and let patents in force lapse or be sold."""
    office = Office(twin, params)
    for agent in [*twin.firms, *twin.institutes]:
        if agent.patents > 0 or agent.queue[office.slot] > 0:
            left = leave(twin, agent, office, luck)
            granted, granted_low = decide(twin, agent, office, luck)
            revalue(twin, agent, agent.patents - left, granted, granted_low, params)


def kind_of(agent: Firm | Institute) -> int:
    """Kind of an applicant."""
    return FIRM if is_firm(agent) else agent.kind


def leave(twin: Twin, agent: Firm | Institute, office: Office, luck: Luck) -> int:
    """How many patents lapse or else are sold out of the zone."""
    lapse = office.lapse_chance(agent, kind_of(agent))
    sale = office.sale[agent.city] / 12
    chance, row = lapse + (1 - lapse) * sale, luck_row(agent)
    left = binomial(agent.patents, chance, luck.uniform("leave", row))
    if left:
        share = min(lapse / chance, 1 - 1e-12)
        lapsed = binomial(left, share, luck.uniform("kind", row))
        twin.patents_book.pay("in_force", "lapsed", agent.city, lapsed)
        twin.patents_book.pay("in_force", "transferred", agent.city, left - lapsed)
    return left


def decide(twin: Twin, agent: Firm | Institute, office: Office, luck: Luck) -> tuple[int, int]:
    """Grants of what is due: of what was researched, and of what was filed for the count."""
    due, low = agent.queue[office.slot], 0
    agent.queue[office.slot] = 0
    if is_firm(agent):
        low, agent.queue_low[office.slot] = agent.queue_low[office.slot], 0
    chance, row = office.grant_chance(agent, kind_of(agent)), luck_row(agent)
    granted = binomial(due - low, chance, luck.uniform("decide", row))
    granted_low = 0
    if low:
        poor = office.params.low_grant * chance
        granted_low = binomial(low, poor, luck.uniform("decide low", row))
    agent.grants = granted + granted_low
    twin.patents_book.pay("pending", "in_force", agent.city, agent.grants)
    twin.patents_book.pay("pending", "refused", agent.city, due - agent.grants)
    return granted, granted_low


def revalue(
    twin: Twin, agent: Firm | Institute, kept: int, granted: int, low: int, params: Any
) -> None:
    """Number, mean age and mean quality of the patents now in force."""
    number = kept + granted + low
    unit = twin.cities[agent.city].quality_unit
    weight = exp(params.quality_spread * agent.quality) / unit
    quality = kept * agent.patent_quality + weight * (granted + params.low_quality * low)
    age = kept * (agent.patent_age + 1 / 12)
    agent.patents = number
    agent.patent_age = age / number if number else 0.0
    agent.patent_quality = quality / number if number else 0.0
