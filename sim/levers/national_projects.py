"""National projects: the cities win more money of national programmes together.

Money from the centre comes in addition to what there was; the special fund adds its part.
Who gets it, and how much performers add of their own, is behaviour and the same with and
without the plan: see own_rd_per_yuan of `rd_investment`.

    q_p = s w_p                          money asked of payer p, million yuan a year     (1)

    s strength (dose x ramp); w external_money of the centre, from_special_fund of the fund

References
----------
Moretti, Steinwender & Van Reenen (2025), Review of Economics and Statistics 107: public
R&D money draws in private R&D.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "2.3.1 共同承接国家重大科研项目 (national research projects won together)"
LINE = "national_projects"
GRADE = "B"
ACTS_IN = ("budgets", "rd_investment", "institute_research")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """Money won in addition."""

    external_money: float = parameter(
        500, unit="million yuan a year from the centre", low=0, high=10_000,
        status="assumed", payer="central government",
        source="range 200-1,000; June 2020 to December 2022",
    )  # fmt: skip
    from_special_fund: float = parameter(
        150, unit="million yuan a year", low=0, high=2000, status="assumed",
        source="the zone's part; no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.request(LINE, "central_government", strength * params.external_money)
    terms.request(LINE, "special_fund", strength * params.from_special_fund)
