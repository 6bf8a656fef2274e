"""Institute research: researchers and facilities add to public knowledge by field.

Institutes live on central and own income that grows, on generic grants of their city and
on contracts. They spend a third of their cash each month, as far as their posts are
filled. Shared facilities raise the inputs of institutes that have access to them, not
their productivity; building them is R&D in part and fixed investment in all. New-type
institutions open under the plan (sim.institutions).

    R_h = min(C_h / 3, s φ_h C_h / 3)                          research spending      (1)
    dK_hf/dt = (δ + g) K_hf0 [R_h (1 + F_h) / R_h0]^γ - δ K_hf public knowledge       (2)
    F_h' = max(F_h, min(F*, F_h + F*/T))                       facilities, access     (3)
    E_c = ℓ_c e / 12, as far as clients' caps allow            contract research      (4)
    G_c = η log2(1 + E_c / E0_c)                               productivity gain      (5)
    C_h' = C_h + B_h e^(b t) + A_c R_h0 / Σ_c R_h0 + contracts   before it spends     (6)
    N*_h = 12 λ (C_h / 3) / Σ_f w_hf ω_cf                      people wanted          (7)

    C institutes.cash (after (6) in (1) and (7)), R institutes.rd_spending (0 unless open), s
    staff_slack, φ institutes.staff_filled, K institutes.knowledge, δ obsolescence, g
    knowledge_growth, γ input_elasticity, R_h0 institutes.rd_start, F
    institutes.facility_inputs, F* the term facility_inputs for those that drew access
    (open and lot < access_share, else 0), T build_months, e the term contract_research, E
    cities.contract_extra, ℓ cities.layout, E0 ℓ contract_revenue / 12 (without the plan), η
    tfp_per_doubling, G cities.platform_gain, B base_funding, b funding_growth, t years since
    January 2015, A cities.institute_grants (new-type institutions get none and are not in Σ),
    N* staff_wanted, λ labour_share, w field_weights, ω cities.wage

Of (4) the line technology_platforms pays as far as it goes, clients (R&D-active firms in the
year's window of width client_share, `sim.support`) the rest by R&D of last month, at most
client_cap of it. Applied institutes share it by rd_start; others count 1e-6 of theirs.

Conserves money: base funding comes from the central government, grants from grants_pool,
contract fees from firms, the public part from its line; labour_share of R goes to households,
the rest and facility building to suppliers.

References
----------
Helmers & Overman (2017), Economic Journal: inputs, not productivity, and local.
Comin, Licht, Pellens & Schubert (2019): doubling Fraunhofer revenue, +0.55 % output per
unit of input; taken times 0.2 because the estimate is too large to hold at the margin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.institutions import NEW_TYPE, InstitutionParameters, found, new_income
from sim.parameters import parameter
from sim.randomness import Luck
from sim.shapes import Floats, Ints, PerCity, PerFirm, PerInstitute
from sim.state import State
from sim.support import clients

WRITES = (
    "institutes.cash", "institutes.rd_spending", "institutes.knowledge",
    "institutes.facility_inputs", "institutes.contract_income", "institutes.staff_wanted",
    "cities.grants_pool", "cities.facility_rd", "cities.facility_investment",
    "cities.contract_extra", "cities.platform_gain", "cities.platform_growth",
    "firms.contract_fee", "firms.cash", "institutes.is_active", "institutes.birth_month",
    "institutes.rd_start", "institutes.knowledge_start",
)  # fmt: skip
APPLIED = 2


@dataclass(frozen=True, kw_only=True)
class Params(InstitutionParameters):
    """Budgets, knowledge and contract research of institutes."""

    funding_growth: float = parameter(
        0.055, unit="1/year, real", low=0, high=0.2, status="fitted",
        source="institutes' R&D/GDP .32 to .37 in 2014-19; +9 % a year nominal",
    )  # fmt: skip
    obsolescence: float = parameter(
        0.10, unit="1/year", low=0, high=0.5, source="slower than of firms", status="assumed"
    )
    knowledge_growth: float = parameter(
        0.09, unit="1/year", low=0, high=0.2, status="assumed",
        source="neutral: at constant inputs per start knowledge grows as budgets do",
    )  # fmt: skip
    input_elasticity: float = parameter(
        0.7, unit="elasticity", low=0.2, high=1.0, status="assumed",
        source="decreasing returns of a single institute",
    )  # fmt: skip
    labour_share: float = parameter(
        0.45, unit="share of R&D spending", low=0.2, high=0.8, status="estimated",
        source="R&D spending per full-time person and wages, 2014",
    )  # fmt: skip
    staff_slack: float = parameter(
        1.2, unit="R&D per post filled, times normal", low=1, high=3, status="assumed",
        source="people can work somewhat more for a time",
    )  # fmt: skip
    access_share: float = parameter(
        0.2, unit="share of institutes", low=0, high=1, status="assumed",
        source="about a fifth has a facility in its field nearby; drawn by lot",
    )  # fmt: skip
    build_months: float = parameter(
        36, unit="months", low=6, high=120, status="sourced",
        source="output near a facility rises after 3-5 years (Helmers & Overman 2017)",
    )  # fmt: skip
    contract_revenue: float = parameter(
        4000, unit="million yuan a year", low=1000, high=10_000, status="sourced",
        source="revenue of the province's applied institutes, 2020",
    )  # fmt: skip
    client_share: float = parameter(
        0.10, unit="share of R&D-active firms a year", low=0.01, high=1, status="assumed",
        source="firms that buy contract research; clients change from year to year",
    )  # fmt: skip
    client_cap: float = parameter(
        0.5, unit="share of a client's R&D", low=0, high=1, status="assumed",
        source="no firm contracts out more than half of its R&D",
    )  # fmt: skip
    tfp_per_doubling: float = parameter(
        0.0011, unit="log points per doubling of contract revenue", low=0, high=0.0055,
        status="sourced", source="Comin et al. 2019: .0055, times 0.2 (factor assumed)",
    )  # fmt: skip


def knowledge_growth(
    knowledge: Floats, start: Floats, inputs: PerInstitute, params: Params
) -> Floats:
    """Change of public knowledge in a month, equation (2); `inputs` relative to the start."""
    rate = (params.obsolescence + params.knowledge_growth) * start
    return (
        rate * inputs[:, None] ** params.input_elasticity - params.obsolescence * knowledge
    ) / 12


def platform_gain(extra: PerCity, base: PerCity, elasticity: float) -> PerCity:
    """Log productivity from contract research beyond the base, equation (5)."""
    return elasticity * np.log2(1 + extra / base)


def contract_fees(
    total: PerCity, city: Ints, demand: PerFirm, weight: PerFirm, cap: float
) -> PerFirm:
    """What each client pays: the city's total by R&D, at most `cap` of its own R&D."""
    base = np.bincount(city, weight * demand, len(total))
    rate = np.minimum(total / np.maximum(base, 1e-300), cap)
    return rate[city] * demand


def step(state: State, params: Params, luck: Luck) -> None:
    institutes, cities = state.institutes, state.cities
    found(state, params, params.obsolescence + params.knowledge_growth)
    income = base_income(state, params)
    contracts = contract_research(state, params) + new_income(state, params)
    institutes.contract_income[:] = contracts
    institutes.cash += income + contracts
    build_facilities(state, params)

    wanted = np.where(institutes.is_active, institutes.cash / 3, 0.0)
    wage = (institutes.field_weights * cities.wage[institutes.city]).sum(axis=1)
    limit = np.minimum(1.0, params.staff_slack * institutes.staff_filled)
    institutes.rd_spending[:] = limit * wanted
    institutes.staff_wanted[:] = params.labour_share * 12 * wanted / wage
    institutes.cash -= institutes.rd_spending
    book_spending(state, params.labour_share)

    inputs = institutes.rd_spending * (1 + institutes.facility_inputs)
    inputs = inputs / np.maximum(institutes.rd_start, 1e-12)
    institutes.knowledge += knowledge_growth(
        institutes.knowledge, institutes.knowledge_start, inputs, params
    )


def base_income(state: State, params: Params) -> PerInstitute:
    """Central and own income, and the city's generic grants shared by size."""
    institutes, cities = state.institutes, state.cities
    growth = np.exp(params.funding_growth * state.month / 12)
    base = institutes.base_funding * growth
    part = institutes.rd_start * (institutes.kind != NEW_TYPE)
    size = np.maximum(state.by_city(institutes.city, part), 1e-12)
    grants = (cities.institute_grants / size)[institutes.city] * part
    granted = state.by_city(institutes.city, grants)
    state.money.pay("central_government", "institutes", state.by_city(institutes.city, base))
    state.money.pay("grants_pool", "institutes", granted)
    cities.grants_pool -= granted
    return base + grants


def contract_research(state: State, params: Params) -> PerInstitute:
    """Contracts that the platforms add: fees of firms and the public part, equation (4)."""
    institutes, cities = state.institutes, state.cities
    size = institutes.rd_start * np.where(institutes.kind == APPLIED, 1.0, 1e-6)
    of_city = state.by_city(institutes.city, size)
    total = np.where(of_city > 0, state.terms.contract_research * cities.layout / 12, 0.0)
    public = np.minimum(state.lines.get("technology_platforms", np.zeros(len(cities))), total)
    paid = contracts_of_clients(state, total - public, params)
    if public.any():
        state.lines["technology_platforms"] -= public
    state.money.pay("lines", "institutes", public)
    cities.contract_extra[:] = paid + public
    base = params.contract_revenue * cities.layout / 12
    gain = platform_gain(cities.contract_extra, base, params.tfp_per_doubling)
    cities.platform_growth[:] = gain - cities.platform_gain
    cities.platform_gain[:] = gain

    share = size / np.maximum(of_city, 1e-300)[institutes.city]
    return (paid + public)[institutes.city] * share


def contracts_of_clients(state: State, total: PerCity, params: Params) -> PerCity:
    """What this year's clients pay of the contracts of each city."""
    firms = state.firms
    firms.contract_fee[:] = 0
    if not total.any():
        return total
    asks = firms.is_rd_active & clients(firms.lot, state.year, params.client_share)
    rows = asks.nonzero()[0]
    city, weight, demand = firms.city[rows], firms.weight[rows], firms.rd_spending[rows]
    fee = contract_fees(total, city, demand, weight, params.client_cap)
    firms.contract_fee[rows] = fee
    firms.cash[rows] -= fee
    paid = state.by_city(city, weight * fee)
    state.money.pay("firms", "institutes", paid)
    return paid


def build_facilities(state: State, params: Params) -> None:
    """Spend the line of the facilities and let access build up, equation (3)."""
    cities, institutes = state.cities, state.institutes
    spent = state.lines.get("research_facilities", np.zeros(len(cities))).copy()
    if spent.any():
        state.lines["research_facilities"] -= spent
    state.money.pay("lines", "suppliers", spent)
    cities.facility_investment[:] = spent
    cities.facility_rd[:] = np.minimum(state.terms.facility_rd_share, 1.0) * spent
    target = state.terms.facility_inputs[institutes.city]
    has_access = institutes.is_active & (institutes.lot < params.access_share)
    target = np.where(has_access, target, 0.0)
    built = np.minimum(target, institutes.facility_inputs + target / params.build_months)
    institutes.facility_inputs[:] = np.maximum(institutes.facility_inputs, built)


def book_spending(state: State, labour_share: float) -> None:
    """Research money goes to households for the people and to suppliers for the rest."""
    institutes = state.institutes
    spent = state.by_city(institutes.city, institutes.rd_spending)
    state.money.pay("institutes", "households", labour_share * spent)
    state.money.pay("institutes", "suppliers", (1 - labour_share) * spent)
