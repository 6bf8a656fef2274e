"""The model says what its plain twin says: counts exactly, amounts to 1e-9 of their scale."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.processes import MONTH, name_of
from sim.settings import Settings
from tests import tiny
from tests.twin import agreement
from tests.twin.model import Twin

MONTHS = 24


def differences(choice: Settings, seed: int, months: int = MONTHS) -> dict[int, list[str]]:
    """Months in which the two differ, and in what."""
    found = enumerate(agreement.side_by_side(choice, seed, months))
    return {month: gaps for month, gaps in found if gaps}


def of_levers(base: Settings, **values: object) -> Settings:
    """The same parameters of every lever changed."""
    levers = {name: replace(params, **values) for name, params in base.levers.items()}
    return replace(base, levers=levers)


def corners() -> dict[str, Settings]:
    """Settings that reach what every lever at one dose everywhere does not."""
    plan = agreement.settings(1)
    finer = replace(plan.population, people_per_agent=50)
    short = {"new_money": 0.7, "replacement": 0.5, "outside_limit": 500}
    merit = {"weight_of_grants": 0.3, "weight_of_needs": 0.2}
    return {
        "two cities": of_levers(replace(plan, population=finer), cities=("Nanjing", "Suzhou")),
        "short of money": tiny.changed(
            plan, budgets=short | merit, special_fund={"dose": 0.1}, overall_layout={"dose": 2}
        ),
        "levers that end": of_levers(plan, last_month="2015-12"),
        "one programme": tiny.changed(plan, industry_clusters={"dose": 0}),
        "worse in company": tiny.changed(
            plan, industry_clusters={"innovation_probability": 0, "own_rd_change": 0.05}
        ),
        "busy people": tiny.changed(
            plan, migration={"look_rate": 0.9}, hiring={"quit_rate": 0.4, "branch_share": 0.5},
            relocation={"look_rate": 0.05, "branch_rate": 0.1},
        ),
        "lively funds": of_levers(
            tiny.changed(
                replace(plan, population=replace(finer, private_fund_slots=150)),
                financing={
                    "holding_years": 1, "exit_hazard": 0.5, "fund_years": 5, "call_years": 2,
                    "most_money": 30, "startup_years": 3,
                },
            ),
            cities=("Suzhou", "Wuxi", "Zhenjiang"),
        ),
        "small institutions": tiny.changed(
            plan, institute_research={"new_institute_size": 200, "access_share": 0.6}
        ),
    }  # fmt: skip


@pytest.mark.parametrize("dose", [0.0, 1.0])
def test_model_and_twin_agree_for_two_years(dose: float) -> None:
    assert not differences(agreement.settings(dose), seed=100)


@pytest.mark.slow
@pytest.mark.parametrize("dose", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(20))
def test_they_agree_in_every_seed(dose: float, seed: int) -> None:
    assert not differences(agreement.settings(dose), seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_they_agree_at_any_mixture_of_doses(seed: int) -> None:
    draw, base = np.random.default_rng(seed), agreement.settings(0)
    levers = {
        name: replace(params, dose=float(draw.choice([0, 0.5, 1, 2])))
        for name, params in base.levers.items()
    }
    assert not differences(replace(base, levers=levers), seed)


@pytest.mark.slow
@pytest.mark.parametrize("corner", corners())
def test_they_agree_in_the_corners(corner: str) -> None:
    assert not differences(corners()[corner], seed=2, months=30)


@pytest.mark.slow
def test_they_agree_to_2022_with_the_plan_from_2020_on() -> None:
    # Certificates end, stakes are sold, patents grow old: what two years do not reach.
    choice = tiny.settings(dose=1, first="2020-06")
    assert not differences(choice, seed=7, months=96)


@pytest.mark.parametrize("process", [name_of(process) for process in MONTH])
def test_no_process_can_be_idle_in_the_twin_unseen(process: str) -> None:
    choice = agreement.settings(1)
    state = tiny.run(tiny.built(choice, 1), choice, 11)  # December: certificates, too
    assert not agreement.of_one_step(state.copy(), choice, process, idle=False)
    assert agreement.of_one_step(state.copy(), choice, process, idle=True)


def test_the_twin_shares_no_code_with_the_model() -> None:
    # What is given to both comes in by these four, or is a code or a name.
    given = {"agents.py", "agreement.py", "books.py", "model.py", "test_twin.py"}
    codes = {"NONE", "FIRM", "INSTITUTE", "ORDINARY", "STARTUP", "PAYERS"}
    names = {"Firms"}  # of its columns
    files = [p for p in Path(__file__).parent.glob("*.py") if p.name not in given]
    assert len(files) > len(MONTH)
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [a.name for a in getattr(node, "names", [])]
            if isinstance(node, ast.ImportFrom):
                if node.module and node.module.split(".")[0] == "sim":
                    assert set(modules) <= codes | names, f"{path.name}: {modules}"
                modules = [node.module or ""]
            elif not isinstance(node, ast.Import):
                continue
            assert not any(m.split(".")[0] in ("numpy", "pandas") for m in modules), path.name


def test_the_twin_is_a_mesa_model_of_objects() -> None:
    state = tiny.built(agreement.settings(0), 1)
    twin = Twin(state, agreement.settings(0))
    rows = (len(table) for table in (state.firms, state.institutes, state.funds, state.talent))
    assert len(twin.agents) == sum(rows)
    assert twin.firms[3].sales == state.firms.sales[3]
    twin.firms[3].sales += 1
    assert agreement.gaps(twin, state)
