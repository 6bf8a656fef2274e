"""Firms share the demand of their field; the rest of each city produces and invests."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log, log1p
from typing import TYPE_CHECKING, Any

from tests.twin.agents import Firm
from tests.twin.industry import safety_cost, support_industry

if TYPE_CHECKING:
    from tests.twin.model import Twin

USUAL_DEDUCTION = 0.75  # super_deduction of 2020
LEAST_COST = 0.05  # of a yuan of R&D after tax


def step(twin: Twin) -> None:
    params = twin.param("production")
    open_firms = [firm for firm in twin.firms if firm.is_active]
    move_fields(twin, open_firms)
    set_unit_sales(twin, open_firms, params)
    capacity = twin.now("capacity")
    for firm in open_firms:
        sell(twin, firm, capacity[firm.city], params)
    deduction = twin.now("super_deduction")[0]
    for firm in open_firms:
        settle(twin, firm, deduction, params)
    for firm in twin.firms:
        firm.rd_cost = rd_cost(tax_rate(firm, params), deduction)
    industry = support_industry(twin, params)
    rest_of_economy(twin, open_firms, params)
    invest(twin, industry, params)


def geometric_means(
    firms: list[Firm], weights: Iterable[float], place: str, n: int
) -> list[float]:
    """Geometric mean productivity of firms by city or field."""
    total, weight_of = [0.0] * n, [0.0] * n
    for firm, weight in zip(firms, weights, strict=True):
        total[getattr(firm, place)] += weight * log(firm.productivity)
        weight_of[getattr(firm, place)] += weight
    return [exp(part / weight) for part, weight in zip(total, weight_of, strict=True)]


def move_fields(twin: Twin, firms: list[Firm]) -> None:
    """Mean productivity of each field by last month's sales, and its growth of a year."""
    sales = [firm.weight * firm.sales for firm in firms]
    for field, mean in zip(
        twin.fields, geometric_means(firms, sales, "field", twin.n_fields), strict=True
    ):
        growth = 12 * log(mean / field.productivity)
        field.growth += (growth - field.growth) / 12
        field.productivity = mean


def set_unit_sales(twin: Twin, firms: list[Firm], params: Any) -> None:
    """Sales per unit of attractiveness: the demand of the field over all of it, (2)."""
    pull = [0.0] * twin.n_fields
    for firm in firms:
        pull[firm.field] += firm.weight * attractiveness(firm)
    for field in twin.fields:
        field.unit_sales = demand(twin, field, params) / pull[field.row]


def demand(twin: Twin, field: Any, params: Any) -> float:
    """Demand of a field, equation (1)."""
    shift = path_at(twin.region.inputs["demand_shift"], twin.month, 0)
    rise = params.demand_growth * (twin.month + 1) / 12 + shift
    relative = field.productivity / field.productivity_start
    return field.demand_start * exp(rise) * relative**params.demand_response


def attractiveness(firm: Firm) -> float:
    """What a firm's share of demand is proportional to, in equation (2)."""
    return firm.appeal * firm.productivity**2


def sell(twin: Twin, firm: Firm, capacity: float, params: Any) -> None:
    """Sales, equation (2), and workers, equation (3); plans follow what could be sold."""
    full = twin.fields[firm.field].unit_sales * attractiveness(firm)
    firm.sales = capacity * full
    firm.sales_mean += (full - firm.sales_mean) / (12 if firm.sales_mean > 0 else 1)
    firm.workers = 12 * full / (params.sales_per_worker * max(firm.productivity, 1e-9))


def settle(twin: Twin, firm: Firm, deduction: float, params: Any) -> None:
    """Customers pay; wages, safety, tax and dividends go out, equations (3) and (4)."""
    value = params.value_added * firm.sales
    wages = params.labour_share * value
    cost = safety_cost(twin, firm, params)
    surplus = value - wages - cost
    rate = tax_rate(firm, params)
    tax = rate * max(surplus - (1 + deduction) * firm.rd_spending, 0.0)
    dividends = params.payout * max(surplus - firm.rd_spending - tax, 0.0)
    firm.profit = surplus
    firm.cash += surplus - tax - dividends
    for source, target, amount in (
        ("customers", "firms", value), ("firms", "households", wages),
        ("firms", "suppliers", cost), ("firms", "treasury", tax),
        ("firms", "owners", dividends),
    ):  # fmt: skip
        twin.money.pay(source, target, firm.city, firm.weight * amount)


def tax_rate(firm: Firm, params: Any) -> float:
    """Rate of profit tax, τ of equation (4)."""
    return params.certified_tax_rate if firm.is_certified else params.tax_rate


def rd_cost(rate: float, deduction: float) -> float:
    """After-tax cost of a yuan of R&D relative to the rule of 2020, equation (7)."""
    now, usual = 1 - rate * (1 + deduction), 1 - rate * (1 + USUAL_DEDUCTION)
    return max(now, LEAST_COST) / max(usual, LEAST_COST)


def rest_of_economy(twin: Twin, firms: list[Firm], params: Any) -> None:
    """Employment, and output of the rest and of all, equations (5) and (6)."""
    workers, sales = [0.0] * twin.n_cities, [0.0] * twin.n_cities
    for firm in firms:
        workers[firm.city] += firm.weight * firm.workers
        sales[firm.city] += firm.weight * firm.sales
    by_sales = [firm.weight * firm.sales for firm in firms]
    means = geometric_means(firms, by_sales, "city", twin.n_cities)
    more, capacity = twin.input("employment_growth"), twin.now("capacity")
    for city in twin.cities:
        row = city.row
        city.employment *= exp(more[row] / 100 / 12)
        usual = exp(path_at(twin.region.inputs["firm_productivity"], twin.month, row))
        city.rest_path = path_at(twin.region.inputs["other_productivity"], twin.month, row)
        owed = log1p(params.diffusion * (means[row] / usual - 1))
        city.rest_gain = city.platform_gain + owed
        labour = city.employment - workers[row]
        city.other_output = capacity[row] * other_output(city, labour, params)
        city.gdp = city.other_output + params.value_added * sales[row]


def other_output(city: Any, labour: float, params: Any) -> float:
    """Output of the rest of the economy at full capacity, equation (5)."""
    alpha = params.capital_elasticity
    inputs = (city.capital / city.capital_start) ** alpha
    inputs *= (labour / city.labour_start) ** (1 - alpha)
    return city.output_start * exp(city.rest_path + city.rest_gain) * inputs


def invest(twin: Twin, industry: list[float], params: Any) -> None:
    """Capital at the end of the month, equation (6)."""
    rate, capacity = twin.input("investment_rate"), twin.now("capacity")
    for city in twin.cities:
        invested = rate[city.row] * city.gdp / capacity[city.row]
        kept = (1 - params.depreciation / 12) * city.capital
        city.capital = kept + invested + city.facility_investment + industry[city.row]


def path_at(path: Any, month: int, city: int) -> float:
    """A path given for the middle of each year from 2014, on straight lines between."""
    place = (month + 0.5) / 12 + 0.5
    year = min(int(place), len(path) - 2)
    before, after = float(path[year][city]), float(path[year + 1][city])
    return before + (place - year) * (after - before)
