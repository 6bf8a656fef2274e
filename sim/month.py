"""One month: terms are set, processes step in order, the books close."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache

import numpy as np

from sim import accounts, population
from sim.levers import LEVERS
from sim.parameters import LeverParameters, ParameterError
from sim.processes import MONTH, name_of
from sim.randomness import Luck
from sim.settings import Settings
from sim.shapes import PerCity
from sim.state import State
from sim.tables import let_write


def advance(state: State, settings: Settings) -> None:
    """Move the state one month on."""
    if state.month_of_year == 1:
        population.open_slots(state, settings)
    set_terms(state, settings)
    for table in state.TABLES:
        getattr(state, table).lock()
    for process in MONTH:
        name = name_of(process)
        with writing(state, process.WRITES):
            process.step(state, settings.processes[name], Luck(state.seed, name, state.month))
    accounts.close(state)
    accounts.remember(state)
    state.month += 1


def set_terms(state: State, settings: Settings) -> None:
    """Take last month's offers back and let every lever in force make its own."""
    state.terms.clear()
    state.terms.month = state.month
    for lever in LEVERS:
        params = settings.levers[name_of(lever)]
        if params.dose and (force := strength(state, params)).any():
            lever.offer(state.terms, params, force)


def strength(state: State, params: LeverParameters) -> PerCity:
    """Dose x ramp by city; zero before the first month, after the last, outside the cities."""
    first, last = params.months()
    ramp = min((state.month - first + 1) / params.ramp_months, 1.0)
    if not first <= state.month <= last:
        ramp = 0.0
    return params.dose * ramp * covered(state.region.cities, params)


@lru_cache(maxsize=64)  # as many levers as hold at a time, and some more
def covered(cities: tuple[str, ...], params: LeverParameters) -> PerCity:
    """One for cities in which the lever holds."""
    unknown = set(params.cities) - set(cities) - {"all"}
    if unknown or not params.cities:
        raise ParameterError(
            f"{params.path()}.cities = {sorted(unknown)}: allowed are all, {', '.join(cities)}"
        )
    everywhere = "all" in params.cities
    found = np.array([float(everywhere or city in params.cities) for city in cities])
    found.flags.writeable = False
    return found


@contextmanager
def writing(state: State, writes: tuple[str, ...]) -> Iterator[None]:
    """Unlock the declared columns while a process runs; all others stay read-only."""
    arrays = [getattr(state, table).arrays[column] for table, column in _split(writes)]
    let_write(arrays, True)
    try:
        yield
    finally:
        let_write(arrays, False)


@cache
def _split(writes: tuple[str, ...]) -> list[list[str]]:
    return [name.split(".") for name in writes]
