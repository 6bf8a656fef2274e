"""Technology transfer: knowledge of institutes reaches firms faster.

Brokers and vouchers make licences more frequent; start-ups that no fund has backed get
grants for a proof of concept, which funds notice. A stronger dose is a power of both
factors, and more money.

    licence_hazard += s ln h                             log points                      (1)
    proof_of_concept += s ln o                           log points                      (2)
    q_p = s w_p                       money asked of payer p, million yuan a year        (3)

    s strength (dose x ramp), h transfer_hazard, o proof_of_concept, w the amounts from_...

References
----------
Howell (2017), AER 107(4): early-stage grants double the chance of venture money; taken at
1.5. The factor on licences is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "2.3.3 协同推进科技成果转移转化 (transfer and commercial use of research results)"
LINE = "technology_transfer"
GRADE = "B"
ACTS_IN = ("budgets", "innovation", "financing")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """Factors on licences and first deals, and who pays."""

    transfer_hazard: float = parameter(
        1.2, unit="factor on the hazard of a licence", low=1, high=3, status="assumed",
        source="range 1-1.5; buying technology is no R&D of the buyer",
    )  # fmt: skip
    proof_of_concept: float = parameter(
        1.5, unit="factor on the odds of first venture money", low=1, high=4,
        status="sourced", source="Howell 2017: doubles in the US; shrunk; range 1-2",
    )  # fmt: skip
    from_special_fund: float = parameter(
        150, unit="million yuan a year", low=0, high=1000, status="assumed",
        source="line of the special fund; no yuan is published in the plan",
    )  # fmt: skip
    from_cities: float = parameter(
        150, unit="million yuan a year", low=0, high=1000, status="assumed",
        source="as much as the special fund",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.licence_hazard += strength * np.log(params.transfer_hazard)
    terms.proof_of_concept += strength * np.log(params.proof_of_concept)
    terms.request(LINE, "special_fund", strength * params.from_special_fund)
    terms.request(LINE, "city_budgets", strength * params.from_cities)
