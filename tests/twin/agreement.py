"""Where twin and model differ: counts exactly, amounts to 1e-9 of their column's scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim import month, population
from sim.processes import MONTH, name_of
from sim.randomness import Luck
from sim.settings import Settings
from sim.state import State
from sim.tables import Table
from tests import tiny
from tests.twin.model import Twin

AMOUNTS = 1e-9  # of the largest entry of the column
# Filled and emptied within the month: what is left is rounding, to be judged by what flowed.
EMPTIED = ("cities.grants_pool", "cities.calls_pool", "cities.support_pool")
FLOW = 1.0  # million yuan a month
CHANGE_OF = {"cities.platform_growth": "platform_gain"}  # a change is as exact as its level


def settings(dose: float) -> Settings:
    """About 500 firms; every lever at one dose from February 2015 on."""
    return tiny.settings(dose=dose)


def gaps(twin: Twin, state: State) -> list[str]:
    """One line for every column, line of money or account in which the two differ."""
    tables: tuple[tuple[str, list[Any], Table], ...] = (
        ("cities", twin.cities, state.cities), ("fields", twin.fields, state.fields),
        ("firms", twin.firms, state.firms), ("institutes", twin.institutes, state.institutes),
        ("funds", twin.funds, state.funds), ("talent", twin.people, state.talent),
    )  # fmt: skip
    found: list[str] = []
    for name, objects, table in tables:
        for column, array in table.arrays.items():
            mine = np.array([getattr(each, column) for each in objects]).reshape(array.shape)
            full = f"{name}.{column}"
            level = table.arrays.get(CHANGE_OF.get(full, ""), np.zeros(1))
            scale = max(FLOW * (full in EMPTIED), float(np.abs(level).max()))
            found += difference(full, mine, array, scale)
    for line in sorted({*twin.lines, *state.lines}):
        nothing = np.zeros(twin.n_cities)
        mine = np.array(twin.lines.get(line, nothing))
        found += difference(f"lines.{line}", mine, state.lines.get(line, nothing), FLOW)
    for name, books, ledger in (
        ("money", twin.money, state.money),
        ("people", twin.people_book, state.people),
        ("patents", twin.patents_book, state.patents),
    ):
        mine = np.array([books.position[account] for account in ledger.row])
        for account, row in ledger.row.items():
            scale = float(np.abs(ledger.position).max())  # much flows through small balances
            found += difference(f"{name}.{account}", mine[row], ledger.position[row], scale)
    for kind, moved in state.flows.moved.items():
        found += difference(f"flows.{kind}", np.array(twin.flows[kind]), moved)
    return found


def difference(name: str, mine: np.ndarray, theirs: np.ndarray, scale: float = 0) -> list[str]:
    """Nothing, or one line that names the column, how many differ and the first of them."""
    if theirs.dtype.kind == "f":
        scale = max(scale, float(np.abs(theirs).max(initial=0)), 1e-300)
        differs = ~(np.abs(mine - theirs) <= AMOUNTS * scale)
    else:
        differs = mine != theirs
    if not differs.any():
        return []
    where = tuple(int(i) for i in np.argwhere(differs)[0])
    return [
        f"{name}: {differs.sum()} of {differs.size} differ, first {where}: "
        f"twin {mine[where]!r}, model {theirs[where]!r}"
    ]


def of_one_step(state: State, choice: Settings, name: str, *, idle: bool) -> list[str]:
    """Gaps after one process, that of the twin left out if it is `idle`."""
    month.set_terms(state, choice)
    for process in MONTH:
        is_last = name_of(process) == name
        twin = Twin(state, choice) if is_last else None
        luck = Luck(state.seed, name_of(process), state.month)
        process.step(state, choice.processes[name_of(process)], luck)
        if twin:
            if not idle:
                twin.run_process(name)
            return gaps(twin, state)
    raise ValueError(f"{name} is no process of the month")


def side_by_side(choice: Settings, seed: int, months: int) -> Iterator[list[str]]:
    """Run model and twin on their own from one start: gaps at the end of each month."""
    state = tiny.built(choice, seed)
    twin = Twin(state, choice)
    for _ in range(months):
        if state.month_of_year == 1:
            fresh = state.copy()
            population.open_slots(fresh, choice)
            twin.add_rows(fresh)
        month.advance(state, choice)
        twin.step()
        yield gaps(twin, state)
