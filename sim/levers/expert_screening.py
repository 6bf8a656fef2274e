"""Expert screening: a committee of senior experts sees a little more of a project's worth.

The scores of reviewers follow the true quality of projects more closely. It acts on
competitive project money alone, and gives none.

    review_precision += min(s (ρ_1 - ρ_0), 1 - ρ_0)                                     (1)
    q = s w                                      asked of the special fund, m yuan a year (2)

    s strength (dose x ramp), ρ_1 signal_precision, ρ_0 precision_without, w
    from_special_fund: fees and travel of the committee

References
----------
Howell (2017), AER 107(4): ranks given by reviewers hardly predict what firms do later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import SERVICES, Terms

CLAUSE = "2.1.2 成立苏南自创区专家咨询委员会 (advisory committee of experts)"
LINE = SERVICES + " of expert_screening"
GRADE = "D"
ACTS_IN = ("budgets", "rd_investment")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How well reviewers see with the committee; it stays after 2022."""

    last_month: str = ""
    signal_precision: float = parameter(
        0.30, unit="correlation of score and quality", low=0, high=0.9, status="assumed",
        source="range .2-.5",
    )  # fmt: skip
    precision_without: float = parameter(
        0.20, unit="correlation of score and quality", low=0, high=0.9, status="assumed",
        source="without the plan: review_precision_without of rd_investment",
    )  # fmt: skip
    from_special_fund: float = parameter(
        5, unit="million yuan a year", low=0, high=100, status="assumed",
        source="fees and travel; no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    gain = params.signal_precision - params.precision_without
    terms.review_precision += np.minimum(strength * gain, 1 - params.precision_without)
    terms.request(LINE, "special_fund", strength * params.from_special_fund)
