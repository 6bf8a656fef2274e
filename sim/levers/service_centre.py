"""Service centre: one market-run desk for applications and payments.

Money arrives sooner after an application, and an application costs a firm less. The latter
brings in firms for which a project was not worth the trouble; the money in the pool stays
the same.

    approval_cut += s a                                                                 (1)
    application_cost_cut += min(s k, 1)                                                 (2)
    q = s w                                      asked of the special fund, m yuan a year (3)

    s strength (dose x ramp), a approval_delay_cut, k application_cost_cut, w
    from_special_fund: the desk

References
----------
None for the sizes, which are assumed and swept (grade D).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import SERVICES, Terms

CLAUSE = "2.1.3 设立苏南自创区管理服务中心 (market-run management and service centre)"
LINE = SERVICES + " of service_centre"
GRADE = "D"
ACTS_IN = ("budgets", "rd_investment")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How much faster and cheaper; it stays after 2022."""

    last_month: str = ""
    approval_delay_cut: float = parameter(
        2, unit="months from application to payment", low=0, high=12, status="assumed",
        source="range 0-4, of 6 without the plan",
    )  # fmt: skip
    application_cost_cut: float = parameter(
        0.20, unit="share of the fixed cost of an application", low=0, high=1,
        status="assumed", source="range 0-.4",
    )  # fmt: skip
    from_special_fund: float = parameter(
        10, unit="million yuan a year", low=0, high=100, status="assumed",
        source="running the desk; no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.approval_cut += strength * params.approval_delay_cut
    terms.application_cost_cut += np.minimum(strength * params.application_cost_cut, 1.0)
    terms.request(LINE, "special_fund", strength * params.from_special_fund)
