"""Research facilities: province, cities and centre build large shared facilities.

Building is paid by several budgets; a part of it counts as R&D in the year, all of it is
fixed capital. Institutes with access to a facility get more inputs for their research, not
a higher yield of them.

    q_p = s I w_p / Σ w                  money asked of payer p, million yuan a year     (1)
    facility_inputs += s a,  facility_rd_share = r where s > 0                           (2)

    s strength (dose x ramp), I capital_spending, w the amounts from_..., a
    research_output, r rd_share_of_capital: a way of counting, not scaled by the dose

References
----------
Helmers & Overman (2017), Economic Journal 127: more research near a facility, through inputs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "2.2.1 共建重大科学研究设施 (major research facilities built together)"
LINE = "research_facilities"
GRADE = "D"
ACTS_IN = ("budgets", "institute_research", "production")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """Spending, its payers, and what institutes get."""

    last_month: str = "2024-12"
    capital_spending: float = parameter(
        1500, unit="million yuan a year", low=0, high=20_000, status="assumed",
        source="no yuan is published in the plan; to December 2024; range 500-4,000",
    )  # fmt: skip
    rd_share_of_capital: float = parameter(
        0.6, unit="share of capital spending", low=0, high=1, status="assumed",
        source="what the R&D survey counts; the rest enters capital only; range .3-.9",
    )  # fmt: skip
    research_output: float = parameter(
        0.10, unit="relative rise of inputs of institutes with access", low=0, high=1,
        status="assumed",
        source="sign and locality sourced (Helmers & Overman 2017); range .05-.25",
    )  # fmt: skip
    from_special_fund: float = parameter(
        150, unit="million yuan a year", low=0, high=2000, status="assumed",
        source="payers of 1,500; other totals are divided alike",
    )  # fmt: skip
    from_province: float = parameter(
        350, unit="million yuan a year", low=0, high=2000, status="assumed",
        source="payers of 1,500; other totals are divided alike",
    )  # fmt: skip
    from_cities: float = parameter(
        600, unit="million yuan a year", low=0, high=2000, status="assumed",
        source="host cities' part of 1,500; other totals are divided alike",
    )  # fmt: skip
    from_central: float = parameter(
        400, unit="million yuan a year", low=0, high=2000, status="assumed",
        source="new to the zone; part of 1,500; other totals are divided alike",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    parts = {
        "special_fund": params.from_special_fund,
        "province": params.from_province,
        "city_budgets": params.from_cities,
        "central_government": params.from_central,
    }
    scale = params.capital_spending / max(sum(parts.values()), 1e-300)
    for payer, part in parts.items():
        terms.request(LINE, payer, scale * part * strength)
    terms.facility_rd_share += np.where(strength > 0, params.rd_share_of_capital, 0.0)
    terms.facility_inputs += strength * params.research_output
