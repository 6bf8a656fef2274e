"""Innovation parks: high-tech parks get better, and firms go there.

A place in a park is worth more, which moves firms, and research yields more in a park. Both
lose in a provincial capital what the evidence does not find there.

    park_bonus += s b               log points of utility                               (1)
    park_yield += s [(1 + Δ)^(1/ε) - 1]                                                 (2)
    capital_loss = 1 - k where s > 0                                                    (3)
    q = s w                         asked of the city budgets, million yuan a year      (4)

    s strength (dose x ramp), b location_bonus, Δ park_filings, ε patents_elasticity, k
    capital_factor, w from_cities. Filings follow R&D by nine months and more: with two
    years of ramp Δ is reached after 36 months

Only the yield (2) makes filings: the bonus adds none to a firm.

References
----------
Li & Yang (2019): national high-tech zones raise innovation, not in provincial capitals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms, needed_yield

CLAUSE = "2.4.1 实施创新型园区建设行动计划 (innovation parks)"
LINE = "innovation_parks"
GRADE = "D"
ACTS_IN = ("budgets", "relocation")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """What a place in a park is worth, and what it costs the cities."""

    last_month: str = ""
    ramp_months: float = parameter(
        24, unit="months", low=1, high=120, status="assumed",
        source="the target holds after 36 months; filings lag R&D by nine months and more",
    )  # fmt: skip
    location_bonus: float = parameter(
        0.10, unit="log points of utility", low=0, high=0.25, status="assumed",
        source="a place in a park, sign sourced; range 0-.25",
    )  # fmt: skip
    park_filings: float = parameter(
        0.016, unit="relative rise of filings of firms in parks", low=0, high=0.04,
        status="assumed", source="target: a fifth of being designated a zone (.08); "
        "range 0-.04",
    )  # fmt: skip
    capital_factor: float = parameter(
        0, unit="part that holds in a provincial capital", low=0, high=0.5, status="sourced",
        source="Li & Yang (2019): no significant effect there; range 0-.5",
    )  # fmt: skip
    patents_elasticity: float = parameter(
        0.4, unit="elasticity of filings to R&D", low=0.2, high=0.6, status="recalled",
        source="Hausman, Hall & Griliches (1984); must equal that of patenting",
    )  # fmt: skip
    from_cities: float = parameter(
        300, unit="million yuan a year, city budgets", low=0, high=1000, status="assumed",
        source="no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    gain = needed_yield(params.park_filings, params.patents_elasticity)
    terms.park_bonus += strength * params.location_bonus
    terms.park_yield += strength * gain
    terms.capital_loss += np.where(strength > 0, 1 - params.capital_factor, 0.0)
    terms.request(LINE, "city_budgets", strength * params.from_cities)
