"""Arms of one seed: a tree whose trunk is the months in which they are the same.

The state of a seed is built once for all arms that start alike. Arms go together as long as
their settings cannot make a difference; where they part the state is copied, and each group
goes its own way until it parts again. What is shared is bit for bit what each arm would have
had alone. A month that fails takes with it the arms that share it, and no other.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from configs.schema import Design
from experiments.methods.panel import FIRST_YEAR
from sim import indicators, month, population
from sim.settings import Settings
from sim.shapes import Floats
from sim.state import State

ALWAYS = 10**6  # later than every month
# Parameters of processes that matter only while some lever is in force: who pays for it.
DORMANT = {"budgets": ("new_money",)}
Arm = tuple[str, Settings]


class RunError(RuntimeError):
    """A run that failed; its text is one line that says where or when."""


class Probe(Protocol):
    """Watches a run from inside its process, so that no state has to travel."""

    def see(self, state: State) -> None:
        """Called at the end of every month; what it needs of the state it must copy."""
        ...

    def found(self) -> Any:
        """What goes home when the run is over."""
        ...


@dataclass(frozen=True)
class Unit:
    """A piece of work: some arms, their settings after the draw, of one draw and seed."""

    seed: int
    arms: tuple[Arm, ...]
    draw: int = 0


@dataclass(frozen=True)
class Record:
    """What one arm leaves under one draw and seed; with an `error` it has no numbers."""

    arm: str
    seed: int
    values: Floats
    flows: Floats
    found: Any = None
    draw: int = 0
    error: str = ""


def months_shared(arms: Sequence[Settings]) -> int:
    """The first month in which any of these arms may differ from the first one."""
    return min((first_difference(arms[0], other) for other in arms[1:]), default=ALWAYS)


def first_difference(one: Settings, other: Settings) -> int:
    """The first month in which two arms may differ; 0 if they may start differently."""
    processes = awake(other.processes, one.processes)
    if replace(one, levers=other.levers, processes=processes) != other:
        return 0
    asleep = one.processes == other.processes
    months = [ALWAYS]
    for name, params in one.levers.items():
        rival = other.levers[name]
        if params != rival or not asleep:
            # A lever at dose 0 does nothing, whatever its other parameters are.
            months += [p.months()[0] for p in (params, rival) if p.dose > 0]
    return max(min(months), 0)


def awake(wanted: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Processes as given, but what may lie dormant of them as wanted."""
    found = dict(given)
    for process, names in DORMANT.items():
        taken = {n: getattr(wanted[process], n) for n in names}
        found[process] = replace(given[process], **taken)
    return found


def run_unit(unit: Unit, design: Design) -> list[Record]:
    """Every arm of a unit, sharing the months in which they are the same."""
    records: list[Record] = []
    for group in groups(unit.arms, 0):
        settings = group[0][1]
        try:
            state = told("at the start", population.build, settings, unit.seed)
        except RunError as error:
            records += failed(group, unit.seed, error)
        else:
            records += grown(Track(design, settings, state), group, unit.seed)
    at = {record.arm: replace(record, draw=unit.draw) for record in records}
    return [at[name] for name, _ in unit.arms]


def told(when: str, step: Callable[..., Any], *args: Any) -> Any:
    """What a step of the model returns, or a RunError that says when it failed.

    Memory that runs out is no fault of the cell, and passes.
    """
    try:
        return step(*args)
    except MemoryError:
        raise
    except Exception as error:
        text = " ".join(str(error).split())
        raise RunError(f"{when}: {type(error).__name__}: {text}") from error


def failed(arms: Sequence[Arm], seed: int, error: RunError) -> list[Record]:
    """The records of arms that came to nothing."""
    empty = np.empty(0)
    return [Record(name, seed, empty, empty, error=str(error)) for name, _ in arms]


def groups(arms: Sequence[Arm], now: int) -> list[list[Arm]]:
    """Arms in groups that stay the same for longer than `now` months."""
    found: list[list[Arm]] = []
    rest = list(arms)
    while rest:
        lead = rest[0][1]
        late = [first_difference(lead, settings) > now for _, settings in rest[1:]]
        together = [True, *late]
        found.append([arm for arm, same in zip(rest, together, strict=True) if same])
        rest = [arm for arm, same in zip(rest, together, strict=True) if not same]
    return found


def grown(track: Track, arms: Sequence[Arm], seed: int) -> list[Record]:
    """The records of some arms that have been the same so far, from here to the end."""
    last = (track.design.horizon - FIRST_YEAR + 1) * 12
    shared = min(months_shared([settings for _, settings in arms]), last)
    track.settings = arms[0][1]
    try:
        track.run_to(shared)
    except RunError as error:
        return failed(arms, seed, error)
    if shared == last:
        values, flows = np.array(track.values), np.array(track.flows)
        found = track.probe.found() if track.probe else None
        return [Record(name, seed, values, flows, found) for name, _ in arms]
    records: list[Record] = []
    parted = groups(arms, shared)
    for i, group in enumerate(parted):
        branch = track if i == len(parted) - 1 else track.branch()
        records += grown(branch, group, seed)
    return records


class Track:
    """One state on its way, and what is kept of it."""

    def __init__(self, design: Design, settings: Settings, state: Any) -> None:
        self.design, self.settings, self.state = design, settings, state
        self.values: list[Floats] = []
        self.flows: list[Floats] = []
        self.probe: Probe | None = design.probe() if design.probe else None

    def branch(self) -> Track:
        """Another track with the same past."""
        twin = Track(self.design, self.settings, self.state.copy())
        twin.values, twin.flows = self.values.copy(), self.flows.copy()
        twin.probe = copy.deepcopy(self.probe)
        return twin

    def run_to(self, last: int) -> None:
        """Month after month to the last one; a RunError says which one failed."""
        while self.state.month < last:
            at = self.state.month
            when = f"{FIRST_YEAR + at // 12}-{at % 12 + 1:02d}"
            told(when, month.advance, self.state, self.settings)
            told(when, self._keep, at)

    def _keep(self, at: int) -> None:
        december = at % 12 == 11
        if december or self.design.record == "monthly":
            found = indicators.measure(self.state, self.settings.accounting)
            self.values.append(np.array([found[name] for name in kept_indicators(self.design)]))
        if december and self.design.flows:
            self.flows.append(np.array(list(self.state.flows.moved.values())))
        if self.probe:
            self.probe.see(self.state)


def kept_indicators(design: Design) -> tuple[str, ...]:
    """The indicators on record, in their order."""
    return design.indicators or tuple(indicators.UNITS)
