"""Start states at several scales, and the start values as they stand in the file."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from importlib.resources import files

import numpy as np

from sim import population
from sim.settings import Settings
from sim.shapes import PerCity
from sim.state import State

SCALES = (5, 10, 50)


def params(scale: float) -> population.Params:
    """One row for `scale` firms or ten times as many people."""
    return population.Params(firms_per_agent=scale, people_per_agent=10 * scale)


def settings(scale: float) -> Settings:
    """No plan, at a scale."""
    return replace(Settings(), population=params(scale))


def built(scale: float, seed: int) -> State:
    """A fresh state before January 2015."""
    return population.build(settings(scale), seed)


@cache
def at_scale(scale: float, seed: int = 1) -> State:
    """The state of a scale, made once; tests that write take a copy."""
    return built(scale, seed)


@cache
def published() -> dict[tuple[str, str], float]:
    """Start values by quantity and city."""
    text = files("sim.data").joinpath("initial_state.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["quantity"], row["city"]): float(row["value"]) for row in rows}


def start(state: State, quantity: str) -> PerCity:
    """A start value by city, at prices of 2014."""
    return np.array([published()[quantity, city] for city in state.region.cities])


def prices(state: State) -> PerCity:
    """From prices of 2014 to those of 2015."""
    return state.region.input("gdp_deflator", 2014)
