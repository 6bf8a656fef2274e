"""A tiny region on which every mechanism works, for the laws that hold at any scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim import month, population
from sim.processes import MONTH, Process, name_of
from sim.region import Region
from sim.settings import Settings
from sim.state import State

POPULATION = population.Params(
    firms_per_agent=200, people_per_agent=500, startup_slots=60,
    private_fund_slots=15, matched_fund_slots=20,
    institute_slots=30, institute_from=2015,
)  # fmt: skip


def settings(dose: float = 0.0, first: str = "2015-02") -> Settings:
    """Every lever at one dose, from early on, so that a short run meets all of them."""
    base = Settings(population=POPULATION)
    levers = {
        name: replace(params, dose=dose, first_month=first, ramp_months=3)
        for name, params in base.levers.items()
    }
    return replace(base, levers=levers)


def changed(base: Settings, **modules: dict[str, Any]) -> Settings:
    """Settings with some parameters of some processes and levers replaced."""
    groups = {}
    for group in ("processes", "levers"):
        old = getattr(base, group)
        groups[group] = {
            name: replace(params, **modules.get(name, {})) for name, params in old.items()
        }
    return replace(base, **groups)


def built(choice: Settings, seed: int = 1, place: Region | None = None) -> State:
    """The state before January 2015."""
    return population.build(choice, seed, place)


def run(state: State, choice: Settings, months: int) -> State:
    """The same state some months later."""
    for _ in range(months):
        month.advance(state, choice)
    return state


def planted(step: Callable[..., None], *writes: str) -> tuple[Process, ...]:
    """The month with one process more, named `planted`, before the books close."""
    extra: Any = SimpleNamespace(__name__="sim.processes.planted", WRITES=writes, step=step)
    return (*MONTH, extra)


def with_planted(choice: Settings) -> Settings:
    """Settings for a month with a planted process."""
    return replace(choice, processes={**choice.processes, "planted": None})


def watched(look: Callable[[str, State, bool], None]) -> tuple[Process, ...]:
    """The month, with `look(name, state, is_over)` called around each process."""

    def around(process: Process) -> Any:
        def step(state: State, params: Any, luck: Any) -> None:
            look(name_of(process), state, False)
            process.step(state, params, luck)
            look(name_of(process), state, True)

        name = process.__name__  # pyright: ignore[reportAttributeAccessIssue]
        return SimpleNamespace(__name__=name, WRITES=process.WRITES, step=step)

    return tuple(around(process) for process in MONTH)


def columns(state: State) -> dict[str, np.ndarray]:
    """Every column by its full name, as in `firms.cash`."""
    return {
        f"{table}.{name}": array
        for table in State.TABLES
        for name, array in getattr(state, table).arrays.items()
    }


def everything(state: State) -> dict[str, np.ndarray]:
    """All numbers of a state: columns, books, lines, flows, terms and history."""
    found = columns(state)
    for book in ("money", "people", "patents"):
        found[f"books of {book}"] = getattr(state, book).position
        found[f"turnover of {book}"] = getattr(state, book).turnover
    terms = {name: getattr(state.terms, name) for name in state.terms.names()}
    terms["only_in"] = np.array(sorted(state.terms.only_in.items()), dtype=str)
    books = state.past.get("books")
    past = state.past.get("pieces", {}) | (vars(books) if books else {})
    for label, group in (
        ("line", state.lines), ("line paid", state.paid), ("flow", state.flows.moved),
        ("history", state.history), ("past", past),
        ("term", terms), ("request", state.terms.requests),
    ):  # fmt: skip
        found |= {f"{label} {name}": array for name, array in group.items()}
    return found | {"month": np.array(state.month), "seed": np.array(state.seed)}


def image(state: State) -> dict[str, bytes]:
    """The bytes of every number of a state."""
    return {name: array.tobytes() for name, array in everything(state).items()}


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """What differs between two images, by name."""
    return sorted(
        name for name in one.keys() | other.keys() if one.get(name) != other.get(name)
    )
