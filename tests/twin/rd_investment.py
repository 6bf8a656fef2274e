"""R&D investment, firm by firm: what each wants, can pay and can staff, and who helps pay."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING, Any

from tests.twin.calls import hold_calls, spend_project
from tests.twin.national import pay_national, spend_national
from tests.twin.support import pay_vouchers, use_instruments

if TYPE_CHECKING:
    from tests.twin.agents import Firm
    from tests.twin.luck import Luck
    from tests.twin.model import Twin


def step(twin: Twin) -> None:
    """Firms do R&D; then vouchers, calls and national projects bring money."""
    params, luck = twin.param("rd_investment"), twin.luck("rd_investment")
    for firm in twin.firms:
        if firm.is_active:
            start_or_stop(firm, params, luck)
    use_instruments(twin, params)
    drift = [trend(twin.month, params) + local for local in twin.input("rd_drift")]
    for firm in twin.firms:
        free = firm.cash - set_aside(firm, params)
        others = paid_by_others(twin, firm, params)
        if firm.is_active:
            firm.rd_shock = shock(firm, params, luck)
            firm.rd_wanted = wanted(
                firm, drift[firm.city], user_cost(twin, firm, params), params
            )
            spend(twin, firm, free, others, params)
    pay_vouchers(twin, params)
    hold_calls(twin, params)
    pay_national(twin, params)


def start_or_stop(firm: Firm, params: Any, luck: Luck) -> None:
    """Idle firms start with R&D and active ones stop, at yearly hazards."""
    hazard = params.stop_hazard if firm.is_rd_active else params.start_hazard
    if luck.uniform("status", firm.row) < 1 - exp(-hazard / 12):
        firm.is_rd_active = not firm.is_rd_active


def trend(month: int, params: Any) -> float:
    """μ(t): even to the end of 2019, then fading with its half-life."""
    years = (month + 1) / 12
    if years <= 5:
        return params.drift * years
    fading = log(2) / params.drift_half_life
    return params.drift * (5 + (1 - exp(-fading * (years - 5))) / fading)


def shock(firm: Firm, params: Any, luck: Luck) -> float:
    """Equation (2)."""
    rho = params.persistence ** (1 / 12)
    sd = params.shock_sd * sqrt((1 - rho**2) / (1 - rho**24))
    return rho * firm.rd_shock + sd * luck.normal("shock", firm.row)


def user_cost(twin: Twin, firm: Firm, params: Any) -> float:
    """Equation (3)."""
    if not firm.is_instrument_user:
        return firm.rd_cost
    cut = min(twin.terms.instrument_cost_cut[firm.city], 1)
    return firm.rd_cost * (1 - params.equipment_share * cut)


def wanted(firm: Firm, drift: float, cost: float, params: Any) -> float:
    """Equation (1), changed by joint research and clusters."""
    if not firm.is_rd_active:
        return 0.0
    share = min(firm.rd_propensity * exp(drift + firm.rd_shock), params.propensity_cap)
    wish = share * firm.sales_mean * cost**-params.user_cost_elasticity
    return (1 + firm.consortium_rd) * wish


def set_aside(firm: Firm, params: Any) -> float:
    """Cash that belongs to projects: of grants, the part that is not misused."""
    return (1 - params.grant_misuse) * firm.project_rd + firm.national_rd


def paid_by_others(twin: Twin, firm: Firm, params: Any) -> float:
    """X of equation (5)."""
    spend_project(twin, firm, params)
    own_and_national = (1 + params.own_rd_per_yuan) * spend_national(firm, params)
    if not firm.is_active:
        return 0.0
    venture = firm.venture_rd / params.venture_months
    firm.venture_rd -= venture
    grant = params.grant_additionality * firm.rd_grant
    return grant + own_and_national + venture + firm.joint_rd + firm.industry_rd


def spend(twin: Twin, firm: Firm, free: float, others: float, params: Any) -> None:
    """R and N* of equations (4) and (6); R&D pays people and suppliers."""
    wish = firm.rd_wanted + (firm.rd_jump if firm.is_rd_active else 0.0)
    staffed = params.staff_slack * firm.staff_filled * wish
    means = max(firm.profit, 0.0) + max(free, 0.0) / 6
    own = max(min(wish, staffed, means) - params.contract_replaces * firm.contract_fee, 0.0)
    firm.rd_spending = own + others
    wage = twin.cities[firm.city].wage[firm.field]
    firm.staff_wanted = 12 * params.labour_share * (wish + others) / wage
    firm.cash -= firm.rd_spending
    whole, people = firm.weight * firm.rd_spending, params.labour_share
    twin.money.pay("firms", "households", firm.city, people * whole)
    twin.money.pay("firms", "suppliers", firm.city, (1 - people) * whole)
