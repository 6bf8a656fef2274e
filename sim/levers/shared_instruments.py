"""Shared instruments: small and medium firms use the instruments of institutes.

Vouchers let firms rent instruments that they would otherwise buy or do without. A stronger
dose reaches more firms; what a user gets stays the same. Cheaper equipment is the only way
into R&D spending, a better yield of the project's R&D the only way into patents.

    instrument_users += s u                                       share of firms         (1)
    instrument_cost_cut = k where s > 0                           of equipment cost      (2)
    instrument_yield = (1 + Δ)^(1/ε) - 1 where s > 0,  ε = .4     target of filings      (3)

    s strength (dose x ramp), u user_share, k equipment_user_cost_cut, Δ user_patents: the
    rise of the filings of users that the published estimators find; filings rise with R&D
    by the elasticity ε, so (3) is the rise of effective R&D that returns Δ

References
----------
Hausman, Hall & Griliches (1984): ε. Kleine, Heite & Huber (2022): effects of vouchers
fade within two years (behaviour of `rd_investment`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms, needed_yield

CLAUSE = "2.2.3 共建科技公共服务平台 (public service platforms for science and technology)"
LINE = "shared_instruments"
GRADE = "D"
ACTS_IN = ("budgets", "rd_investment", "patenting")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How many firms use instruments, and what a user gets."""

    user_share: float = parameter(
        0.10, unit="share of R&D-active small and medium firms in a year", low=0, high=1,
        status="assumed",
        source="about 1,000 firms with a voucher of 0.03 million yuan; range .05-.2",
    )  # fmt: skip
    equipment_user_cost_cut: float = parameter(
        0.15, unit="share of the equipment part of user cost", low=0, high=1,
        status="assumed",
        source="the only channel into R&D spending; users only; range .05-.3",
    )  # fmt: skip
    user_patents: float = parameter(
        0.08, unit="relative rise of filings of users", low=0, high=1, status="assumed",
        source="target of a published estimator; sign sourced (Kleine et al. 2022); "
        "range 0-.15",
    )  # fmt: skip
    patents_elasticity: float = parameter(
        0.4, unit="elasticity of filings to R&D", low=0.2, high=0.6, status="recalled",
        source="Hausman, Hall & Griliches (1984); must equal that of patenting",
    )  # fmt: skip
    from_special_fund: float = parameter(
        50, unit="million yuan a year", low=0, high=500, status="assumed",
        source="30 of vouchers and 20 of operation; no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    gain = needed_yield(params.user_patents, params.patents_elasticity)
    terms.instrument_users += strength * params.user_share
    terms.instrument_cost_cut += np.where(strength > 0, params.equipment_user_cost_cut, 0.0)
    terms.instrument_yield += np.where(strength > 0, gain, 0.0)
    terms.request(LINE, "special_fund", strength * params.from_special_fund)
