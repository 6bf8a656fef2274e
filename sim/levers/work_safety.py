"""Work safety: chemical firms pay for safety.

A cost and nothing else: money leaves the firms. The lever is a negative control, as nothing
should come of it for patents beyond what the money would have paid.

    compliance_cost += s c                               share of revenue                (1)

    s strength (dose x ramp), c compliance_cost, of the chemical part of advanced materials
    and of other manufacturing (behaviour of `production`)

References
----------
Size assumed; campaigns followed the explosion in Xiangshui in 2019.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "4.3 加强安全生产 (work safety)"
GRADE = "D"
ACTS_IN = ("production",)


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """What safety costs; a rule stays."""

    last_month: str = ""
    compliance_cost: float = parameter(
        0.001, unit="share of revenue of chemical firms", low=0, high=0.01, status="assumed",
        payer="firms", source="about 350 million yuan in 2021 (170-600 by seed); range 0-.003",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.compliance_cost += strength * params.compliance_cost
