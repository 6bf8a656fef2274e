"""Arms x draws x seeds: every arm meets the luck of every seed, on all cores.

Work is handed out by seed, by groups of arms too where fewer seeds are left than processes;
neither that nor the order in which processes finish changes a number, since luck hangs on the
seed. What the arms of a seed share is run once, see `tracks`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

import numpy as np

from configs.arms import drawn
from configs.schema import Design
from experiments.methods.panel import FIRST_YEAR, ZONE, Panel
from experiments.methods.tracks import Record, RunError, Unit, kept_indicators, run_unit
from sim import region
from sim.ledger import Flows

Progress = Callable[[int, int], None]


def units(design: Design) -> list[Unit]:
    """The work: a unit per draw and seed; those too few for all processes are split by arms."""
    pairs = [(draw, seed) for draw in design.draws for seed in design.seeds]
    left = len(pairs) % design.workers  # pairs of the last round
    found = []
    for i, (draw, seed) in enumerate(pairs):
        arms = tuple((name, drawn(settings, draw)) for name, settings in design.arms.items())
        last_round = i >= len(pairs) - left
        parts = min(len(arms), design.workers // left) if last_round else 1
        found += [Unit(seed, arms[j::parts], draw.number) for j in range(parts)]
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
    """Records in the order of arms, draws and seeds, whatever order they came in."""
    at = {(r.arm, r.draw, r.seed): r for r in records}
    pairs = [(draw.number, seed) for draw in design.draws for seed in design.seeds]
    ordered = [[at[arm, *pair] for pair in pairs] for arm in design.arms]
    n_months = (design.horizon - FIRST_YEAR + 1) * 12
    step = 1 if design.record == "monthly" else 12
    return Panel(
        arms=tuple(design.arms),
        seeds=tuple(seed for _, seed in pairs),
        draws=tuple(draw for draw, _ in pairs),
        months=tuple(range(step - 1, n_months, step)),
        indicators=kept_indicators(design),
        places=(*region.load().cities, ZONE),
        values=np.array([[r.values for r in row] for row in ordered]),
        kinds=Flows.KINDS,
        flows=np.array([[r.flows for r in row] for row in ordered]),
        found={(arm, seed): record.found for (arm, _, seed), record in at.items()},
    )
