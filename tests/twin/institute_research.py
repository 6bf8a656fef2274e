"""Institute research of the twin: one institute after the other gets money and does R&D."""

from __future__ import annotations

from math import exp, log2
from typing import TYPE_CHECKING, Any

from tests.twin.contracts import sell
from tests.twin.institutions import NEW_TYPE, found, pay_new_types

if TYPE_CHECKING:
    from tests.twin.agents import Institute
    from tests.twin.model import Twin

APPLIED = 2
NOT_APPLIED = 1e-6  # weight in contracts: for a city without an applied institute
PLATFORMS, FACILITIES = "technology_platforms", "research_facilities"


def step(twin: Twin) -> None:
    """Income, contracts, facilities; then each institute spends and learns."""
    params = twin.param("institute_research")
    found(twin, params)
    for institute in twin.institutes:
        institute.contract_income = 0.0
    for firm in twin.firms:
        firm.contract_fee = 0.0
    pay_base(twin, params)
    pay_grants(twin)
    pay_contracts(twin, params)
    pay_new_types(twin, params)
    for institute in twin.institutes:
        institute.cash += institute.contract_income
    build_facilities(twin, params)
    for institute in twin.institutes:
        get_access(twin, institute, params)
        spend(twin, institute, params)
        learn(institute, params)


def pay_base(twin: Twin, params: Any) -> None:
    """Central and own income, which grows from January 2015 on."""
    growth = exp(params.funding_growth * twin.month / 12)
    for institute in twin.institutes:
        income = institute.base_funding * growth
        institute.cash += income
        twin.money.pay("central_government", "institutes", institute.city, income)


def pay_grants(twin: Twin) -> None:
    """Generic grants of the city by R&D at the start, not for new-type institutions."""
    old = [each for each in twin.institutes if each.kind != NEW_TYPE]
    size = [0.0] * twin.n_cities
    for institute in old:
        size[institute.city] += institute.rd_start
    for institute in old:
        city = twin.cities[institute.city]
        if size[city.row] > 0:
            grant = city.institute_grants * institute.rd_start / size[city.row]
            institute.cash += grant
            city.grants_pool -= grant
            twin.money.pay("grants_pool", "institutes", city.row, grant)


def pay_contracts(twin: Twin, params: Any) -> None:
    """What platforms add: the public part, then fees of clients, equation (4)."""
    size = [0.0] * twin.n_cities
    for institute in twin.institutes:
        size[institute.city] += contract_size(institute)
    line = twin.lines.get(PLATFORMS, [0.0] * twin.n_cities)
    public, wanted = [0.0] * twin.n_cities, [0.0] * twin.n_cities
    for city in twin.cities:
        row = city.row
        if size[row] > 0:
            total = city.layout * twin.terms.contract_research[row] / 12
            public[row] = min(line[row], total)
            wanted[row] = total - public[row]
        line[row] -= public[row]
        twin.money.pay("lines", "institutes", row, public[row])
    fees = sell(twin, wanted, twin.year, params.client_share, params.client_cap)
    for city in twin.cities:
        city.contract_extra = public[city.row] + fees[city.row]
        gain_from_platforms(city, params)
    for institute in twin.institutes:
        row = institute.city
        if size[row] > 0:
            share = contract_size(institute) / size[row]
            institute.contract_income += twin.cities[row].contract_extra * share


def contract_size(institute: Institute) -> float:
    """By what institutes share the contracts that platforms bring."""
    return institute.rd_start * (1.0 if institute.kind == APPLIED else NOT_APPLIED)


def gain_from_platforms(city: Any, params: Any) -> None:
    """Productivity from contract research, equation (5), and its change."""
    usual = city.layout * params.contract_revenue / 12
    gain = params.tfp_per_doubling * log2(1 + city.contract_extra / usual)
    city.platform_growth = gain - city.platform_gain
    city.platform_gain = gain


def build_facilities(twin: Twin, params: Any) -> None:
    """The whole line goes to suppliers; a share of it is R&D."""
    line = twin.lines.get(FACILITIES, [0.0] * twin.n_cities)
    for city in twin.cities:
        spent = line[city.row]
        line[city.row] = 0.0
        twin.money.pay("lines", "suppliers", city.row, spent)
        city.facility_investment = spent
        city.facility_rd = min(twin.terms.facility_rd_share[city.row], 1.0) * spent


def get_access(twin: Twin, institute: Institute, params: Any) -> None:
    """Access to facilities builds up for those who drew it, equation (3)."""
    if institute.is_active and institute.lot < params.access_share:
        most = twin.terms.facility_inputs[institute.city]
        built = min(most, institute.facility_inputs + most / params.build_months)
        institute.facility_inputs = max(institute.facility_inputs, built)


def spend(twin: Twin, institute: Institute, params: Any) -> None:
    """A third of the cash as far as posts are filled, equation (1); posts for all of it."""
    wanted = institute.cash / 3 if institute.is_active else 0.0
    spent = min(wanted, params.staff_slack * institute.staff_filled * wanted)
    by_field = twin.cities[institute.city].wage
    wage = sum(w * pay for w, pay in zip(institute.field_weights, by_field, strict=True))
    institute.rd_spending = spent
    institute.staff_wanted = params.labour_share * 12 * wanted / wage
    institute.cash -= spent
    labour = params.labour_share * spent
    twin.money.pay("institutes", "households", institute.city, labour)
    twin.money.pay("institutes", "suppliers", institute.city, spent - labour)


def learn(institute: Institute, params: Any) -> None:
    """A month of public knowledge, equation (2)."""
    if institute.rd_start > 0:
        inputs = institute.rd_spending * (1 + institute.facility_inputs) / institute.rd_start
        effect = inputs**params.input_elasticity
        rate = params.obsolescence + params.knowledge_growth
        institute.knowledge = [
            known + (rate * start * effect - params.obsolescence * known) / 12
            for known, start in zip(institute.knowledge, institute.knowledge_start, strict=True)
        ]
