"""Collaboration of the twin: each firm that is free looks for a partner about once a year.

The numbers of equations are those of `sim.processes.collaboration`.
"""

from __future__ import annotations

from math import inf, log, log1p
from typing import TYPE_CHECKING, Any

from sim.entities import FIRM, INSTITUTE
from tests.twin import consortia
from tests.twin.agents import Firm, Institute
from tests.twin.candidates import Crowd

if TYPE_CHECKING:
    from tests.twin.luck import Luck
    from tests.twin.model import Twin

CANDIDATES = 8  # met by one who looks, institutes and firms by turns
YIELD_CAP = 0.25
GROWTH_CAP = 3.0
TINY = 1e-300


def step(twin: Twin) -> None:
    """Consortia are organised, then each firm goes on with its project or looks for one."""
    params, luck = twin.param("collaboration"), twin.luck("collaboration")
    consortia.organise(twin, params)
    meeting = Meeting(twin, params)
    for firm in twin.firms:
        if firm.pair_until >= twin.month:
            go_on(twin, firm, params.joint_share)
        else:
            firm.pair_yield = 0.0
        firm.tie *= (1 - params.tie_decay) ** (1 / 12)  # equation (8)
        is_free = firm.is_active and firm.is_rd_active and firm.pair_until < twin.month
        if is_free and luck.uniform("search", firm.row) < params.search_rate / 12:
            meeting.search(firm, luck)


def go_on(twin: Twin, firm: Firm, joint_share: float) -> None:
    """Meet the partner where it is now and file together; if either closed, it is over."""
    partner = partner_of(twin, firm)
    firm.partner_city = meeting_city(partner, firm.city)
    if partner.is_active and firm.is_active:
        twin.flows["co-patents"][firm.city][firm.partner_city] += joint_share * firm.filings
    else:
        firm.pair_until = twin.month - 1
        firm.pair_yield = 0.0


def partner_of(twin: Twin, firm: Firm) -> Any:
    """The firm or institute that is or was the partner, if there ever was one."""
    if firm.partner_kind == FIRM:
        return twin.firms[firm.partner]
    if firm.partner_kind == INSTITUTE:
        return twin.institutes[firm.partner]
    return None


def meeting_city(other: Any, here: int) -> int:
    """Where one meets the other: at an institute's branch, if it has one here."""
    if isinstance(other, Institute) and other.branches[here]:
        return here
    return other.city


class Meeting:
    """Whom firms can meet this month, and how they judge them."""

    def __init__(self, twin: Twin, params: Any) -> None:
        self.twin, self.params = twin, params
        firms, schools = twin.firms, twin.institutes
        self.firms = Crowd(firms, [firm.start_mass * firm.weight for firm in firms])
        self.institutes = Crowd(schools, [school.start_mass for school in schools])
        self.growth_of_all = growth_of_all(twin)

    def search(self, firm: Firm, luck: Luck) -> None:
        """Take the best of the candidates if it is worth the trouble, equation (6)."""
        choice, most = None, -inf
        for k, other in enumerate(self.candidates(firm, luck)):
            if other is not firm and may_be_chosen(other):
                taste = luck.gumbel("taste", firm.row, k, CANDIDATES)
                utility = self.utility(firm, other) + taste
                if utility > most:
                    choice, most = other, utility
        if most > self.params.reservation:
            self.begin(firm, choice)

    def candidates(self, firm: Firm, luck: Luck) -> list[Any]:
        """Institutes and firms by turns; an old partner comes instead of the first."""
        found = []
        for k in range(CANDIDATES):
            crowd = self.firms if k % 2 else self.institutes
            found.append(crowd.draw(luck.uniform("candidate", firm.row, k, CANDIDATES)))
        if firm.tie > 0:
            found[0] = partner_of(self.twin, firm)
        return found

    def begin(self, firm: Firm, other: Any) -> None:
        """Begin a project; ties grow by one with an old partner, equation (8)."""
        is_old = other is partner_of(self.twin, firm)
        firm.tie = firm.tie + 1 if is_old else 1.0
        firm.partner = other.row
        firm.partner_kind = FIRM if isinstance(other, Firm) else INSTITUTE
        firm.partner_city = meeting_city(other, firm.city)
        firm.pair_until = self.twin.month + self.params.project_months - 1
        firm.pair_yield = self.pair_yield(firm, other)

    def pair_yield(self, firm: Firm, other: Any) -> float:
        """What the project does to the yield of research, equation (7)."""
        gain = self.params.pair_gain * max(self.proximity(firm, other), 0.0)
        return min(gain, YIELD_CAP)

    def utility(self, firm: Firm, other: Any) -> float:
        """Utility of a partner but for taste, equation (1)."""
        params, city = self.params, meeting_city(other, firm.city)
        value = params.cognitive_weight * self.proximity(firm, other)
        value -= params.visit_cost * self.minutes(firm.city, city) / 60
        if city != firm.city:
            value -= self.border(firm.city, city) + params.home_knowledge
        if other is partner_of(self.twin, firm):
            value += params.tie_value * log1p(firm.tie)
        return value + self.growth(other)

    def proximity(self, firm: Firm, other: Any) -> float:
        """How much the two can learn from each other, equation (2)."""
        far = cognitive_distance(firm, other, self.twin.field_distance[firm.field])
        return 1 - ((far - self.params.optimum) / self.params.tolerance) ** 2

    def minutes(self, here: int, there: int) -> float:
        """Door to door, equation (4)."""
        if here == there:
            return self.params.access_within
        cut = self.twin.terms.visit_time_cut
        travel = self.twin.travel[here][there] + self.params.access_between
        return max(travel - max(cut[here], cut[there]), 0.0)

    def border(self, here: int, there: int) -> float:
        """Cost of another administration, b k in equation (1)."""
        cut = self.twin.terms.border_cut
        return self.params.border_cost * (1 - min(cut[here], cut[there], 1.0))

    def growth(self, other: Any) -> float:
        """Growth since the start beyond that of all, equation (5)."""
        own = log_ratio(other.rd_lagged, other.start_mass)
        return min(max(own - self.growth_of_all, -GROWTH_CAP), GROWTH_CAP)


def may_be_chosen(other: Any) -> bool:
    """Open, and a firm has to do research."""
    return other.is_active and (isinstance(other, Institute) or other.is_rd_active)


def cognitive_distance(firm: Firm, other: Any, from_field: list[float]) -> float:
    """Distance in what the two know, equation (3); `from_field` to each other field."""
    if isinstance(other, Firm):
        of_fields, place = from_field[other.field], other.position
    else:
        weights = other.field_weights
        of_fields = sum(w * far for w, far in zip(weights, from_field, strict=True))
        place = other.lot
    return of_fields + (1 - of_fields) * abs(firm.position - place)


def log_ratio(now: float, then: float) -> float:
    """Log of a ratio, finite where either is nothing."""
    return log(max(now, TINY) / max(then, TINY))


def growth_of_all(twin: Twin) -> float:
    """Log growth of the research of all who are open since their start, in equation (5)."""
    now = then = 0.0
    for firm in twin.firms:
        if firm.is_active:
            now += firm.weight * firm.rd_lagged
            then += firm.weight * firm.start_mass
    for school in twin.institutes:
        if school.is_active:
            now += school.rd_lagged
            then += school.start_mass
    return log_ratio(now, then)
