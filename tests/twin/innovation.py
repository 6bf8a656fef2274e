"""Productivity follows knowledge and returns to its field's mean; once a year comes a shock."""

from __future__ import annotations

from math import exp, log, log1p
from typing import TYPE_CHECKING, Any

from tests.twin.agents import Firm
from tests.twin.licensing import take_licences

if TYPE_CHECKING:
    from tests.twin.model import Twin


def step(twin: Twin) -> None:
    params, luck = twin.param("innovation"), twin.luck("innovation")
    means = mean_logs(twin)
    due = [firm for firm in twin.firms if firm.is_active and is_own_month(twin, firm)]
    jump = {firm.row: shock(firm, luck.laplace("shock", firm.row), params) for firm in due}
    for row, gain in take_licences(twin, params, luck, due).items():
        jump[row] += gain
    for firm in twin.firms:
        if firm.is_active:
            log_a = log(firm.productivity)
            growth = steady_growth(twin, firm, log_a - means[firm.field], params)
            firm.productivity = exp(log_a + growth + jump.get(firm.row, 0.0))
    for field in twin.fields:
        field.mean_log = means[field.row]


def is_own_month(twin: Twin, firm: Firm) -> bool:
    """Whether this is the firm's month of the year, by its lot."""
    return int(12 * firm.lot) == twin.month_of_year - 1


def mean_logs(twin: Twin) -> list[float]:
    """Mean log productivity of each field, by number of open firms; zero without firms."""
    total, firms = [0.0] * twin.n_fields, [0.0] * twin.n_fields
    for firm in twin.firms:
        if firm.is_active:
            total[firm.field] += firm.weight * log(firm.productivity)
            firms[firm.field] += firm.weight
    return [part / number if number else 0.0 for part, number in zip(total, firms, strict=True)]


def steady_growth(twin: Twin, firm: Firm, ahead: float, params: Any) -> float:
    """Growth that every month has, equation (1); `ahead` of the mean of the field."""
    learned = min(max(firm.knowledge_growth, -params.clip), params.clip)
    growth = params.knowledge_elasticity * learned + params.growth / 12
    growth -= params.reversion / 12 * ahead
    return growth + twin.cities[firm.city].platform_growth


def shock(firm: Firm, luck: float, params: Any) -> float:
    """The yearly shock without the licence, equation (2)."""
    scale = shock_scale(12 * firm.sales_mean, params)
    return scale * luck + log1p(-(scale**2))


def shock_scale(sales: float, params: Any) -> float:
    """Scale of the shock of a firm with these yearly sales, equation (3)."""
    relative = (max(sales, 1e-9) / params.reference_sales) ** params.size_slope
    return params.shock_scale * min(max(relative, 0.4), 1.8)
