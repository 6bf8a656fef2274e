"""Places: parks inside the cities, and the free-trade zone.

High-tech parks are there without the plan. A firm that opens, comes from another city or
looks for another site chooses between a park of its city and the rest of the city; parks
fill up. The free-trade zone is an area in some cities: who opens there is chance.

    P(park) = logistic(ln(s / (1 - s)) + b_c - g log2(n_c / n_c0))                      (1)
    b_c = bonus_c (1 - loss_c 1[c capital])                                             (2)
    l = p_c 1[park] + (f_c + q_c / (m - q_c) 1[field imports samples]) 1[zone]          (3)
    ΔU_c = ln(1 + s (e^b_c - 1))      what parks add to a city for who looks from afar  (4)

    s share without the plan (park_active with R&D, else park_other; in (4) park_active, for
    all firms and seats of funds), bonus terms.park_bonus, loss terms.capital_loss (at most 1),
    g congestion, n real firms in parks before anyone settles (movers count where they go; no
    congestion where n or n_0 is 0), n_0 cities.parks_start, p terms.park_yield with (2), f
    terms.ftz_yield, q = min(terms.clearance, m / 2), m project_length, l place_yield

Without the plan nobody earns more in a park or in the zone: the choice (1) then moves
nothing but in_park. A project that takes q months less lets the same staff do m / (m - q)
times as many. Conserves money: the lines buy services.

References
----------
Li & Yang (2019): high-tech zones raise innovation, not in provincial capitals. Yang et al.
(2025): free-trade zones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.entities import Firms
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, Floats, Ints, PerCity
from sim.state import State
from sim.support import clients

LINES = ("innovation_parks", "open_ecosystem")
WRITES = ("firms.in_park", "firms.in_ftz", "firms.place_yield")


@dataclass(frozen=True, kw_only=True)
class PlaceParameters(Parameters):
    """Parks and the free-trade zone without the plan."""

    park_rate: float = parameter(
        0.02, unit="1/year", low=0, high=0.2, status="assumed",
        source="firms that look for another site inside their city",
    )  # fmt: skip
    park_active: float = parameter(
        0.40, unit="share of firms with R&D", low=0.01, high=0.99, status="assumed",
        source="in parks without the plan; parks file 40 % of the patents",
    )  # fmt: skip
    park_other: float = parameter(
        0.15, unit="share of firms without R&D", low=0.01, high=0.99, status="assumed",
        source="in parks without the plan",
    )  # fmt: skip
    congestion: float = parameter(
        0.05, unit="log points per doubling of firms in parks", low=0, high=0.5,
        status="assumed", source="parks fill up; swept",
    )  # fmt: skip
    project_length: float = parameter(
        24, unit="months", low=1, high=120, status="assumed",
        source="must equal project_months of collaboration",
    )  # fmt: skip


def park_chance(does_rd: Bools, shift: Floats, active: float, other: float) -> Floats:
    """Chance of a place in a park, equation (1); `shift` is in log points."""
    share = np.where(does_rd, active, other)
    return 1 / (1 + (1 - share) / share * np.exp(-shift))


def holding(state: State, offer: PerCity) -> PerCity:
    """What of an offer to parks holds in each city, equation (2)."""
    return offer * (1 - state.region.is_capital * np.minimum(state.terms.capital_loss, 1))


def crowding(now: PerCity, start: PerCity, congestion: float) -> PerCity:
    """Log points lost to congestion, in equation (1)."""
    known = (now > 0) & (start > 0)
    ratio = np.divide(now, start, out=np.ones_like(start), where=known)
    return congestion * np.log2(ratio)


def city_gain(bonus: PerCity, share: float) -> PerCity:
    """What parks add to the worth of a city, equation (4)."""
    return np.log1p(share * np.expm1(bonus))


def faster(cut: PerCity, months: float) -> PerCity:
    """Rise of the throughput of projects that take `cut` months less, in equation (3)."""
    saved = np.minimum(cut, months / 2)
    return saved / (months - saved)


def lookers(firms: Firms, month: int, rate: float) -> Bools:
    """Who looks for another site in the city: a small window of lots that moves on."""
    return firms.is_active & clients(firms.lot, month, rate / 12)


def settle(state: State, params: PlaceParameters, luck: Luck, movers: Ints) -> None:
    """Places of newcomers, movers between cities, and those who look in their city."""
    firms = state.firms
    new = (firms.birth_month == state.month - 1).nonzero()[0]
    new = new[firms.is_active[new] & (firms.slot_month[new] >= 0)]
    chosen = np.zeros(len(firms), dtype=bool)
    chosen[new] = chosen[movers] = True
    arrived = chosen.nonzero()[0]
    lucky = luck.uniform("free-trade zone", arrived)
    firms.in_ftz[arrived] = lucky < state.cities.ftz_share[firms.city[arrived]]
    chosen |= lookers(firms, state.month, params.park_rate)
    rows = chosen.nonzero()[0]
    parked = firms.in_park.nonzero()[0]
    now = state.by_city(firms.city[parked], firms.weight[parked])
    shift = holding(state, state.terms.park_bonus)
    shift -= crowding(now, state.cities.parks_start, params.congestion)
    chance = park_chance(
        firms.is_rd_active[rows], shift[firms.city[rows]], params.park_active, params.park_other
    )
    firms.in_park[rows] = luck.uniform("park", rows) < chance


def write_yield(state: State, params: PlaceParameters) -> None:
    """Rise of the yield of R&D by place, equation (3)."""
    firms, terms = state.firms, state.terms
    park, zone = holding(state, terms.park_yield), terms.ftz_yield
    if not (park.any() or zone.any() or terms.clearance.any()):
        if firms.place_yield.any():
            firms.place_yield[:] = 0
        return
    quick = faster(terms.clearance, params.project_length)
    gain = zone[:, None] + quick[:, None] * state.region.imports_samples
    in_zone = firms.in_ftz.nonzero()[0]
    firms.place_yield[:] = firms.in_park * park[firms.city]
    firms.place_yield[in_zone] += gain[firms.city[in_zone], firms.field[in_zone]]


def buy_services(state: State) -> None:
    """Spend the lines of parks and the free-trade zone."""
    for name in LINES:
        line = state.lines.get(name)
        if line is not None:
            state.money.pay("lines", "suppliers", line.copy())
            line[:] = 0
