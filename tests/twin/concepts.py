"""Proof of concept: small grants to start-ups that no fund has backed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.entities import STARTUP
from tests.twin.lots import is_in_turn

if TYPE_CHECKING:
    from tests.twin.agents import Firm
    from tests.twin.model import Twin

LINE = "technology_transfer"
FUNDED = 1e-300  # too little for any score


def is_unfunded(twin: Twin, firm: Firm, months: float) -> bool:
    """Whether a firm is an open young start-up without venture money or grant so far."""
    return (
        firm.kind == STARTUP
        and firm.is_active
        and firm.venture_month < 0
        and firm.concept_bonus == 0
        and twin.month - firm.birth_month < months
    )


def fund_concepts(twin: Twin, grant: float, months: float) -> None:
    """Grants by lot, equation (1)."""
    line = twin.lines.get(LINE)
    if line is None:
        return
    able = [firm for firm in twin.firms if is_unfunded(twin, firm, months)]
    number = [0] * twin.n_cities
    for firm in able:
        number[firm.city] += 1
    chance = [min(1.0, line[c] / (grant * max(number[c], 1))) for c in range(twin.n_cities)]
    winners = [firm for firm in able if is_in_turn(firm.lot, twin.month, chance[firm.city])]
    granted = [0] * twin.n_cities
    for firm in winners:
        granted[firm.city] += 1
    each = [min(grant, line[c] / max(granted[c], 1)) for c in range(twin.n_cities)]
    for firm in winners:
        amount = each[firm.city]
        firm.cash += amount
        firm.venture_rd += amount
        firm.concept_bonus = max(twin.terms.proof_of_concept[firm.city], FUNDED)
        twin.money.pay("lines", "firms", firm.city, amount)
    for city in range(twin.n_cities):
        line[city] -= granted[city] * each[city]


def bonus(firm: Firm, score_per_log_odds: float) -> float:
    """What a grant adds to the score up to the first deal, equation (2)."""
    return score_per_log_odds * firm.concept_bonus if firm.venture_month < 0 else 0.0
