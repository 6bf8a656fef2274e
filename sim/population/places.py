"""Cities at the end of 2014, and the twelve months of history that the indicators need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import growth
from sim.accounts import rd_performed, sum_both
from sim.processes.knowledge import pool_of, reachable
from sim.processes.production import city_productivity, path_at
from sim.shapes import PerCity
from sim.state import State

if TYPE_CHECKING:
    from sim.settings import Settings

LABOUR_SHARE = 0.45  # of R&D spending: makes people and R&D of 2014 agree
HISTORY = (
    "gdp", "capital", "employment", "rd_real", "rd_reported", "patents", "patent_grants",
    "plan_spending",
)  # fmt: skip
MONTHS = 12 * 16


def real(state: State, name: str) -> np.ndarray:
    """A start value in million yuan, from 2014 prices to those of 2015."""
    return state.region.start[name] / state.region.input("gdp_deflator", 2014)


def ftz_share(filings: PerCity, by_firms: PerCity, in_zone: PerCity, part: float) -> PerCity:
    """Share of firms in the free-trade zone that make `part` of the filings of all."""
    theirs = float((in_zone * by_firms).sum())
    return in_zone * min(part * float(filings.sum()) / max(theirs, 1e-300), 1.0)


def fill_cities(state: State, ftz_filings: float) -> None:
    """Output, capital, employment, wages and the size of the free-trade zone by city."""
    cities, start = state.cities, state.region.start
    cities.gdp[:] = real(state, "gdp") / 12
    cities.capital[:] = real(state, "capital")
    cities.capital_start[:] = cities.capital
    cities.employment[:] = start["employment"]
    wage = LABOUR_SHARE * real(state, "rd_spending") / start["rd_people"]
    cities.wage[:] = wage[:, None]
    cities.layout[:] = start["rd_spending"] / start["rd_spending"].sum()
    filings = start["pending_filings"]
    by_firms = filings * (1 - start["patents_institute_share"])
    in_zone = state.region.is_free_trade_zone
    cities.ftz_share[:] = ftz_share(filings, by_firms, in_zone, ftz_filings)


def spatial_equilibrium(wage: PerCity, house: PerCity, housing_weight: float) -> PerCity:
    """Amenities that make every city worth the same at the start, log points.

    Who lives where at the end of 2014 is taken to be an equilibrium (Roback 1982): what
    wages and houses do not explain is amenity. Amenities then stay.
    """
    # Relative to the mean, so that the currency leaves no trace, not even in the last bit.
    earned, paid = wage / np.sort(wage).mean(), house / np.sort(house).mean()
    worth = np.log(earned) - housing_weight * np.log(paid)
    return np.sort(worth).mean() - worth


def fill_history(state: State, settings: Settings) -> None:
    """The rest of the economy, spillovers at rest, and 2014 as twelve equal months."""
    cities, firms = state.cities, state.firms
    params = settings.processes["production"]
    value = params.value_added * state.by_city(firms.city, firms.weight * firms.sales)
    cities.output_start[:] = cities.gdp - value
    cities.other_output[:] = cities.output_start
    workers = state.by_city(firms.city, firms.weight * firms.workers)
    cities.labour_start[:] = cities.employment - workers
    house = state.region.input("house_price", 2014)
    weight = settings.processes["migration"].housing_weight
    cities.amenity[:] = spatial_equilibrium(cities.wage[:, 0], house, weight)
    knowledge = settings.processes["knowledge"]
    discount = np.exp(-state.region.travel / knowledge.decay_minutes)
    pool = pool_of(state, firms.knowledge)
    cities.reachable[:] = reachable(pool, 1 - state.region.field_distance, discount)
    state.history = {name: np.zeros((12 + MONTHS, len(cities))) for name in HISTORY}
    for name in growth.HISTORY:
        state.history[name] = np.zeros((12 + MONTHS, len(cities) + 1))
    before = {
        "gdp": cities.gdp, "capital": cities.capital, "employment": cities.employment,
        "rd_real": rd_performed(state, reported=False),
        "rd_reported": rd_performed(state, reported=True),
        "patents": sum_both(state, "patents"),
    }  # fmt: skip
    for name, value in before.items():
        state.history[name][:12] = value
    path = path_at(state.region.inputs["other_productivity"], -1)
    growth.begin(state, params.value_added, path)
    assert np.isfinite(city_productivity(state)).all()
