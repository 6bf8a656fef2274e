"""Industry projects: large firms get money for strategic projects.

Thirty per cent of the support is for research, the rest for equipment; firms and banks
invest a multiple beside it. More capital can lower the measured contribution of technology.
What becomes of the money (misuse, additionality) is behaviour, the same with and without
the plan.

    q_p = s I w_p / Σ w                  money asked of payer p, million yuan a year     (1)
    capital_leverage = λ where s > 0     yuan of fixed investment per yuan of support    (2)

    s strength (dose x ramp), I support, w the amounts from_..., λ capital_leverage: a ratio,
    the dose scales the support

References
----------
Boeing & Peters (2022) and Dimos, Pugh et al. (2022), for behaviour (sim.industry).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "2.3.4 组织实施重大产业发展项目 (major projects of industrial development)"
LINE = "industry_projects"
GRADE = "D"
ACTS_IN = ("budgets", "production", "rd_investment")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """Support, its payers, and the investment that it moves."""

    support: float = parameter(
        1000, unit="million yuan a year", low=0, high=20_000, status="assumed",
        source="no yuan is published in the plan; to December 2022; range 500-2,000",
    )  # fmt: skip
    capital_leverage: float = parameter(
        5, unit="yuan of total fixed investment per yuan of support", low=0, high=20,
        status="assumed", source="range 2-10; firms and banks invest the rest",
    )  # fmt: skip
    from_special_fund: float = parameter(
        200, unit="million yuan a year", low=0, high=2000, status="assumed",
        source="payers of 1,000; other totals are divided alike",
    )  # fmt: skip
    from_cities: float = parameter(
        800, unit="million yuan a year", low=0, high=4000, status="assumed",
        source="payers of 1,000; other totals are divided alike",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    parts = {"special_fund": params.from_special_fund, "city_budgets": params.from_cities}
    scale = params.support / max(sum(parts.values()), 1e-300)
    for payer, part in parts.items():
        terms.request(LINE, payer, scale * part * strength)
    terms.capital_leverage += np.where(strength > 0, params.capital_leverage, 0.0)
