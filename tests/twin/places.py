"""Places: parks inside the cities, and the free-trade zone."""

from __future__ import annotations

from math import exp, expm1, log1p, log2
from typing import TYPE_CHECKING, Any

from tests.twin.lots import is_in_turn

if TYPE_CHECKING:
    from tests.twin.agents import Firm
    from tests.twin.luck import Luck
    from tests.twin.model import Twin

LINES = ("innovation_parks", "open_ecosystem")


def holding(twin: Twin, offer: list[float]) -> list[float]:
    """What of an offer to parks holds in each city, equation (2)."""
    capital, loss = twin.region.is_capital.tolist(), twin.terms.capital_loss
    return [offer[c] * (1 - min(loss[c], 1.0) * capital[c]) for c in range(twin.n_cities)]


def city_gain(bonus: float, share: float) -> float:
    """What parks add to a city for who looks from afar, equation (4)."""
    return log1p(share * expm1(bonus))


def park_chance(share: float, shift: float) -> float:
    """Chance of a place in a park, equation (1); `shift` is bonus less congestion."""
    return 1 / (1 + (1 - share) / share * exp(-shift))


def crowding(firms_now: float, firms_at_start: float, congestion: float) -> float:
    """Log points lost where parks fill up, in equation (1)."""
    if firms_now <= 0 or firms_at_start <= 0:
        return 0.0
    return congestion * log2(firms_now / firms_at_start)


def settle(twin: Twin, params: Any, luck: Luck, movers: list[Firm]) -> None:
    """Who opened last month, came from another city or looks for a site finds a place."""
    shift = shifts(twin, params)  # of the parks as they are before anyone settles
    came = {firm.row for firm in movers}
    for firm in twin.firms:
        is_here_first_time = firm.row in came or has_just_opened(twin, firm)
        if is_here_first_time:
            zone = twin.cities[firm.city].ftz_share
            firm.in_ftz = luck.uniform("free-trade zone", firm.row) < zone
        if is_here_first_time or looks(twin, firm, params):
            share = params.park_active if firm.is_rd_active else params.park_other
            chance = park_chance(share, shift[firm.city])
            firm.in_park = luck.uniform("park", firm.row) < chance


def has_just_opened(twin: Twin, firm: Firm) -> bool:
    """Whether a firm opened last month in a slot, and is still open."""
    return firm.is_active and firm.slot_month >= 0 and firm.birth_month == twin.month - 1


def looks(twin: Twin, firm: Firm, params: Any) -> bool:
    """Whether a firm looks for another site in its city this month."""
    return firm.is_active and is_in_turn(firm.lot, twin.month, params.park_rate / 12)


def shifts(twin: Twin, params: Any) -> list[float]:
    """What draws firms into the parks of each city, less congestion, in equation (1)."""
    number = [0.0] * twin.n_cities
    for firm in twin.firms:
        if firm.in_park:
            number[firm.city] += firm.weight
    bonus = holding(twin, twin.terms.park_bonus)
    return [
        bonus[city.row] - crowding(number[city.row], city.parks_start, params.congestion)
        for city in twin.cities
    ]


def write_yield(twin: Twin, params: Any) -> None:
    """Rise of the yield of R&D by place, equation (3)."""
    park, zone = holding(twin, twin.terms.park_yield), twin.terms.ftz_yield
    imports = twin.region.imports_samples.tolist()
    quick = [faster(cut, params.project_length) for cut in twin.terms.clearance]
    for firm in twin.firms:
        gain = park[firm.city] if firm.in_park else 0.0
        if firm.in_ftz:
            gain += zone[firm.city] + quick[firm.city] * imports[firm.field]
        firm.place_yield = gain


def faster(cut: float, months: float) -> float:
    """Rise of the throughput of projects that take `cut` months less, in equation (3)."""
    saved = min(cut, months / 2)
    return saved / (months - saved)


def buy_services(twin: Twin) -> None:
    """The lines of parks and of the free-trade zone are spent."""
    for name in LINES:
        line = twin.lines.get(name, [])
        for city, amount in enumerate(line):
            twin.money.pay("lines", "suppliers", city, amount)
            line[city] = 0.0
