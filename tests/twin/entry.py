"""Entry in the twin: one slot after the other opens when its luck passes."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.twin.agents import Firm
    from tests.twin.luck import Luck
    from tests.twin.model import Twin

STARTUP = 1
HIGHEST_PROPENSITY = 0.3


def step(twin: Twin) -> None:
    """Open the slots of this month whose luck passes."""
    params, luck = twin.param("entry"), twin.luck("entry")
    january = twin.month - (twin.month_of_year - 1)
    slots = [each for each in twin.firms if january <= each.slot_month < january + 12]
    climate = venture_climate(twin, params)
    odds = {each.row: log_odds(twin, each, climate, params) for each in slots}
    shift = shifts(twin, slots, odds)
    for firm in slots:
        if firm.slot_month == twin.month and not firm.is_active:
            p = logistic(odds[firm.row] + tilt(twin, firm) + shift[firm.city])
            if luck.uniform("enter", firm.row) < p:
                open_firm(twin, firm, params, luck)


def logistic(x: float) -> float:
    """Chance with log odds `x`."""
    return 1 / (1 + exp(-x))


def tilt(twin: Twin, firm: Firm) -> float:
    """What the city adds to the log odds of entrants in its speciality."""
    is_special = firm.field == twin.region.speciality[firm.city]
    return twin.terms.entry_tilt[firm.city] if is_special else 0.0


def venture_climate(twin: Twin, params: Any) -> list[float]:
    """Funds' cash per start-up of a city against the usual, less one: v - 1 of equation (2)."""
    cash, number = [0.0] * twin.n_cities, [1] * twin.n_cities
    for fund in twin.funds:
        cash[fund.city] += fund.capital
    for firm in twin.firms:
        if firm.is_active and firm.kind == STARTUP:
            number[firm.city] += 1
    ratios = (c / n / params.usual_venture for c, n in zip(cash, number, strict=True))
    return [min(max(ratio, 0.0), 2.0) - 1 for ratio in ratios]


def log_odds(twin: Twin, firm: Firm, climate: list[float], params: Any) -> float:
    """Log odds that a slot opens, without tilt: equation (2)."""
    odds = params.log_odds + params.growth_response * twin.fields[firm.field].growth
    if firm.kind == STARTUP:
        odds += params.venture_response * climate[firm.city]
    return odds


def shifts(twin: Twin, slots: list[Firm], odds: dict[int, float]) -> list[float]:
    """What keeps the expected number of entrants of each city: a of equation (3)."""
    found = [0.0] * twin.n_cities
    for city, added in enumerate(twin.terms.entry_tilt):
        here = [each for each in slots if each.city == city]
        if added and here:
            found[city] = shift(twin, here, odds, added)
    return found


def shift(twin: Twin, slots: list[Firm], odds: dict[int, float], added: float) -> float:
    """The solution of equation (3) in one city, by halving: it lies between -t and t."""
    goal = sum(each.weight * logistic(odds[each.row]) for each in slots)
    low, high = -abs(added), abs(added)
    for _ in range(60):
        middle = (low + high) / 2
        number = sum(
            each.weight * logistic(odds[each.row] + tilt(twin, each) + middle) for each in slots
        )
        low, high = (low, middle) if number > goal else (middle, high)
    return (low + high) / 2


def open_firm(twin: Twin, firm: Firm, params: Any, luck: Luck) -> None:
    """Give an entrant size and productivity, equations (4) and (5), R&D and owners' money."""
    row, field, is_startup = firm.row, twin.fields[firm.field], firm.kind == STARTUP
    z = luck.normal("size", row)
    if is_startup:
        sales, wish = params.startup_sales * exp(z / 2), params.startup_propensity
    else:
        sales, wish = params.median_sales * exp(params.sales_sd * z), params.median_propensity
    noise = params.productivity_sd * luck.normal("productivity", row)
    wish *= exp(0.7 * luck.normal("propensity", row))
    firm.is_active, firm.birth_month = True, twin.month
    firm.productivity = exp(field.mean_log + noise)
    firm.sales = firm.sales_mean = sales / 12
    firm.appeal = firm.sales / (field.unit_sales * firm.productivity**2)
    firm.rd_propensity = min(wish, HIGHEST_PROPENSITY)
    firm.is_rd_active = is_startup or luck.uniform("rd", row) < params.rd_share
    firm.staff_filled = 1.0
    firm.cash = params.starting_cash * sales
    twin.money.pay("owners", "firms", firm.city, firm.weight * firm.cash)
