"""Indicators: what is reported per city and month, beside what goes on in the model.

    rd_intensity    = 100 Σ₁₂ R_reported / Σ₁₂ Y                       % of output  (1)
    patents_per_10k = 10⁴ P / N(previous year end)                                  (2)
    st_contribution = 100 [1 - (α k + (1 - α) l) / y]                  %            (3)
    T = Σ_c s_c ln(s_c / n_c)                          Theil index between cities   (4)

    R, Y sums over the last twelve months at the prices of one year; P patents in force;
    N residents in the vintage published for that year (unrevised to 2019, census-based
    from 2020); y, k, l log growth of output, capital and employment over the window of the
    official convention (the year's output against that of five years before, month-end
    capital and employment); s share of a city in patents or R&D, n in residents. The zone
    is the five cities together, never a mean of them.

high_tech_share is the part of the technology sector's sales that certified firms make; the
published share is of all industry, and lower.

(3) needs the whole window, so it begins in December 2019; convention: `sim.accounting`. Its
twins chain months: technology_share is true technology growth in that of output, and
growth_* are the pieces of both (`sim.growth`), which add up to growth_residual. Each of (1)
and (2) has a twin too: real R&D without what is relabelled, patents by quality.

References
----------
Solow (1957), Review of Economics and Statistics 39(3). Theil (1967), Economics and
Information Theory.
"""

from __future__ import annotations

import numpy as np

from sim import growth
from sim.accounting import METHODS, Params, contribution, official_capital, with_zone
from sim.accounts import sum_both
from sim.region import Region
from sim.shapes import Bools, Floats
from sim.state import State
from sim.venture import held

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
    "public_fund_cost": "m yuan, less holdings at the start",
    "plan_spending": "m yuan/month",
    "plan_spending_so_far": "m yuan, 2015 prices",
    "patents_per_10k_cv": "coefficient of variation between cities",
    "patents_per_10k_theil": "index, between cities",
    "rd_per_head_theil": "index, between cities",
    "patents_quality_per_10k": "ordinary patents per 10k residents",
    "high_tech_share": "% of sales, certified firms",
    **{f"st_contribution_{share}_{method}": "%"
       for share in (30, 35, 40, 45) for method in METHODS},
    "technology_share": "% of growth, true technology",
    "technology_selection_share": "% of growth, and selection",
    "technology_growth": "%/year, true technology",
    **{f"growth_{piece}": "%/year" for piece in growth.ACCOUNTS},
}  # fmt: skip
CENSUS_YEAR = 2020


def population(region: Region, year: int, vintage: str = "published") -> Floats:
    """Residents at the end of a year by city and in the zone, persons."""
    if vintage == "published":
        vintage = "revised" if year >= CENSUS_YEAR else "unrevised"
    return with_zone(region.input(f"population_{vintage}", year))


def measure(state: State, convention: Params = Params()) -> dict[str, Floats]:  # noqa: B008
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
        "public_fund_cost": with_zone(public_fund_cost(state)),
        "plan_spending": with_zone(state.cities.plan_spending),
        "plan_spending_so_far": with_zone(path["plan_spending"][12 : row + 1].sum(axis=0)),
        "patents_per_10k_cv": between_cities(per_head),
        **twins(state, row, patents, reported),
        **conventions(state, row, convention),
        **technology(state, row, convention),
    }


def public_fund_cost(state: State) -> Floats:
    """What public investors paid funds since the start, less returns and holdings at cost.

    Fees, write-offs and sales below cost: the net cost of money that is an asset. Only
    differences between arms have a meaning; a stake is counted where its leading fund is.
    """
    funds, firms, money = state.funds, state.firms, state.money
    net = -sum(money.position[money.row[name]] for name in ("provincial_fund", "city_funds"))
    older = np.maximum(funds.portfolio - held(state), 0)
    net -= state.by_city(funds.city, funds.public_share * (funds.capital + older))
    rows = np.flatnonzero(firms.stake > 0)
    net -= state.by_city(funds.city[firms.fund[rows]], firms.stake_public[rows])
    return net - state.lines.get("fund_matching", 0)


def twins(state: State, row: int, patents: Floats, reported: Floats) -> dict[str, Floats]:
    """Quality of patents, certified firms, and how unequal cities are."""
    people = population(state.region, 2014 + (row - 12) // 12)
    firms = state.firms
    sales = firms.weight * firms.sales_mean
    by_quality = np.zeros(len(state.cities))
    for table in (firms, state.institutes):
        by_quality += state.by_city(table.city, table.patents * table.patent_quality)
    certified = with_zone(state.by_city(firms.city, sales * firms.is_certified))
    total = with_zone(state.by_city(firms.city, sales))
    return {
        "patents_per_10k_theil": theil(patents, people),
        "rd_per_head_theil": theil(reported, people),
        "patents_quality_per_10k": 1e4 * with_zone(by_quality) / people,
        "high_tech_share": 100 * certified / np.maximum(total, 1e-300),
    }


def conventions(state: State, row: int, convention: Params) -> dict[str, Floats]:
    """The contribution at the convention of the run and at every usual one, equation (3)."""
    grown = {method: grown_by(state, row, method, convention) for method in METHODS}
    found = {
        f"st_contribution_{share}_{method}": contribution(*grown[method], share / 100)
        for share in (30, 35, 40, 45)
        for method in METHODS
    }
    chosen = grown[convention.capital_method]
    return found | {"st_contribution": contribution(*chosen, convention.capital_share)}


def grown_by(
    state: State, row: int, method: str, convention: Params
) -> tuple[Floats, Floats, Floats]:
    """End over beginning of the window: the year's output, capital, employment."""
    path, region = state.history, state.region
    before = row - 12 * convention.window_years
    if before < 11:
        nothing = np.full(len(state.cities) + 1, np.nan)
        return nothing, nothing, nothing
    now, then = (
        (
            with_zone(path["gdp"][r - 11 : r + 1].sum(axis=0)),
            official_capital(region, path, r, method, convention),
            with_zone(path["employment"][r]),
        )
        for r in (row, before)
    )
    return now[0] / then[0], now[1] / then[1], now[2] / then[2]


def technology(state: State, row: int, convention: Params) -> dict[str, Floats]:
    """True technology growth and the pieces of the official residual, chained months."""
    found = growth.accounts(state, row, convention)
    true = found["firms"] + found["rest"] + found["gain"]
    return {
        "technology_share": 100 * true / found["output"],
        "technology_selection_share": 100 * (true + found["selection"]) / found["output"],
        "technology_growth": true,
    } | {f"growth_{name}": value for name, value in found.items()}


def theil(amount: Floats, people: Floats) -> Floats:
    """Theil index of an amount per head, equation (4), in the place of the zone."""
    share, heads = amount[:-1] / amount[-1], people[:-1] / people[-1]
    index = (share * np.log(np.maximum(share / heads, 1e-300))).sum()
    return np.append(np.full(len(share), np.nan), index)


def between_cities(value: Floats) -> Floats:
    """Coefficient of variation over the cities, in the place of the zone."""
    cities = value[:-1]
    return np.append(np.full(len(cities), np.nan), cities.std() / cities.mean())
