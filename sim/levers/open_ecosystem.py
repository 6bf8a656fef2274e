"""Open ecosystem: demonstration zone and free-trade zone are linked.

Firms in the free-trade zone reach knowledge and inputs of abroad more easily, and samples
for their research pass the border faster. Services for intellectual property make a filing
cheaper, in all cities, for as many filings as their money can serve: a stronger dose serves
more. The zone itself, of 2019, is there without the plan.

    ftz_yield += s [(1 + Δ)^(1/ε) - 1]                                                  (1)
    clearance += s q                months off a project, in fields that import samples (2)
    filing_cost_cut = v where s > 0, for filings served                                 (3)
    money asked: s w_p              million yuan a year; w_ftz of zone cities alone     (4)

    s strength (dose x ramp), Δ ftz_link: target of filings of firms in the zone, ε
    patents_elasticity, q sample_clearance, v ip_service, w the amounts from_...

References
----------
Yang et al. (2025), Liu & Feng (2024): free-trade zones raise innovation (sign). Zhu et al.
(2022): cities with services for intellectual property.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms, needed_yield

CLAUSE = "2.4.4 实施开放型创新生态建设行动计划 (open innovation ecosystem)"
LINE = "open_ecosystem"
IP_LINE = "ip_service"
ZONE = "is_free_trade_zone"  # of the region
GRADE = "D"
ACTS_IN = ("budgets", "relocation", "patenting")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """What the zone and the services give to firms, and what they cost."""

    last_month: str = ""
    ramp_months: float = parameter(
        24, unit="months", low=1, high=120, status="assumed", source="rules change slowly"
    )
    ftz_link: float = parameter(
        0.05, unit="relative rise of filings of firms in the free-trade zone", low=0,
        high=0.12, status="assumed", source="target; sign sourced (Yang et al. 2025); "
        "range 0-.12",
    )  # fmt: skip
    ip_service: float = parameter(
        0.15, unit="share of the private cost of a filing", low=0, high=0.3, status="assumed",
        source="of filings served; the cost without the plan is 0.03 million yuan; range 0-.3",
    )  # fmt: skip
    sample_clearance: float = parameter(
        0.5, unit="months off a project, firms in the zone", low=0, high=1, status="assumed",
        source="biomedicine and integrated circuits; range 0-1",
    )  # fmt: skip
    patents_elasticity: float = parameter(
        0.4, unit="elasticity of filings to R&D", low=0.2, high=0.6, status="recalled",
        source="Hausman, Hall & Griliches (1984); must equal that of patenting",
    )  # fmt: skip
    from_province: float = parameter(
        50, unit="million yuan a year", low=0, high=500, status="assumed",
        source="for the zone; no yuan is published in the plan",
    )  # fmt: skip
    from_zone_cities: float = parameter(
        50, unit="million yuan a year, cities with an area of the zone", low=0, high=500,
        status="assumed", source="as much as the province",
    )  # fmt: skip
    from_cities: float = parameter(
        50, unit="million yuan a year, services for patents", low=0, high=500,
        status="assumed", source="no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    gain = needed_yield(params.ftz_link, params.patents_elasticity)
    terms.ftz_yield += strength * gain
    terms.clearance += strength * params.sample_clearance
    terms.filing_cost_cut += np.where(strength > 0, params.ip_service, 0.0)
    terms.request(LINE, "province", strength * params.from_province, only_in=ZONE)
    terms.request(LINE, "city_budgets", strength * params.from_zone_cities, only_in=ZONE)
    terms.request(IP_LINE, "city_budgets", strength * params.from_cities)
