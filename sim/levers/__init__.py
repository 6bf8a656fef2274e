"""The levers: each instrument of the plan is a module that writes terms."""

from __future__ import annotations

from typing import Any, Protocol

from sim.levers import (
    assessment,
    expert_screening,
    firm_cultivation,
    fund_matching,
    industry_clusters,
    industry_projects,
    innovation_parks,
    joint_generic_research,
    national_projects,
    open_ecosystem,
    overall_layout,
    reform_pilots,
    research_facilities,
    service_centre,
    shared_instruments,
    special_fund,
    talent_corridor,
    technology_platforms,
    technology_transfer,
    work_safety,
    zone_council,
)
from sim.shapes import PerCity
from sim.terms import Terms


class Lever(Protocol):
    """What a module must have to be a lever.

    `offer(terms, params, strength)` adds to terms. `strength` is dose x ramp by city, and
    zero outside the months and cities of the lever; `sim.month` computes it for all.
    `CLAUSE` is the number and heading in the plan with a gloss, `GRADE` the grade of what
    is known of the size of the effect per yuan, firm or filing (A quasi-experiment in China,
    B elsewhere or meta-analysis, C correlation, D assumption, also where a sign is known),
    `ACTS_IN` the processes that read its terms.
    """

    Params: Any

    @property
    def CLAUSE(self) -> str: ...

    @property
    def GRADE(self) -> str: ...

    @property
    def ACTS_IN(self) -> tuple[str, ...]: ...

    def offer(self, terms: Terms, params: Any, strength: PerCity) -> None: ...


LEVERS: tuple[Lever, ...] = (
    zone_council,
    expert_screening,
    service_centre,
    research_facilities,
    technology_platforms,
    shared_instruments,
    fund_matching,
    national_projects,
    joint_generic_research,
    technology_transfer,
    industry_projects,
    innovation_parks,
    firm_cultivation,
    industry_clusters,
    open_ecosystem,
    talent_corridor,
    reform_pilots,
    overall_layout,
    special_fund,
    work_safety,
    assessment,
)
