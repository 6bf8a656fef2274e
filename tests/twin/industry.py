"""Support of industry and the cost of safety: `sim.industry`, one firm at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.entities import ORDINARY
from tests.twin.agents import Firm
from tests.twin.lots import is_in_turn

if TYPE_CHECKING:
    from tests.twin.model import Twin

LINE = "industry_projects"
PLAN_FIELDS = ("integrated_circuits", "advanced_materials", "biomedicine", "high_end_equipment")
CHEMICAL_FIELDS = ("advanced_materials", "other")
TERM = 3  # years of a project


def is_among(twin: Twin, firm: Firm, names: tuple[str, ...]) -> bool:
    """Whether a firm is in one of the fields of these names."""
    return twin.region.fields[firm.field] in names


def safety_cost(twin: Twin, firm: Firm, params: Any) -> float:
    """What safety costs a firm, equation (4); nothing to one that is not chemical."""
    is_chemical = is_among(twin, firm, CHEMICAL_FIELDS)
    is_chemical = is_chemical and is_in_turn(firm.lot, 0, params.chemical_part)
    return twin.terms.compliance_cost[firm.city] * firm.sales if is_chemical else 0.0


def has_project(twin: Twin, firm: Firm, params: Any) -> bool:
    """Whether a large firm of the plan's fields is supported in these three years."""
    return (
        firm.is_rd_active
        and firm.kind == ORDINARY
        and 12 * firm.sales_mean >= params.large_firm
        and is_among(twin, firm, PLAN_FIELDS)
        and is_in_turn(firm.lot, twin.year // TERM, params.industry_coverage)
    )


def support_industry(twin: Twin, params: Any) -> list[float]:
    """Pay out the line; the fixed investment that comes of it, by city."""
    line = twin.lines.get(LINE)
    if line is None:
        return [0.0] * twin.n_cities
    supported = [firm for firm in twin.firms if has_project(twin, firm, params)]
    research = [0.0] * twin.n_cities
    for firm in supported:
        research[firm.city] += firm.weight * firm.rd_spending
    part = params.industry_rd_part
    spent = [min(line[c], research[c] / part) for c in range(twin.n_cities)]
    for firm in twin.firms:
        firm.industry_rd = 0.0
    for firm in supported:
        if research[firm.city] > 0:
            share = firm.rd_spending / research[firm.city]
            pay_for_research(twin, firm, part * spent[firm.city] * share, params)
    invested = [invest(twin, city, spent[city], part) for city in range(twin.n_cities)]
    for city, amount in enumerate(spent):
        line[city] -= amount
    return invested


def pay_for_research(twin: Twin, firm: Firm, grant: float, params: Any) -> None:
    """A grant, less what is misused and goes to the owners, becomes research."""
    misused = params.industry_misuse * grant if params.industry_additionality >= 0 else 0.0
    firm.industry_rd = researched(grant, params)
    firm.cash += grant - misused
    twin.money.pay("lines", "firms", firm.city, firm.weight * grant)
    twin.money.pay("firms", "owners", firm.city, firm.weight * misused)


def researched(grant: float, params: Any) -> float:
    """Research that comes of a grant for it, equation (2)."""
    more = (1 + params.industry_additionality) * grant
    return (1 - params.industry_misuse) * more if params.industry_additionality >= 0 else more


def invest(twin: Twin, city: int, spent: float, rd_part: float) -> float:
    """Fixed investment in all, equation (3): equipment, and what owners and banks add."""
    equipment = (1 - rd_part) * spent
    in_all = max(twin.terms.capital_leverage[city], 1 - rd_part) * spent
    twin.money.pay("lines", "suppliers", city, equipment)
    twin.money.pay("owners", "suppliers", city, in_all - equipment)
    return in_all
