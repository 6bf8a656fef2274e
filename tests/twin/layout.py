"""The layout rule of the twin: which city gets how much of what is for the whole zone."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.twin.model import Twin

MOST_GRANTED = 0.95  # share of applications, so that there are odds


def shares(amount: list[float]) -> list[float]:
    """Each city's part of a total."""
    total = sum(amount)
    return [part / total for part in amount]


def layout(twin: Twin, params: Any) -> list[float]:
    """Share of each city, equation (1)."""
    weight = [min(each, 1.0) for each in twin.terms.merit_weight]
    by_rd = shares(past_year(twin, twin.rd_real))
    if not any(weight):
        return by_rd
    by_merit = merit(twin, params)
    return shares(
        [(1 - m) * r + m * v for m, r, v in zip(weight, by_rd, by_merit, strict=True)]
    )


def merit(twin: Twin, params: Any) -> list[float]:
    """What a city deserves, equation (2)."""
    granted = [number + 1e-9 for number in past_year(twin, twin.patent_grants)]
    a, n = params.weight_of_grants, params.weight_of_needs
    return [
        (1 - a - n) * by_return + a * by_grants + n * by_needs
        for by_return, by_grants, by_needs in zip(
            shares(expected_return(twin, params)), shares(granted), shares(needs(twin)),
            strict=True,
        )
    ]  # fmt: skip


def expected_return(twin: Twin, params: Any) -> list[float]:
    """Patents at the margin that money in proportion to R&D brings, equation (3)."""
    elasticity = params.filing_elasticity
    odds = []
    for granted in twin.input("grant_share"):
        share = min(granted, MOST_GRANTED)
        odds.append(share / (1 - share))
    patents = [0.0] * twin.n_cities
    for each, weight in patentees(twin):
        if each.rd_lagged > 0:
            filings = weight * each.patent_propensity * each.rd_lagged**elasticity
            good = odds[each.city] * exp(params.quality_slope * each.quality)
            patents[each.city] += elasticity * filings * good / (1 + good)
    return patents


def patentees(twin: Twin) -> list[tuple[Any, float]]:
    """Firms and institutes with their weights; an institute stands for itself."""
    firms = [(firm, firm.weight) for firm in twin.firms]
    return firms + [(institute, 1.0) for institute in twin.institutes]


def needs(twin: Twin) -> list[float]:
    """Heads times heads per yuan of R&D, equation (4)."""
    people = twin.region.input("population_revised", twin.year - 1).tolist()
    rd = past_year(twin, twin.rd_real)
    return [number**2 / spent for number, spent in zip(people, rd, strict=True)]


def past_year(twin: Twin, history: list[list[float]]) -> list[float]:
    """Sum over the last twelve months, by city."""
    months = history[twin.month : twin.month + 12]
    return [sum(of_city) for of_city in zip(*months, strict=True)]
