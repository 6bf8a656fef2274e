"""Firms close by hazard or debt; owners take their cash, others a half of their patents."""

from __future__ import annotations

from math import exp, floor
from typing import TYPE_CHECKING, Any

from sim.entities import Firms
from tests.twin.agents import Firm
from tests.twin.candidates import Crowd
from tests.twin.luck import Luck

if TYPE_CHECKING:
    from tests.twin.model import Twin

MET = 8  # firms of its market that a closing firm meets, one after the other
STAYS = {  # who the firm was, and what others still settle with it; all else ends
    "city", "field", "kind", "weight", "lot", "position", "start_mass", "quality",
    "patent_propensity", "birth_month", "slot_month", "moved_from", "venture_month",
    "fund", "stake", "stake_public", "certified_until", "rd_cost", "staff", "staff_filled",
}  # fmt: skip
NOBODY = {  # these are -1 where there is none
    "branch_city", "partner", "partner_city", "pair_until", "project_month", "project_city",
}  # fmt: skip


def step(twin: Twin) -> None:
    params, luck = twin.param("exit"), twin.luck("exit")
    closing = [firm for firm in twin.firms if closes(twin, firm, luck, params)]
    for firm in closing:
        firm.is_active = False  # so that none of them is a buyer
    buyers = find_buyers(twin, closing, luck)
    for firm, buyer in zip(closing, buyers, strict=True):
        hand_over_patents(twin, firm, buyer, luck, params)
        hand_over_applications(twin, firm, buyer, luck, params)
        pay_owners(twin, firm)
        clear(firm)


def closes(twin: Twin, firm: Firm, luck: Luck, params: Any) -> bool:
    """Whether a firm closes this month, by hazard or by debt, equation (2)."""
    if not firm.is_active or twin.month - firm.birth_month < params.protected:
        return False
    sales = 12 * firm.sales_mean
    if firm.cash < -params.debt_limit * sales:
        return True
    return luck.uniform("close", firm.row) < 1 - exp(-hazard(sales, params) / 12)


def hazard(sales: float, params: Any) -> float:
    """Yearly hazard of a firm with these yearly sales, equation (1)."""
    rate = params.hazard * (params.reference_sales / max(sales, 1e-9)) ** params.size_slope
    return min(max(rate, params.lowest), params.highest)


def find_buyers(twin: Twin, closing: list[Firm], luck: Luck) -> list[Firm | None]:
    """For each closing firm the first open one that it meets in its city and field."""
    markets: dict[tuple[int, int], list[Firm]] = {}
    for firm in twin.firms if closing else []:
        markets.setdefault((firm.city, firm.field), []).append(firm)
    crowds: dict[tuple[int, int], Crowd] = {}
    buyers: list[Firm | None] = []
    for firm in closing:
        market = firm.city, firm.field
        if market not in crowds:
            masses = [each.start_mass * each.weight for each in markets[market]]
            crowds[market] = Crowd(markets[market], masses)
        draws = (luck.uniform("buyer", firm.row, k, MET) for k in range(MET))
        candidates = (crowds[market].draw(u) for u in draws)
        buyers.append(next((each for each in candidates if each.is_active), None))
    return buyers


def hand_over_patents(
    twin: Twin, firm: Firm, buyer: Firm | None, luck: Luck, params: Any
) -> None:
    """A share of the patents in force goes to the buyer, with their age; the rest lapses."""
    kept = 0
    if buyer is not None:
        kept = floor(params.sold_share * firm.patents + luck.uniform("patents", firm.row))
        merge_means(buyer, firm, kept)
        buyer.patents += kept
    twin.patents_book.pay("in_force", "lapsed", firm.city, firm.patents - kept)


def merge_means(buyer: Firm, seller: Firm, kept: int) -> None:
    """Mean age and quality of the buyer's patents and of `kept` of the seller's."""
    if kept:
        for mean in ("patent_age", "patent_quality"):
            own = buyer.patents * getattr(buyer, mean)
            total = own + kept * getattr(seller, mean)
            setattr(buyer, mean, total / (buyer.patents + kept))


def hand_over_applications(
    twin: Twin, firm: Firm, buyer: Firm | None, luck: Luck, params: Any
) -> None:
    """A share of the applications of each month goes to the buyer, the rest is withdrawn.

    Those filed for the count are among them and share their luck.
    """
    months = len(firm.queue)
    lost = sum(firm.queue)
    for month in range(months) if buyer is not None else ():
        u = luck.uniform("queue", firm.row, month, months)
        kept = floor(params.sold_share * firm.queue[month] + u)
        buyer.queue[month] += kept
        buyer.queue_low[month] += floor(params.sold_share * firm.queue_low[month] + u)
        lost -= kept
    twin.patents_book.pay("pending", "refused", firm.city, lost)


def pay_owners(twin: Twin, firm: Firm) -> None:
    """Its owners take the cash of a closed firm, and bear its debts."""
    cash = firm.weight * firm.cash
    if cash > 0:
        twin.money.pay("firms", "owners", firm.city, cash)
    else:
        twin.money.pay("owners", "firms", firm.city, -cash)


def clear(firm: Firm) -> None:
    """Let a closed firm be zeros, but for what stays."""
    for name in Firms.columns():
        if name not in STAYS:
            held = getattr(firm, name)
            nothing = -1 if name in NOBODY else 0
            setattr(firm, name, [0] * len(held) if isinstance(held, list) else nothing)
