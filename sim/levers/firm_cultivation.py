"""Firm cultivation: more firms are prepared for the certificate of a high-tech enterprise.

Firms near the required R&D are added to the cultivation pools of province and cities for a
year. Each gets an award and help with the application. The dose adds firms; what a firm
gets stays the same. What follows (firms that qualify, jump or relabel, and the tax that the
treasury loses) is behaviour of `certification` and `production`, with and without the plan.
The award is cash for whoever is in the pool and no part of the choice; the cut is 0.03
million yuan, a fifth of the fixed cost of 0.15.

    cultivation_places += s n                         firms a year, whole zone      (1)
    cultivation_award = a, qualifying_cost_cut = v    where s > 0                   (2)
    q_p = s a n w_p / Σ w                             asked of payer p, a year      (3)

    s strength (dose x ramp), n pool_additional, a award, v qualifying_cost_cut, w the
    parts of the payers

The rules stay after 2022, and so do the pools.

References
----------
Chen, Liu, Suárez Serrato & Xu (2021), American Economic Review 111(7): firms near the notch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "2.4.2 实施创新型企业培育行动计划 (cultivation of innovative firms)"
LINE = "firm_cultivation"
GRADE = "A"
ACTS_IN = ("budgets", "certification")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How many firms, what each gets, and who pays."""

    last_month: str = ""
    pool_additional: float = parameter(
        3000, unit="firms a year added to the pool", low=0, high=20_000, status="assumed",
        source="range 1,000-5,000; no number is published in the plan",
    )  # fmt: skip
    award: float = parameter(
        0.2, unit="million yuan per firm", low=0.001, high=5, status="assumed",
        source="usual awards; 600 million yuan a year in all",
    )  # fmt: skip
    qualifying_cost_cut: float = parameter(
        0.2, unit="share of the fixed cost of qualifying", low=0, high=1, status="assumed",
        source="range .1-.4; 0.03 of the 0.15 million yuan that were fitted; the dose was "
        "written for a cost of 0.3",
    )  # fmt: skip
    from_province: float = parameter(
        200, unit="parts of the awards", low=0, high=2000, status="assumed",
        source="million yuan of 600; other totals are divided alike",
    )  # fmt: skip
    from_city_budgets: float = parameter(
        400, unit="parts of the awards", low=0, high=2000, status="assumed",
        source="million yuan of 600; other totals are divided alike",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.cultivation_places += strength * params.pool_additional
    terms.cultivation_award += np.where(strength > 0, params.award, 0.0)
    terms.qualifying_cost_cut += np.where(strength > 0, params.qualifying_cost_cut, 0.0)
    parts = {"province": params.from_province, "city_budgets": params.from_city_budgets}
    scale = params.award * params.pool_additional / max(sum(parts.values()), 1e-300)
    for payer, part in parts.items():
        terms.request(LINE, payer, scale * part * strength)
