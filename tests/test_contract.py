"""The contract of every process and lever, held for all members of each family at once.

A process or lever that joins its tuple is tested here before its author writes a test.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from sim import accounting, month, population, scenario
from sim.levers import LEVERS
from sim.parameters import STATUSES, LeverParameters, ParameterError, Parameters
from sim.processes import MONTH, name_of
from sim.settings import Settings
from sim.state import State
from tests import tiny
from tests.small import small_state

FAMILIES = (*MONTH, *LEVERS)
DECLARING = (*FAMILIES, population, scenario, accounting)
all_members = pytest.mark.parametrize("module", FAMILIES, ids=name_of)
all_declaring = pytest.mark.parametrize("module", DECLARING, ids=name_of)
all_processes = pytest.mark.parametrize("process", MONTH, ids=name_of)
all_levers = pytest.mark.parametrize("lever", LEVERS, ids=name_of)


def numbers(module: Any) -> list[Any]:
    """The declared numbers of a module's parameters."""
    texts = ("first_month", "last_month", "cities")
    shared = {item.name for item in fields(LeverParameters)} & set(texts)
    words = shared | {"capital_method"}
    return [item for item in fields(module.Params) if item.name not in words]


@all_declaring
def test_every_number_has_unit_range_source_and_status(module: Any) -> None:
    assert is_dataclass(module.Params)
    assert issubclass(module.Params, Parameters)
    for item in numbers(module):
        about, where = item.metadata, f"{module.Params.path()}.{item.name}"
        assert set(about) - {"payer"} == {"unit", "low", "high", "source", "status"}, where
        assert about.get("payer", "somebody").strip(), where
        assert about["unit"].strip(), where
        assert about["source"].strip(), where
        assert about["status"] in STATUSES, where
        assert about["low"] < about["high"], where
        assert about["low"] <= item.default <= about["high"], where
        assert not isinstance(item.default, bool), where


@all_declaring
def test_values_outside_the_range_are_refused_by_name(module: Any) -> None:
    for item in numbers(module):
        for value in (item.metadata["low"] - 1, item.metadata["high"] + 1, np.nan, "1", True):
            with pytest.raises(ParameterError, match=re.escape(item.name)):
                module.Params(**{item.name: value})


@all_declaring
def test_parameters_cannot_be_changed(module: Any) -> None:
    params = module.Params()
    for item in numbers(module):
        with pytest.raises(AttributeError):
            setattr(params, item.name, item.default)


@all_members
def test_docstring_has_numbered_equations_and_says_where_from(module: Any) -> None:
    text = inspect.getdoc(module) or ""
    found = [int(number) for number in re.findall(r"\((\d+)\)$", text, re.MULTILINE)]
    assert found == list(range(1, len(found) + 1))
    assert found, "no numbered equation"
    title = text.splitlines()[0]
    assert re.fullmatch(r"[A-Z][\w&\- ]+: .+\.", title), title
    assert re.search(r"^References\n-+\n\w", text, re.MULTILINE)


@all_processes
def test_process_has_the_declared_form(process: Any) -> None:
    assert list(inspect.signature(process.step).parameters) == ["state", "params", "luck"]
    known = tiny.columns(small_state())
    assert set(process.WRITES) <= known.keys()
    assert len(set(process.WRITES)) == len(process.WRITES)


@all_levers
def test_lever_has_the_declared_form(lever: Any) -> None:
    assert list(inspect.signature(lever.offer).parameters) == ["terms", "params", "strength"]
    assert issubclass(lever.Params, LeverParameters)
    assert re.match(r"(2\.\d|4)\.\d ", lever.CLAUSE)
    assert re.search("[\u4e00-\u9fff]", lever.CLAUSE)
    assert [other.CLAUSE for other in LEVERS].count(lever.CLAUSE) == 1


# What is written, and by whom.


@pytest.fixture(scope="module")
def written() -> dict[str, set[str]]:
    """What each process really changed in 26 months with all levers on."""
    found: dict[str, set[str]] = {name_of(process): set() for process in MONTH}
    before: dict[str, bytes] = {}

    def look(name: str, state: State, is_over: bool) -> None:
        now = tiny.image(state)
        if is_over:
            found[name].update(tiny.differences(before, now))
        before.clear()
        before.update(now)

    choice = tiny.settings(dose=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(month, "MONTH", tiny.watched(look))
        tiny.run(tiny.built(choice), choice, 26)
    return found


@all_processes
def test_process_changes_only_what_it_declares(
    process: Any, written: dict[str, set[str]]
) -> None:
    allowed = re.compile("|".join([
        "books of .*", "turnover of .*", "line .*", "flow .*", "past .*",
        *(re.escape(name) for name in process.WRITES),
    ]))  # fmt: skip
    changed = written[name_of(process)]
    assert changed, "a process that does nothing is none"
    assert [name for name in changed if not allowed.fullmatch(name)] == []


def unproven(choice: Settings, months: int) -> set[tuple[str, str]]:
    """Declared columns that a process never tried to write: locked, nothing happens."""
    left = {(name_of(process), column) for process in MONTH for column in process.WRITES}

    def look(name: str, state: State, is_over: bool) -> None:
        if is_over:
            return
        process = next(process for process in MONTH if name_of(process) == name)
        luck = month.Luck(state.seed, name, state.month)
        for owner, column in sorted(left):
            if owner != name:
                continue
            twin = state.copy()
            tiny.columns(twin)[column].flags.writeable = False
            try:
                process.step(twin, choice.processes[name], luck)
            except ValueError:
                left.discard((owner, column))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(month, "MONTH", tiny.watched(look))
        state = tiny.built(choice)
        for _ in range(months):
            if left:
                tiny.run(state, choice, 1)
    return left


def test_process_declares_nothing_that_it_never_writes() -> None:
    often = {"look_rate": 0.05, "branch_rate": 0.1, "branch_closing": 0.5, "moving_cost": 0}
    choice = tiny.changed(tiny.settings(dose=1), relocation=often)
    assert unproven(choice, 24) == set()


def test_every_column_has_a_writer_and_every_flow_exactly_one() -> None:
    choice = tiny.settings()
    state = tiny.built(choice)
    population.open_slots(state, choice)
    writers: dict[str, list[str]] = {}
    for process in MONTH:
        for column in process.WRITES:
            writers.setdefault(column, []).append(name_of(process))
    orphans, contested = [], []
    for table in State.TABLES:
        for name, spec in getattr(state, table).columns().items():
            array = getattr(state, table).arrays[name]
            # A fill above zero (a flag that is set, a share of one) is a start value.
            is_filled = spec.fill > 0 or bool((array != spec.fill).any())
            owners = writers.get(f"{table}.{name}", [])
            if not (is_filled or owners):
                orphans.append(f"{table}.{name}")
            # Entry opens and exit clears rows; start values have no writer in the month.
            owners = [owner for owner in owners if owner not in ("entry", "exit")]
            is_flow = spec.unit.endswith("/month")
            if is_flow and not (len(owners) == 1 or (is_filled and not owners)):
                contested.append((f"{table}.{name}", owners))
    assert orphans == []
    assert contested == []
