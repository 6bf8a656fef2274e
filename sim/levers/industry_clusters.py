"""Industry clusters: each city organises firms of the field in which it is strongest.

Members learn from each other and spare what they would have done twice, as in joint
research; a firm in both has the effect once. New firms of the speciality are preferred, so
that entry shifts towards it and does not rise. Coverage, which is the decisive number,
grows slowly.

    cluster_coverage += s k         share of a city's R&D-active firms                  (1)
    cluster_rd = r,  cluster_yield = (1 + p v)^(1/ε) / (1 + r) - 1 where s > 0          (2)
    entry_tilt += s t                                                                   (3)
    q = s w                         asked of the city budgets, million yuan a year      (4)

    s strength (dose x ramp), k coverage (all of them in the speciality), r own_rd_change,
    p innovation_probability, v rise_per_point, ε patents_elasticity, t entry_tilt, w
    from_cities: cluster management and services

By how much filings must rise for so many more firms to be innovators hangs on how unequal
they are. v is therefore solved on simulated data: with it the estimator of the study finds p
(experiment=solve).

References
----------
Falck, Heblich & Kipar (2010), Regional Science and Urban Economics 40(6): innovation rises
by 4.6-5.7 points, R&D falls by 19 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms, needed_yield

CLAUSE = "2.4.3 实施创新型产业集群发展行动计划 (innovative industry clusters)"
LINE = "industry_clusters"
GRADE = "B"
ACTS_IN = ("budgets", "collaboration", "rd_investment", "entry")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How many firms are organised, what it does to their research, and what it costs."""

    last_month: str = ""
    ramp_months: float = parameter(
        36, unit="months", low=1, high=120, status="assumed", source="clusters grow slowly"
    )
    coverage: float = parameter(
        0.05, unit="share of R&D-active firms, newly organised", low=0.02, high=0.10,
        status="assumed",
        source="the decisive number; all in the city's speciality; range .02-.1",
    )  # fmt: skip
    innovation_probability: float = parameter(
        5, unit="percentage points a year, members", low=0, high=7, status="sourced",
        source="target: Falck, Heblich & Kipar (2010) find 4.6-5.7; range 0-7",
    )  # fmt: skip
    rise_per_point: float = parameter(
        0.044, unit="relative rise of filings per point", low=0, high=0.5, status="fitted",
        source="so that the published estimator finds the points (experiment=solve)",
    )  # fmt: skip
    own_rd_change: float = parameter(
        -0.10, unit="relative change of members' own R&D", low=-0.194, high=0.05,
        status="sourced", source="Falck, Heblich & Kipar (2010) find -.194; shrunk; "
        "range -.194 to .05",
    )  # fmt: skip
    patents_elasticity: float = parameter(
        0.4, unit="elasticity of filings to R&D", low=0.2, high=0.6, status="recalled",
        source="Hausman, Hall & Griliches (1984); must equal that of patenting",
    )  # fmt: skip
    entry_tilt: float = parameter(
        0.2, unit="log odds of entry in the speciality", low=0.1, high=0.4, status="assumed",
        source="total entry stays; range .1-.4",
    )  # fmt: skip
    from_cities: float = parameter(
        200, unit="million yuan a year, city budgets", low=0, high=1000, status="assumed",
        source="no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    rise = params.innovation_probability * params.rise_per_point
    gain = needed_yield(rise, params.patents_elasticity, params.own_rd_change)
    terms.cluster_coverage += strength * params.coverage
    terms.cluster_yield += np.where(strength > 0, gain, 0.0)
    terms.cluster_rd += np.where(strength > 0, params.own_rd_change, 0.0)
    terms.entry_tilt += strength * params.entry_tilt
    terms.request(LINE, "city_budgets", strength * params.from_cities)
