"""One measurement in a process of its own: `python -m tests.bench.measure WHAT [AGENTS]`.

Prints JSON. Seconds are processor seconds of one thread, which other work on the machine
moves less than the clock; memory is the most the process ever held.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np

from sim import InnovationModel, accounts, month, population
from sim.agents import Talent
from sim.processes import MONTH, name_of
from sim.randomness import Luck
from sim.settings import Settings
from sim.state import State
from sim.tables import Table
from tests import tiny
from tests.bench.work import MONTHS, SIZES, agents
from tests.twin import agreement
from tests.twin.model import Twin

Found = dict[str, Any]


class Watched(dict):
    """Columns of a table by name, which tells `seen` which of them were looked at."""

    def __init__(self, arrays: dict[str, np.ndarray], seen: set[str]) -> None:
        super().__init__(arrays)
        self.seen = seen

    def __getitem__(self, name: str) -> np.ndarray:
        self.seen.add(name)
        return super().__getitem__(name)


@contextmanager
def watching(table: Table) -> Iterator[set[str]]:
    """The columns of a table that are looked at meanwhile."""
    seen: set[str] = set()
    kind: Any = type(table)

    class Watching(kind):
        def __getattribute__(self, name: str) -> Any:
            found = super().__getattribute__(name)
            if name == "arrays":
                return Watched(found, seen)
            if isinstance(found, np.ndarray):
                seen.add(name)
            return found

    table.__class__ = Watching
    try:
        yield seen
    finally:
        table.__class__ = kind


def peak() -> float:
    """The most memory so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def the_model(size: int) -> Found:
    """A year of the model: time in all and by process, memory, columns touched."""
    choice = SIZES[size].settings()
    warm_up(choice)
    start = time.process_time()
    state = SIZES[size].state()
    build = time.process_time() - start
    by_process: dict[str, float] = defaultdict(float)
    steps, start = 0, time.process_time()
    for _ in range(MONTHS):
        timed_month(state, choice, by_process)
        steps += agents(state)
    seconds = time.process_time() - start
    held = peak()
    return {
        "agents": steps / MONTHS, "months": MONTHS, "seconds": seconds, "steps": steps,
        "build_seconds": build, "peak_mib": held, "by_process": dict(by_process),
        "bytes_a_month": touched(state, choice), "bandwidth": bandwidth(),
    }  # fmt: skip


def warm_up(choice: Settings) -> None:
    """Data are read and modules imported before the clock runs."""
    month.advance(population.build(tiny.settings(), 2), choice)


def timed_month(state: State, choice: Settings, by_process: dict[str, float]) -> None:
    """`month.advance`, with the time of each process."""
    before = time.process_time()

    def lap(name: str) -> None:
        nonlocal before
        now = time.process_time()
        by_process[name] += now - before
        before = now

    if state.month_of_year == 1:
        population.open_slots(state, choice)
        lap("slots")
    month.set_terms(state, choice)
    for table in state.TABLES:
        getattr(state, table).lock()
    lap("terms")
    for process in MONTH:
        name = name_of(process)
        with month.writing(state, process.WRITES):
            process.step(state, choice.processes[name], Luck(state.seed, name, state.month))
        lap(name)
    accounts.close(state)
    accounts.remember(state)
    state.month += 1
    lap("books")


def touched(state: State, choice: Settings) -> int:
    """Bytes of the columns that a month looks at, once for every process that does."""
    total, tables = 0, [getattr(state, name) for name in state.TABLES]
    month.set_terms(state, choice)
    for process in MONTH:
        name = name_of(process)
        with month.writing(state, process.WRITES), ExitStack() as stack:
            seen = [stack.enter_context(watching(table)) for table in tables]
            process.step(state, choice.processes[name], Luck(state.seed, name, state.month))
        for table, columns in zip(tables, seen, strict=True):
            total += sum(table.arrays[column].nbytes for column in columns)
    return total


def bandwidth() -> float:
    """Bytes a second that a copy of a large array reads and writes."""
    source = np.ones(2**25)
    target, best = np.empty_like(source), np.inf
    for _ in range(5):
        start = time.process_time()
        np.copyto(target, source)
        best = min(best, time.process_time() - start)
    return 2 * source.nbytes / best


def the_twin(size: int) -> Found:
    """The same year of the twin, and where it ends differently from the model."""
    choice = SIZES[size].settings()
    warm_up(choice)
    state = SIZES[size].state()
    start = time.process_time()
    twin = Twin(state, choice)
    build = time.process_time() - start
    population.open_slots(slots := state.copy(), choice)
    start = time.process_time()
    twin.add_rows(slots)
    for _ in range(MONTHS):
        twin.step()
    seconds, held = time.process_time() - start, peak()
    steps = 0
    for _ in range(MONTHS):
        month.advance(state, choice)
        steps += agents(state)
    return {
        "agents": steps / MONTHS, "months": MONTHS, "seconds": seconds, "steps": steps,
        "build_seconds": build, "peak_mib": held, "gaps": agreement.gaps(twin, state),
    }  # fmt: skip


def one_to_one(months: int) -> Found:
    """Every real firm and person as a row: 2015 on, without levers and with all of them."""
    found: Found = {}
    for name, dose in (("none", 0.0), ("all levers", 1.0)):
        choice = SIZES[1_000].settings() if dose else Settings()
        scale = population.Params(firms_per_agent=1, people_per_agent=1)
        start = time.process_time()
        model = InnovationModel(rng=1, horizon=2030, settings=choice_at(choice, scale))
        for _ in range(months):
            model.step()
        found[name] = {
            "seconds": time.process_time() - start, "peak_mib": peak(), "months": months,
            "agents": agents(model.state),
        }  # fmt: skip
    return found


def choice_at(choice: Settings, scale: population.Params) -> Settings:
    """The same settings at another scale."""
    return Settings(
        processes=choice.processes, levers=choice.levers, population=scale,
        scenario=choice.scenario, accounting=choice.accounting,
    )  # fmt: skip


def views(size: int) -> Found:
    """What Mesa's agents cost on top of the columns, and what whole-column calls cost."""
    state = SIZES[size].state()
    choice = SIZES[size].settings()
    build, found = population.build, {"rows": len(state.talent)}
    population.build = lambda *given: state  # the columns are there: what comes on top?
    try:
        clock = time.process_time
        start = clock()
        model = InnovationModel(rng=1, settings=choice)
        people = model.agents_by_type[Talent]
        found["number"] = len(people)
        found["create"] = clock() - start
        for name, call in (
            ("get", lambda: people.get("wage")),
            ("set", lambda: people.set("tenure", 1.0)),
            ("select by mask", lambda: people.select(people.column("skill") > 1)),
            ("agg", lambda: people.agg("wage", np.mean)),
            ("groupby city", lambda: people.groupby("city").agg("wage", np.mean)),
        ):
            start = clock()
            call()
            found[name] = clock() - start
    finally:
        population.build = build
    return found


if __name__ == "__main__":
    what = {"model": the_model, "twin": the_twin, "one_to_one": one_to_one, "views": views}
    print(json.dumps(what[sys.argv[1]](int(sys.argv[2]))))
