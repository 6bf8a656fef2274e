"""Assessment: officials who are judged by indicators work on the indicators.

City governments are inspected and judged by what is measured. They buy filings from firms
that would not have filed, and ask firms to report more as R&D. Nothing real changes: no
R&D, no knowledge, no productivity.

    Δ = s (w / .5) d                    filings more, as a share: the target       (1)
    filing_push += 1 - (1 + Δ)^(-1/η)   cost taken off that returns it             (2)
    filing_subsidy = z where s > 0      million yuan per filing                    (3)
    relabel_push += s (w / .5) o        of R&D, reported on top                    (4)

    s strength (dose x ramp), w target_weight, d low_quality_filings and o relabelling at a
    weight of one half, η cost_elasticity of `patenting`, z subsidy

A filing costs 0.03 million yuan. At dose 1 a fifth of that is taken off a filing for the
count; the subsidy is half of this fifth, the rest is what officials do to ease the way. It
is paid as far as the money goes. From mid-2021 the national campaign for quality damps (1),
with and without the plan (scenario). Effort ends with 2022.

References
----------
Study of targets for patents per head, "Stimulating Innovation or Managing Numbers?": firms
in less innovative provinces file 28.8 % more, with fewer citations and no more R&D.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "4.4 强化督查考核 (supervision and assessment against targets)"
LINE = "assessment"
GRADE = "A"
ACTS_IN = ("budgets", "patenting", "certification")
HALF = 0.5  # the weight at which the sizes below are given


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How much the indicators weigh, what follows at one half, and what it costs."""

    target_weight: float = parameter(
        0.5, unit="effort of city governments toward indicators", low=0, high=1,
        status="assumed", source="scales the two sizes below; range 0-1",
    )  # fmt: skip
    low_quality_filings: float = parameter(
        0.10, unit="relative rise of firms' filings at a weight of one half", low=0, high=0.5,
        status="sourced", source="target of a published estimator: 28.8 % in less innovative "
        "provinces (Managing Numbers), shrunk; range 0-.288",
    )  # fmt: skip
    relabelling: float = parameter(
        0.01, unit="share of R&D at a weight of one half", low=0, high=0.1, status="assumed",
        source="the source finds no more R&D; range 0-.03",
    )  # fmt: skip
    subsidy: float = parameter(
        0.003, unit="million yuan per filing", low=0, high=0.05, status="assumed",
        source="3,000 yuan, range 1,000-8,000",
    )  # fmt: skip
    cost_elasticity: float = parameter(
        0.4, unit="elasticity of filings to their private cost", low=0.1, high=1,
        status="recalled", source="fees -.3 to -.5; must equal that of patenting",
    )  # fmt: skip
    from_city_budgets: float = parameter(
        100, unit="million yuan a year", low=0, high=1000, status="assumed",
        source="no yuan is published in the plan",
    )  # fmt: skip


def needed_cut(rise: PerCity, elasticity: float) -> PerCity:
    """Part of the cost to take off for filings to rise by a share, equation (2)."""
    return 1 - (1 + rise) ** (-1 / elasticity)


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    effort = strength * params.target_weight / HALF
    rise = effort * params.low_quality_filings
    terms.filing_push += needed_cut(rise, params.cost_elasticity)
    terms.filing_subsidy += np.where(strength > 0, params.subsidy, 0.0)
    terms.relabel_push += effort * params.relabelling
    terms.request(LINE, "city_budgets", strength * params.from_city_budgets)
