"""Indicators: what is reported per city and month, as the statistics define it.

    rd_intensity    = 100 Σ₁₂ R_reported / Σ₁₂ Y                       % of output  (1)
    patents_per_10k = 10⁴ P / N(previous year end)                                  (2)
    st_contribution = 100 [1 - (α k + (1 - α) l) / y]                  %            (3)

    R, Y sums over the last twelve months at the prices of one year; P patents in force;
    N residents in the vintage published for that year (unrevised to 2019, census-based
    from 2020); y, k, l mean log growth of output, capital and employment over the last five
    years (the year's output against that of five years before, month-end capital and
    employment). The zone is the five cities together, never a mean of them.

(3) needs five years, so it begins in December 2019. Its level hangs on the convention:
α .35 here, capital by perpetual inventory at 9.6 %; only differences between arms at one
convention mean anything.

References
----------
Solow (1957), Review of Economics and Statistics 39(3).
"""

from __future__ import annotations

import numpy as np

from sim.accounts import sum_both
from sim.region import Region
from sim.shapes import Bools, Floats, PerCity
from sim.state import State

HEADLINE = ("rd_intensity", "patents_per_10k", "st_contribution")
UNITS = {
    "rd_intensity": "%",
    "patents_per_10k": "per 10k residents",
    "st_contribution": "%",
    "rd_intensity_real": "%",
    "patents_per_10k_unrevised": "per 10k residents",
    "patents_per_10k_census": "per 10k residents",
    "gdp": "m yuan/year, 2015 prices",
    "rd_spending": "m yuan/year, 2015 prices",
    "patents_in_force": "patents",
    "patent_grants": "patents/year",
    "patent_filings": "patents/month",
    "certified_firms": "firms",
    "rd_active_firms": "firms",
    "firms": "firms",
    "rd_people": "persons",
    "vacancies": "persons",
    "venture_capital": "m yuan",
    "plan_spending": "m yuan/month",
    "patents_per_10k_cv": "coefficient of variation between cities",
}
ALPHA = 0.35  # capital elasticity of the official accounting [convention]
CENSUS_YEAR = 2020


def with_zone(by_city: PerCity) -> Floats:
    """City values followed by their sum."""
    return np.append(by_city, by_city.sum())


def population(region: Region, year: int, vintage: str = "published") -> Floats:
    """Residents at the end of a year by city and in the zone, persons."""
    if vintage == "published":
        vintage = "revised" if year >= CENSUS_YEAR else "unrevised"
    return with_zone(region.input(f"population_{vintage}", year))


def contribution(output: Floats, capital: Floats, labour: Floats, alpha: float) -> Floats:
    """Share of growth that inputs do not explain, in %, equation (3).

    Each argument holds the ratio of the end to the beginning of the five years.
    """
    inputs = alpha * np.log(capital) + (1 - alpha) * np.log(labour)
    return 100 * (1 - inputs / np.log(output))


def measure(state: State) -> dict[str, Floats]:
    """All indicators of the last completed month: name -> (cities and zone)."""
    path = state.history
    row = state.month - 1 + 12
    year = 2015 + (state.month - 1) // 12
    last = slice(row - 11, row + 1)
    gdp = with_zone(path["gdp"][last].sum(axis=0))
    reported = with_zone(path["rd_reported"][last].sum(axis=0))
    patents = with_zone(path["patents"][row])
    region, firms = state.region, state.firms

    def count(flag: Bools) -> Floats:
        return with_zone(state.by_city(firms.city, firms.weight * flag))

    talent, funds = state.talent, state.funds
    per_head = 1e4 * patents / population(region, year - 1)
    return {
        "rd_intensity": 100 * reported / gdp,
        "patents_per_10k": per_head,
        "st_contribution": _contribution(state, row),
        "rd_intensity_real": 100 * with_zone(path["rd_real"][last].sum(axis=0)) / gdp,
        "patents_per_10k_unrevised": 1e4 * patents / population(region, year - 1, "unrevised"),
        "patents_per_10k_census": 1e4 * patents / population(region, year - 1, "revised"),
        "gdp": gdp,
        "rd_spending": reported,
        "patents_in_force": patents,
        "patent_grants": with_zone(path["patent_grants"][last].sum(axis=0)),
        "patent_filings": with_zone(sum_both(state, "filings")),
        "certified_firms": count(firms.is_certified),
        "rd_active_firms": count(firms.is_rd_active),
        "firms": count(firms.is_active),
        "rd_people": with_zone(state.by_city(talent.city, talent.weight * talent.is_active)),
        "vacancies": with_zone(state.cities.vacancies.sum(axis=1)),
        "venture_capital": with_zone(
            state.by_city(funds.city, funds.capital + funds.portfolio)
        ),
        "plan_spending": with_zone(state.cities.plan_spending),
        "patents_per_10k_cv": between_cities(per_head),
    }


def between_cities(value: Floats) -> Floats:
    """Coefficient of variation over the cities, in the place of the zone."""
    cities = value[:-1]
    return np.append(np.full(len(cities), np.nan), cities.std() / cities.mean())


def _contribution(state: State, row: int) -> Floats:
    path = state.history
    before = row - 60
    if before < 11:
        return np.full(len(state.cities) + 1, np.nan)
    output = [with_zone(path["gdp"][r - 11 : r + 1].sum(axis=0)) for r in (row, before)]
    capital, labour = (
        with_zone(path[name][row]) / with_zone(path[name][before])
        for name in ("capital", "employment")
    )
    return contribution(output[0] / output[1], capital, labour, ALPHA)
