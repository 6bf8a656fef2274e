"""Knowledge of firms, what is within their reach, and how fast usable knowledge grows."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, Any

from tests.twin.agents import Firm
from tests.twin.yields import effective_rd

if TYPE_CHECKING:
    from tests.twin.model import Twin


def step(twin: Twin) -> None:
    params = twin.param("knowledge")
    stock = [next_stock(firm, params) for firm in twin.firms]
    now = reachable(twin, knowledge_of_cities(twin, stock), params)
    for firm, after in zip(twin.firms, stock, strict=True):
        firm.knowledge_growth = usable_growth(twin, firm, after, now, params)
        firm.knowledge = after
    for city in twin.cities:
        city.reachable = now[city.row]


def next_stock(firm: Firm, params: Any) -> float:
    """Own stock at month end, equation (1)."""
    kept = (1 - params.obsolescence / 12) * firm.knowledge
    joint = params.project_share * firm.pair_yield * firm.rd_spending
    return kept + joint + effective_rd(firm)


def knowledge_of_cities(twin: Twin, stock: list[float]) -> list[list[float]]:
    """What firms and institutes know, by city and field: the bracket of equation (2)."""
    pool = [[0.0] * twin.n_fields for _ in twin.cities]
    for firm, own in zip(twin.firms, stock, strict=True):
        pool[firm.city][firm.field] += firm.weight * own
    for institute in twin.institutes:
        for field in range(twin.n_fields):
            pool[institute.city][field] += institute.knowledge[field]
    return pool


def reachable(twin: Twin, pool: list[list[float]], params: Any) -> list[list[float]]:
    """Knowledge within reach by city and field, equation (2)."""
    within = [[0.0] * twin.n_fields for _ in twin.cities]
    for here in range(twin.n_cities):
        for there in range(twin.n_cities):
            discount = exp(-twin.travel[here][there] / params.decay_minutes)
            for field in range(twin.n_fields):
                for other in range(twin.n_fields):
                    nearness = 1 - twin.field_distance[field][other]
                    within[here][field] += nearness * discount * pool[there][other]
    return within


def usable_growth(
    twin: Twin, firm: Firm, stock: float, now: list[list[float]], params: Any
) -> float:
    """Growth of usable knowledge of an open firm, equation (3)."""
    if not firm.is_active:
        return 0.0
    own = log((stock + params.seed_stock) / (firm.knowledge + params.seed_stock))
    before = twin.cities[firm.city].reachable[firm.field]
    after = now[firm.city][firm.field]
    others = log(after / before) if before > 0 and after > 0 else 0.0
    learned = absorption(firm, params) * (others - params.neutral_growth / 12)
    return own + params.spillover * learned


def absorption(firm: Firm, params: Any) -> float:
    """Share of others' knowledge that own R&D lets a firm use, equation (4)."""
    yearly = 12 * firm.rd_spending
    return yearly / (yearly + params.absorption_scale)
