"""The layout rule: which city gets how much of the money that is for the whole zone.

    ℓ_c ∝ (1 - m_c) R_c / Σ R + m_c M_c                        layout                  (1)
    M_c = (1 - a - n) V_c / Σ V + a G_c / Σ G + n H_c / Σ H    merit                   (2)
    V_c = R_c ∂F_c/∂R_c = ε Σ_i∈c p_i W_i h_i R̄_i^ε            expected return         (3)
    H_c = N_c² / R_c                                           needs                   (4)
    p_i / (1 - p_i) = e^(κ q_i) s_c / (1 - s_c)                chance of a grant       (5)

    R R&D performed over the last twelve months (with facility building), m
    terms.merit_weight (at most 1), a weight_of_grants, n weight_of_needs, F expected patents,
    W weight (of institutes 1), h patent_propensity, R̄ rd_lagged, ε filing_elasticity, G
    patents granted over the last twelve months, N residents a year ago (input
    population_revised), κ quality_slope, q quality, s input grant_share (at most .95), the
    same for all kinds of applicants

Without the plan money follows R&D. A yuan more in a city is taken to reach its performers
in proportion to their R&D: it then brings ∂F/∂R patents, and (3) is money in proportion to
R&D times that return, which with one elasticity is the share of the city in expected
patents. By needs (4) a head is worth the more the less R&D it has.

References
----------
Hausman, Hall & Griliches (1984): filings rise with the power ε of R&D, equation (1) of
`patenting`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import ParameterError, Parameters, parameter
from sim.shapes import PerCity
from sim.state import State


@dataclass(frozen=True, kw_only=True)
class LayoutParameters(Parameters):
    """What merit means where the layout rule looks at it."""

    weight_of_grants: float = parameter(
        0.0, unit="share of merit", low=0, high=1, status="assumed",
        source="variant of the rule: past grants of patents instead of expected return",
    )  # fmt: skip
    weight_of_needs: float = parameter(
        0.0, unit="share of merit", low=0, high=1, status="assumed",
        source="variant of the rule: most per head where R&D per head is least",
    )  # fmt: skip
    filing_elasticity: float = parameter(
        0.4, unit="elasticity of filings to R&D", low=0.2, high=0.6, status="recalled",
        source="Hausman, Hall & Griliches (1984); must equal that of patenting",
    )  # fmt: skip
    quality_slope: float = parameter(
        0.3, unit="logit per standard deviation", low=0, high=1, status="assumed",
        source="better ideas are granted more often; must equal that of patenting",
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        both = self.weight_of_grants + self.weight_of_needs
        if both > 1:
            raise ParameterError(
                f"{self.path()}: weight_of_grants + weight_of_needs = {both:g}, outside [0, 1]"
            )


def shares(amount: PerCity) -> PerCity:
    """Each city's part of a total."""
    return amount / amount.sum()


def layout(rd: PerCity, merit: PerCity, weight: PerCity) -> PerCity:
    """Share of each city in an instrument for the whole zone, equation (1)."""
    weight = np.minimum(weight, 1.0)
    return shares((1 - weight) * shares(rd) + weight * merit)


def divided(state: State, params: LayoutParameters) -> PerCity:
    """The layout of this month; merit is looked at only where the rule asks for it."""
    row, weight = state.month, state.terms.merit_weight
    rd = state.history["rd_real"][row : row + 12].sum(axis=0)
    if not weight.any():
        return shares(rd)
    past = state.history["patent_grants"][row : row + 12].sum(axis=0)
    people = state.region.input("population_revised", state.year - 1)
    by_grants, by_needs = params.weight_of_grants, params.weight_of_needs
    merit = (1 - by_grants - by_needs) * shares(expected_return(state, params, rd.max()))
    merit += by_grants * shares(past + 1e-9) + by_needs * shares(people**2 / rd)
    return layout(rd, merit, weight)


def expected_return(state: State, params: LayoutParameters, unit: float) -> PerCity:
    """Patents that money in proportion to R&D brings at the margin, equation (3).

    R&D is measured in any `unit` of money: only the shares of the cities count.
    """
    share = np.minimum(state.region.input("grant_share", state.year), 0.95)
    odds, total = share / (1 - share), np.zeros(len(state.cities))
    for table, weight in ((state.firms, state.firms.weight), (state.institutes, None)):
        rows = (table.rd_lagged > 0).nonzero()[0]
        city = table.city[rows]
        power = (table.rd_lagged[rows] / unit) ** params.filing_elasticity
        filings = table.patent_propensity[rows] * power
        if weight is not None:
            filings *= weight[rows]
        chance = odds[city] * np.exp(params.quality_slope * table.quality[rows])
        total += state.by_city(city, filings * chance / (1 + chance))
    return params.filing_elasticity * total
