"""What shared luck is worth: the variance of a difference between two arms, with and without.

    d = y(arm, luck a) - y(none, luck a)        arms share their luck            (1)
    e = y(arm, luck b) - y(none, luck a)        the same population, other luck  (2)
    factor = Var e / Var d                      over many populations            (3)

Both begin with the same firms, institutes, funds and people; from January 2015 on `seed`
names the luck that they meet. A factor of f saves f times the runs; it is infinite where the
arm changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

from experiments.methods.contrasts import Players
from experiments.methods.players import EACH, HEADLINE, PLAN
from sim import indicators, population
from sim.settings import Settings
from sim.state import State
from tests import tiny

# What the plan is judged by, and what is behind it.
INDICATORS = (
    *indicators.HEADLINE, "rd_intensity_real", "patents_quality_per_10k", "technology_growth",
    "patent_filings", "rd_people",
)  # fmt: skip


class Plan(NamedTuple):
    """No plan, arms by contrast, the months all share, the month in which they are compared."""

    none: Settings
    arms: Mapping[str, Settings]
    shared: int
    months: int


class Row(NamedTuple):
    """One line of the table."""

    contrast: str
    indicator: str
    variance_shared: float
    variance_independent: float
    factor: float
    pairs: int


def small_plan() -> Plan:
    """The small scale, the headline levers one by one and together, the plan; end of 2022."""
    none = Settings(population=population.Params(firms_per_agent=100, people_per_agent=400))
    levers = {name: replace(params, dose=1) for name, params in none.levers.items()}
    every = replace(none, levers=levers)
    first = min(params.months()[0] for params in levers.values())
    wanted = [(name,) for name in HEADLINE.names] + [HEADLINE.names]
    arms = HEADLINE.arms(every, wanted) | EACH.arms(every, [EACH.names])
    return Plan(none, arms, first, 12 * 8)


def quick_plan() -> Plan:
    """The tiny scale, and five years of the levers, the first with a contribution."""
    every = Players(PLAN, {PLAN: tuple(tiny.settings().levers)})
    return Plan(tiny.settings(), every.arms(tiny.settings(dose=1), [(PLAN,)]), 1, 60)


def differences(plan: Plan, seed: int) -> list[list[tuple[float, float]]]:
    """(1) and (2) of each indicator in the zone, for one population; a list by contrast."""
    start = population.build(plan.none, seed)
    one, other = start.copy(), start
    one.seed, other.seed = 10_000 + seed, 20_000 + seed
    for state in (one, other):
        tiny.run(state, plan.none, plan.shared)

    def ended(state: State, arm: Settings) -> np.ndarray:
        state = tiny.run(state.copy(), arm, plan.months - plan.shared)
        measured = indicators.measure(state)
        return np.array([float(measured[name][-1]) for name in INDICATORS])

    none = ended(one, plan.none)
    found = [(ended(one, arm) - none, ended(other, arm) - none) for arm in plan.arms.values()]
    return [list(zip(*both, strict=True)) for both in found]


def table(plan: Plan, pairs: int, workers: int = 1) -> list[Row]:
    """The variances (3) by contrast and indicator over `pairs` populations."""
    seeds, plans = range(pairs), [plan] * pairs
    if workers > 1:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            found = list(pool.map(differences, plans, seeds))
    else:
        found = [differences(plan, seed) for seed in seeds]
    variance = np.var(np.array(found), axis=0, ddof=1)
    return [
        Row(f"{arm} - none", name, shared, other, other / shared if shared else np.inf, pairs)
        for arm, by_indicator in zip(plan.arms, variance.tolist(), strict=True)
        for name, (shared, other) in zip(INDICATORS, by_indicator, strict=True)
    ]
