"""Talent corridor: moving and visiting between the cities gets easier.

A move costs less, a title earned in one city counts in the others, movers get help with
housing for three years, and a visit takes less time from door to door. Movers from outside
the zone and between its cities are helped alike: only the former add people to the zone.
The dose scales the number of places, not the help per mover.

    move_cost_cut += s k                                                                (1)
    title_recognition += min(s (r - r_0), 1 - r_0)                                      (2)
    housing_places += s n,  housing_subsidy = h where s > 0                             (3)
    visit_time_cut += s v                                                               (4)
    q = s (w_r + w_h + w_v)              asked of the city budgets, million yuan a year (5)

    s strength (dose x ramp), k moving_cost, r mutual_recognition, r_0
    recognition_without, n housing_places (whole zone), h housing, v visit_time_cut, w the
    costs of recognition, housing and visits

Help is paid as far as the line goes: 240 million yuan a year are a third less than 5,000
new movers a year cost when three cohorts are paid.

References
----------
Moretti & Wilson (2017), AER 107(7): people move for net income. Cui, Li & Wang: faster
visits raise joint patents of universities and firms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import SERVICES, Terms

CLAUSE = (
    "2.4.5 实施人才发展一体化行动计划: 沪宁沿线人才创新走廊 "
    "(integrated talent development: innovation corridor for talent along Shanghai-Nanjing)"
)
LINE = "talent_corridor"
GRADE = "B"
ACTS_IN = ("budgets", "migration", "collaboration", "relocation", "financing")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """What movers and visitors are offered, and what it costs the cities."""

    last_month: str = ""
    ramp_months: float = parameter(
        36, unit="months", low=1, high=120, status="assumed", source="rules change slowly"
    )
    moving_cost: float = parameter(
        0.10, unit="share of the cost of changing city taken off", low=0, high=1,
        status="assumed", source="range .05-.2; 1.0 annual wage without the plan",
    )  # fmt: skip
    mutual_recognition: float = parameter(
        0.90, unit="share of titles recognised in another city", low=0, high=1,
        status="assumed", source="range .6-1; an unrecognised title costs 5 % of the wage",
    )  # fmt: skip
    recognition_without: float = parameter(
        0.50, unit="share of titles recognised in another city", low=0, high=1,
        status="assumed", source="without the plan: recognised_share of migration",
    )  # fmt: skip
    housing: float = parameter(
        24_000, unit="yuan a year per supported mover, 3 years", low=0, high=1_000_000,
        status="assumed", source="usual city subsidies; range 12,000-60,000",
    )  # fmt: skip
    housing_places: float = parameter(
        5_000, unit="new movers a year in the zone", low=0, high=50_000, status="assumed",
        source="no number is published in the plan",
    )  # fmt: skip
    visit_time_cut: float = parameter(
        10, unit="minutes from door to door", low=0, high=120, status="assumed",
        source="not of the timetable; fastest rail Nanjing-Suzhou 49-71 minutes (sourced); "
        "range 0-20",
    )  # fmt: skip
    cost_of_recognition: float = parameter(
        20, unit="million yuan a year, city budgets", low=0, high=200, status="assumed",
        payer="city budgets", source="no yuan is published in the plan",
    )  # fmt: skip
    cost_of_housing: float = parameter(
        240, unit="million yuan a year, city budgets", low=0, high=2000, status="assumed",
        payer="city budgets", source="receiving city; no yuan is published in the plan",
    )  # fmt: skip
    cost_of_visits: float = parameter(
        10, unit="million yuan a year, city budgets", low=0, high=200, status="assumed",
        payer="city budgets", source="no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    gain = params.mutual_recognition - params.recognition_without
    terms.move_cost_cut += strength * params.moving_cost
    terms.title_recognition += np.minimum(strength * gain, 1 - params.recognition_without)
    terms.housing_places += strength * params.housing_places
    terms.housing_subsidy += np.where(strength > 0, params.housing / 1e6, 0.0)
    terms.visit_time_cut += strength * params.visit_time_cut
    services = params.cost_of_recognition + params.cost_of_visits
    terms.request(LINE, "city_budgets", strength * params.cost_of_housing)
    terms.request(SERVICES, "city_budgets", strength * services)
