"""What shared luck is worth: the variance of a difference between two arms, with and without.

    d = y(headline, luck a) - y(none, luck a)        arms share their luck            (1)
    e = y(headline, luck b) - y(none, luck a)        the same population, other luck  (2)
    factor = Var e / Var d                           over many populations            (3)

Both begin with the same firms, institutes, funds and people; from January 2015 on `seed`
names the luck that they meet. A factor of f saves f times the runs.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

from sim import indicators, population
from sim.settings import Settings
from tests import tiny


class Plan(NamedTuple):
    """Two arms, the months that they share, and the month in which they are compared."""

    none: Settings
    headline: Settings
    shared: int
    months: int


class Row(NamedTuple):
    """One line of the table."""

    indicator: str
    variance_shared: float
    variance_independent: float
    factor: float
    pairs: int


def small_plan() -> Plan:
    """The small scale, the headline levers as planned, December 2022."""
    none = Settings(population=population.Params(firms_per_agent=100, people_per_agent=400))
    levers = {name: replace(params, dose=1) for name, params in none.levers.items()}
    first = min(params.months()[0] for params in levers.values())
    return Plan(none, replace(none, levers=levers), first, 12 * 8)


def quick_plan() -> Plan:
    """The tiny scale, and five years of the levers, the first with a contribution."""
    return Plan(tiny.settings(), tiny.settings(dose=1), 1, 60)


def differences(plan: Plan, seed: int) -> list[tuple[float, float]]:
    """(1) and (2) of each headline indicator in the zone, for one population."""
    start = population.build(plan.none, seed)
    one, other = start.copy(), start
    one.seed, other.seed = 10_000 + seed, 20_000 + seed
    tiny.run(one, plan.none, plan.shared)
    found = []
    for state, arm in (
        (one.copy(), plan.none), (one, plan.headline), (other, plan.headline)
    ):  # fmt: skip
        measured = indicators.measure(tiny.run(state, arm, plan.months - state.month))
        found.append([float(measured[name][-1]) for name in indicators.HEADLINE])
    none, same, different = np.array(found)
    return list(zip(same - none, different - none, strict=True))


def table(plan: Plan, pairs: int, workers: int = 1) -> list[Row]:
    """The variances (3) by headline indicator over `pairs` populations."""
    seeds, plans = range(pairs), [plan] * pairs
    if workers > 1:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            found = list(pool.map(differences, plans, seeds))
    else:
        found = [differences(plan, seed) for seed in seeds]
    variance = np.var(np.array(found), axis=0, ddof=1).tolist()
    return [
        Row(name, shared, other, other / shared if shared else np.inf, pairs)
        for name, (shared, other) in zip(indicators.HEADLINE, variance, strict=True)
    ]
