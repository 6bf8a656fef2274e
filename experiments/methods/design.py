"""Arms x seeds: every arm meets the luck of every seed, on all cores.

The state of a seed is built once. Arms that differ first in month m share the months before
it: these are run once, the state is copied, and each arm goes its own way. Work is handed
out by seed, by groups of arms too where fewer seeds are left than processes; neither that
nor the order in which processes finish changes a number, since luck hangs on the seed.
"""

from __future__ import annotations

import copy
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from configs.schema import Design
from experiments.methods.panel import FIRST_YEAR, ZONE, Panel
from sim import indicators, month, population, region
from sim.ledger import Flows
from sim.settings import Settings
from sim.shapes import Floats
from sim.state import State

Progress = Callable[[int, int], None]


class RunError(RuntimeError):
    """A run that failed; its text is one line that says where."""


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
    """A piece of work: some arms of one seed."""

    seed: int
    arms: tuple[tuple[str, Settings], ...]


@dataclass(frozen=True)
class Record:
    """What one arm leaves under one seed."""

    arm: str
    seed: int
    values: Floats
    flows: Floats
    found: Any = None


def months_shared(arms: Sequence[Settings]) -> int:
    """The first month in which any of these arms may differ from the first one."""
    last = 10**6
    return min((_first_difference(arms[0], other) for other in arms[1:]), default=last)


def _first_difference(one: Settings, other: Settings) -> int:
    if replace(one, levers=other.levers) != other:
        return 0
    months = [10**6]
    for name, params in one.levers.items():
        rival = other.levers[name]
        if params != rival:
            # A lever at dose 0 does nothing, whatever its other parameters are.
            months += [p.months()[0] for p in (params, rival) if p.dose > 0]
    return max(min(months), 0)


def run_unit(unit: Unit, design: Design) -> list[Record]:
    """Every arm of a unit, sharing the months in which they are the same."""
    last = (design.horizon - FIRST_YEAR + 1) * 12
    settings = [s for _, s in unit.arms]
    shared = min(months_shared(settings), last)
    if shared == 0 and any(_begins_otherwise(s, settings[0]) for s in settings):
        return [r for arm in unit.arms for r in run_unit(Unit(unit.seed, (arm,)), design)]
    names = "+".join(name for name, _ in unit.arms)
    trunk = _Track(design, settings[0], population.build(settings[0], unit.seed))
    trunk.run_to(shared, names, unit.seed)
    records = []
    for i, (name, arm) in enumerate(unit.arms):
        track = trunk if i == len(unit.arms) - 1 else trunk.branch()
        track.settings = arm
        track.run_to(last, name, unit.seed)
        values, flows = np.array(track.values), np.array(track.flows)
        found = track.probe.found() if track.probe else None
        records.append(Record(name, unit.seed, values, flows, found))
    return records


def _begins_otherwise(one: Settings, other: Settings) -> bool:
    return one.population != other.population or one.scenario != other.scenario


class _Track:
    """One state on its way, and what is kept of it."""

    def __init__(self, design: Design, settings: Settings, state: Any) -> None:
        self.design, self.settings, self.state = design, settings, state
        self.values: list[Floats] = []
        self.flows: list[Floats] = []
        self.probe: Probe | None = design.probe() if design.probe else None

    def branch(self) -> _Track:
        twin = _Track(self.design, self.settings, self.state.copy())
        twin.values, twin.flows = self.values.copy(), self.flows.copy()
        twin.probe = copy.deepcopy(self.probe)
        return twin

    def run_to(self, last: int, arm: str, seed: int) -> None:
        while self.state.month < last:
            at = self.state.month
            try:
                month.advance(self.state, self.settings)
            except Exception as error:
                when = f"{FIRST_YEAR + at // 12}-{at % 12 + 1:02d}"
                raise RunError(
                    f"arm {arm}, seed {seed}, {when}: {type(error).__name__}: {error}"
                ) from error
            self._keep(at)

    def _keep(self, at: int) -> None:
        december = at % 12 == 11
        if december or self.design.record == "monthly":
            found = indicators.measure(self.state, self.settings.accounting)
            self.values.append(np.array([found[name] for name in kept_indicators(self.design)]))
        if december:
            self.flows.append(np.array(list(self.state.flows.moved.values())))
        if self.probe:
            self.probe.see(self.state)


def kept_indicators(design: Design) -> tuple[str, ...]:
    """The indicators on record, in their order."""
    return design.indicators or tuple(indicators.UNITS)


def units(design: Design) -> list[Unit]:
    """The work: a unit per seed; those that cannot occupy all processes are split by arms."""
    arms = tuple(design.arms.items())
    left = len(design.seeds) % design.workers  # seeds of the last round
    found = []
    for i, seed in enumerate(design.seeds):
        last_round = i >= len(design.seeds) - left
        parts = min(len(arms), design.workers // left) if last_round else 1
        found += [Unit(seed, arms[j::parts]) for j in range(parts)]
    return found


def simulate(design: Design, progress: Progress = lambda done, of: None) -> Panel:
    """The panel of a design; `progress(done, of)` hears of every unit that is finished."""
    work = units(design)
    progress(0, len(work))
    done: list[Record] = []
    for count, records in enumerate(_carried_out(work, design), start=1):
        done += records
        progress(count, len(work))
    return _panel(design, done)


def _carried_out(work: list[Unit], design: Design) -> Iterator[list[Record]]:
    workers = min(design.workers, len(work))
    if workers == 1:
        yield from (run_unit(unit, design) for unit in work)
        return
    # A server that forks clean copies starts as fast as fork, and is safe where this process
    # has threads (Arrow, BLAS); nothing relies on what a child inherits.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload([__name__])
    pool = ProcessPoolExecutor(workers, context, _serve)
    try:
        waiting = {pool.submit(run_unit, unit, design) for unit in work}
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
    except BrokenProcessPool as error:
        raise RunError(
            f"a worker process died, perhaps for lack of memory; {workers} were at work, "
            "try a smaller workers="
        ) from error
    except BaseException:
        # Whoever interrupts does not want to wait for the units that are under way.
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _serve() -> None:
    """How a worker lives: an interrupt is its parent's to handle, and it never outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _panel(design: Design, records: list[Record]) -> Panel:
    """Records in the order of arms and seeds, whatever order they came in."""
    at = {(r.arm, r.seed): r for r in records}
    ordered = [[at[arm, seed] for seed in design.seeds] for arm in design.arms]
    n_months = (design.horizon - FIRST_YEAR + 1) * 12
    step = 1 if design.record == "monthly" else 12
    return Panel(
        arms=tuple(design.arms),
        seeds=design.seeds,
        months=tuple(range(step - 1, n_months, step)),
        indicators=kept_indicators(design),
        places=(*region.load().cities, ZONE),
        values=np.array([[r.values for r in row] for row in ordered]),
        kinds=Flows.KINDS,
        flows=np.array([[r.flows for r in row] for row in ordered]),
        found={key: at[key].found for key in at},
    )
