"""With growth and shocks off and stocks that fit their flows, nothing moves for two years.

What stays put: demand, sales, productivity, R&D, knowledge of firms and institutes and what
is within reach, staff, wages, output, capital. What cannot: cash of firms (they keep a
part of their profit), funds (old ones sell what they hold) and patents (the queue of 2014
was filed in years of growth); of patenting its rate stays put, which hangs on past R&D.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim import region
from sim.processes import innovation, knowledge, production
from sim.region import Region
from sim.settings import Settings
from sim.shapes import Floats
from sim.state import State
from tests import tiny

# Growth, shocks and turnover: each alone would move the region (tested below).
OFF: dict[str, dict[str, float]] = {
    "innovation": {"growth": 0, "shock_scale": 0, "reversion": 0, "licence_hazard": 0},
    "knowledge": {"neutral_growth": 0},
    "rd_investment": {"drift": 0, "shock_sd": 0, "start_hazard": 0, "stop_hazard": 0},
    "institute_research": {"funding_growth": 0, "knowledge_growth": 0},
    "production": {"demand_growth": 0},
    "hiring": {"quit_rate": 0, "retirement_rate": 0, "wage_growth": 0, "wage_response": 0},
    "migration": {"look_rate": 0, "seeker_look_rate": 0},
    "relocation": {"look_rate": 0, "institute_branch_rate": 0},
    "collaboration": {"search_rate": 0},
    "certification": {"first_apply_rate": 0, "apply_rate": 0, "reach": 1},
    "financing": {"rd_share": 0},
    "exit": {"hazard": 0, "lowest": 0},
    "budgets": {"institute_share": 1},
}
# Means and posts for all R&D that is wanted: who is short of either would catch up slowly.
AMPLE: dict[str, dict[str, float]] = {
    "production": {"value_added": 0.5, "labour_share": 0.2},
    "rd_investment": {"labour_share": 0.2},
    "institute_research": {"labour_share": 0.2},
}
NO_SLOTS = {
    "entrant_slots": 0, "startup_slots": 0, "graduate_slots": 0, "outsider_slots": 0,
    "private_fund_slots": 0, "matched_fund_slots": 0, "institute_slots": 0,
}  # fmt: skip
STILL = (
    "cities.gdp", "cities.other_output", "cities.capital", "cities.employment", "cities.wage",
    "cities.reachable", "cities.vacancies", "fields.productivity", "fields.unit_sales",
    "fields.mean_log", "fields.growth", "firms.is_active", "firms.is_rd_active",
    "firms.is_certified", "firms.city", "firms.sales", "firms.sales_mean", "firms.workers",
    "firms.productivity", "firms.profit", "firms.rd_wanted", "firms.rd_spending",
    "firms.rd_relabelled", "firms.rd_lagged", "firms.knowledge", "firms.knowledge_growth",
    "firms.pair_yield", "firms.staff", "firms.staff_filled", "institutes.rd_spending",
    "institutes.cash", "institutes.knowledge", "institutes.rd_lagged", "institutes.staff",
    "talent.city", "talent.employer", "talent.wage", "talent.is_active",
)  # fmt: skip


def still_settings(**moving: dict[str, float]) -> Settings:
    """Everything switched off but the parameters given, which keep these values."""
    modules: dict[str, dict[str, Any]] = {}
    for choice in (OFF, AMPLE, moving):
        for name, values in choice.items():
            modules.setdefault(name, {}).update(values)
    choice = tiny.changed(tiny.settings(), **modules)
    return replace(choice, population=replace(choice.population, **NO_SLOTS))


def still_region(choice: Settings) -> Region:
    """Inputs as in 2014 for ever, on flat paths, and investment that replaces wear."""
    place = region.load()
    wear = choice.processes["production"].depreciation * place.start["capital"]
    # Grants that institutes can spend: those of 2014 exceed their R&D in four of the cities.
    grants = place.start["fiscal_st"] / 4
    first = {name: path[:1] for name, path in place.inputs.items()} | {
        "fiscal_st": grants, "gdp_deflator": 1, "investment_rate": wear / place.start["gdp"],
        "other_productivity": 0, "rd_drift": 0, "filing_trend": 0, "employment_growth": 0,
    }  # fmt: skip
    inputs = {name: first[name] + np.zeros_like(path) for name, path in place.inputs.items()}
    return replace(place, inputs=inputs, start=place.start | {"fiscal_st": grants})


def settled(choice: Settings) -> State:
    """A state whose stocks fit its flows."""
    state = tiny.built(choice, place=still_region(choice))
    firms, made = state.firms, choice.processes
    firms.certified_until[firms.is_certified] = 10**6
    firms.rd_paper[:] = firms.rd_relabelled[:] = 0  # holders would plan for the notch
    firms.knowledge[:] = 12 * firms.rd_spending / made["knowledge"].obsolescence
    sold = made["production"].value_added * firms.sales
    firms.profit[:] = (1 - made["production"].labour_share) * sold
    near = 1 - state.region.field_distance
    discount = np.exp(-state.region.travel / made["knowledge"].decay_minutes)
    pool = knowledge.pool_of(state, firms.knowledge)
    state.cities.reachable[:] = knowledge.reachable(pool, near, discount)
    log_a, n = np.log(firms.productivity), len(state.fields)
    state.fields.mean_log[:] = innovation.mean_log(log_a, firms.field, firms.weight, n)
    usual = np.log(production.city_productivity(state)) * np.ones((17, 1))
    inputs = state.region.inputs | {"firm_productivity": usual}
    state.region = replace(state.region, inputs=inputs)
    return state


def snapshot(state: State) -> dict[str, Floats]:
    """A copy of what should stay put."""
    return {name: tiny.columns(state)[name].astype(float) for name in STILL}


def moved(before: dict[str, Floats], state: State) -> dict[str, float]:
    """What has moved by more than rounding, and by how much of its largest value."""
    found = {}
    for name, now in snapshot(state).items():
        gap = np.abs(now - before[name]).max() / max(np.abs(before[name]).max(), 1e-3)
        if gap > 1e-9:
            found[name] = float(gap)
    return found


def test_nothing_moves_for_two_years() -> None:
    choice = still_settings()
    state = settled(choice)
    first = snapshot(state)
    for _ in range(24):
        assert moved(first, tiny.run(state, choice, 1)) == {}, state.month


@pytest.mark.parametrize(
    ("process", "parameter"), [(name, each) for name, group in OFF.items() for each in group]
)
def test_what_is_switched_off_would_move_it(process: str, parameter: str) -> None:
    usual = getattr(tiny.settings().processes[process], parameter)
    choice = still_settings(**{process: {parameter: usual}})
    state = settled(choice)
    first = snapshot(state)
    assert any(moved(first, tiny.run(state, choice, 1)) for _ in range(24))


def test_the_filing_rate_stays_put_where_rd_does() -> None:
    choice = still_settings()
    state = settled(choice)
    filed = []
    for _ in range(24):
        tiny.run(state, choice, 1)
        filed.append(float(state.firms.filings.sum() + state.institutes.filings.sum()))
    # Poisson counts around one mean: half-years differ by no more than their own noise.
    halves = np.array(filed).reshape(4, 6).sum(axis=1)
    assert np.abs(halves - halves.mean()).max() < 4 * np.sqrt(halves.mean())
