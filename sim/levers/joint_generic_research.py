"""Joint generic research: consortia of firms of several cities and institutes.

Public money pays for a part of the research of a consortium. Its members learn from each
other, so that their research yields more, and spare what they would have done twice. A
stronger dose has more firms in consortia; what it does to a member stays the same.

    consortium_places += s n                                     firms at a time        (1)
    consortium_rd = r where s > 0                                                       (2)
    consortium_yield = (1 + p v)^(1/ε) / (1 + r) - 1 where s > 0                        (3)
    q_p = s w_p                      money asked of payer p, million yuan a year        (4)

    s strength (dose x ramp), n participants, r own_rd_change, p innovation_probability, v
    rise_per_point, ε patents_elasticity: filings rise by p v although own R&D changes by r, as
    the published estimates of both go together; w the amounts from_...

By how much filings must rise for so many more members to be innovators hangs on how unequal
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

CLAUSE = "2.3.2 联合开展关键共性技术攻关 (joint research on generic key technologies)"
LINE = "joint_generic_research"
GRADE = "B"
ACTS_IN = ("budgets", "collaboration", "rd_investment")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How many firms take part, what it does to their research, and what it costs."""

    participants: float = parameter(
        300, unit="firms in consortia at a time", low=100, high=600, status="assumed",
        source="about 1.2 % of R&D-active firms; range 100-600",
    )  # fmt: skip
    innovation_probability: float = parameter(
        5, unit="percentage points a year, participants", low=0, high=7, status="sourced",
        source="target: Falck, Heblich & Kipar (2010) find 4.6-5.7; range 0-7",
    )  # fmt: skip
    rise_per_point: float = parameter(
        0.055, unit="relative rise of filings per point", low=0, high=0.5, status="fitted",
        source="so that the published estimator finds the points (experiment=solve)",
    )  # fmt: skip
    own_rd_change: float = parameter(
        -0.10, unit="relative change of participants' own R&D", low=-0.194, high=0.05,
        status="sourced", source="Falck, Heblich & Kipar (2010) find -.194; shrunk; "
        "range -.194 to .05",
    )  # fmt: skip
    patents_elasticity: float = parameter(
        0.4, unit="elasticity of filings to R&D", low=0.2, high=0.6, status="recalled",
        source="Hausman, Hall & Griliches (1984); must equal that of patenting",
    )  # fmt: skip
    from_special_fund: float = parameter(
        150, unit="million yuan a year", low=0, high=500, status="assumed",
        source="line of the special fund; no yuan is published in the plan",
    )  # fmt: skip
    from_cities: float = parameter(
        150, unit="million yuan a year", low=0, high=500, status="assumed",
        source="as much as the special fund",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    rise = params.innovation_probability * params.rise_per_point
    gain = needed_yield(rise, params.patents_elasticity, params.own_rd_change)
    terms.consortium_places += strength * params.participants
    terms.consortium_yield += np.where(strength > 0, gain, 0.0)
    terms.consortium_rd += np.where(strength > 0, params.own_rd_change, 0.0)
    terms.request(LINE, "special_fund", strength * params.from_special_fund)
    terms.request(LINE, "city_budgets", strength * params.from_cities)
