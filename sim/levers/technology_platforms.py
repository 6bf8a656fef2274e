"""Technology platforms: the provincial institute and innovation centres do contract research.

Firms buy more research from institutes; public money pays a part of the price. What the
contracts do to productivity is behaviour and the same with and without the plan: see
tfp_per_doubling (0.0011) of `institute_research`. That half of what firms pay replaces
their own R&D is behaviour too, of `rd_investment`.

    contract_research += s C         million yuan a year in the whole zone               (1)
    q_p = s w_p                      money asked of payer p, million yuan a year         (2)

    s strength (dose x ramp), C contract_research, w the amounts from_...; firms pay the
    other 560 = 800 - 240

References
----------
Comin, Licht, Pellens & Schubert (2019): contract research of Fraunhofer institutes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "2.2.2 共建产业技术创新平台 (industrial technology innovation platforms)"
LINE = "technology_platforms"
GRADE = "B"
ACTS_IN = ("budgets", "institute_research", "innovation")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How much research is contracted, and its public part."""

    last_month: str = ""
    contract_research: float = parameter(
        800, unit="million yuan a year", low=0, high=20_000, status="assumed",
        source="20 % of 4,000 million yuan revenue of institutes in 2020 (revenue sourced); "
        "range 400-1,600",
    )  # fmt: skip
    from_special_fund: float = parameter(
        120, unit="million yuan a year", low=0, high=1000, status="assumed",
        source="line of the special fund; no yuan is published in the plan",
    )  # fmt: skip
    from_cities: float = parameter(
        120, unit="million yuan a year", low=0, high=1000, status="assumed",
        source="as much as the special fund",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.contract_research += strength * params.contract_research
    terms.request(LINE, "special_fund", strength * params.from_special_fund)
    terms.request(LINE, "city_budgets", strength * params.from_cities)
