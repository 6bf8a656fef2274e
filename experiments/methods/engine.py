"""Arms x draws x seeds: every arm meets the luck of every seed, under every draw.

Batches that are not done yet are run in this process, on processes of this machine or on a
Dask cluster; this process alone writes what is done (`cells`) and puts every number in its
place. Neither where a batch is run nor when it is finished changes a number. A cell that fails
fails alone: its replication is left out of the panel and said so.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

import numpy as np

from configs.schema import Design
from experiments.methods import cluster, workers
from experiments.methods.batches import Batch, Done, batches, jobs, pairs_of
from experiments.methods.cells import Cells
from experiments.methods.panel import FIRST_YEAR, ZONE, Failure, Panel
from experiments.methods.progress import Progress, Quiet
from experiments.methods.tracks import Record, RunError, kept_indicators
from sim import region
from sim.ledger import Flows
from sim.shapes import Floats

QUIET = Quiet()


def simulate(design: Design, progress: Progress = QUIET) -> Panel:
    """The panel of a design; what its folder of cells holds is not run again.

    A RunError if no replication is complete, an OSError if no more can be kept.
    """
    _check(design)
    work = batches(design)
    kept = Cells(design.cells, design) if design.cells and not design.probe else None
    numbers = Numbers(design)
    missing = []
    for number, batch in enumerate(work):
        found = kept.read(batch) if kept else None
        if found is None:
            missing.append((number, batch))
        else:
            numbers.put(found)
    progress.begin(numbers.done, numbers.of, numbers.failures)
    with closing(_batch_by_batch(missing, design)) as finished:
        for batch, done in finished:
            if kept and done.kept:
                kept.write(batch, done.records)
            failures = numbers.put(done.records)
            progress.more(batch.cells, failures, done.seconds)
    return numbers.panel()


def _check(design: Design) -> None:
    draws = [draw.number for draw in design.draws]
    if len(set(draws)) < len(draws) or not draws:
        raise ValueError(f"draws = {draws}: allowed: distinct numbers, at least one")
    if design.probe and len(draws) > 1:
        raise ValueError(f"draws = {draws}: allowed with a probe: one draw")


def _batch_by_batch(
    missing: list[tuple[int, Batch]], design: Design
) -> Generator[tuple[Batch, Done]]:
    """Every batch once all its jobs are home."""
    known = design.cluster in (None, cluster.LOCAL)
    handed_out = jobs(missing, design.workers if known else 1)
    if not handed_out:
        return
    if design.cluster:
        carried_out = cluster.on_cluster(handed_out, design)
    elif min(design.workers, len(handed_out)) > 1:
        carried_out = workers.on_processes(handed_out, design, design.workers)
    else:
        carried_out = workers.in_turn(handed_out, design)
    whole = dict(missing)
    parts: dict[int, list[Done]] = {number: [] for number in whole}
    with closing(carried_out):
        for done in carried_out:
            number = done.job.number
            batch, home = whole[number], parts[number]
            home.append(done)
            if sum(len(part.records) for part in home) == batch.cells:
                del parts[number]
                yield batch, joined(batch, done, home)


def joined(batch: Batch, last: Done, parts: list[Done]) -> Done:
    """The parts of a batch as one, in the order in which one process would have left them."""
    at = {(r.draw, r.seed, r.arm): r for part in parts for r in part.records}
    records = [at[draw.number, seed, arm] for draw, seed in batch.pairs for arm in batch.arms]
    seconds = sum(part.seconds for part in parts)
    return Done(last.job, records, seconds, all(part.kept for part in parts))


class Numbers:
    """What the cells of a design leave, each in its place whatever order they came in."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.pairs = [(draw.number, seed) for draw, seed in pairs_of(design)]
        self.row = {pair: i for i, pair in enumerate(self.pairs)}
        self.column = {arm: i for i, arm in enumerate(design.arms)}
        self.shape = len(self.column), len(self.row)
        self.of, self.done = self.shape[0] * self.shape[1], 0
        self.values: Floats = np.empty((*self.shape, 0))
        self.flows: Floats = np.empty((*self.shape, 0))
        self.found: dict[tuple[str, int], object] = {}
        self.failures: list[Failure] = []

    def put(self, records: list[Record]) -> list[Failure]:
        """Take in some cells; returns those that failed."""
        new = [Failure(r.arm, r.draw, r.seed, r.error) for r in records if r.error]
        for record in (record for record in records if not record.error):
            place = self._place(record)
            if not self.values.size:
                self.values = np.full((*self.shape, *record.values.shape), np.nan)
                self.flows = np.full((*self.shape, *record.flows.shape), np.nan)
            self.values[place], self.flows[place] = record.values, record.flows
            self.found[record.arm, record.seed] = record.found
        self.done += len(records)
        self.failures += new
        return new

    def panel(self) -> Panel:
        """The complete replications, and what failed in the order of arms and replications."""
        failures = sorted(self.failures, key=Failure.order)
        broken = {(failure.draw, failure.seed) for failure in failures}
        whole = [i for i, pair in enumerate(self.pairs) if pair not in broken]
        if not whole:
            more = f" ({len(failures)} cells failed)" if len(failures) > 1 else ""
            raise RunError(f"{failures[0].text()}{more}")
        lost = {seed for _, seed in broken}  # a design with a probe has one draw
        found = {key: x for key, x in self.found.items() if key[1] not in lost}
        n_months = (self.design.horizon - FIRST_YEAR + 1) * 12
        step = 1 if self.design.record == "monthly" else 12
        return Panel(
            arms=tuple(self.design.arms),
            seeds=tuple(self.pairs[i][1] for i in whole),
            draws=tuple(self.pairs[i][0] for i in whole),
            months=tuple(range(step - 1, n_months, step)),
            indicators=kept_indicators(self.design),
            places=(*region.load().cities, ZONE),
            values=self._of(self.values, whole),
            kinds=Flows.KINDS,
            flows=self._of(self.flows, whole) if self.design.flows else None,
            found=found,
            failures=tuple(failures),
        )

    def _place(self, cell: Record | Failure) -> tuple[int, int]:
        return self.column[cell.arm], self.row[cell.draw, cell.seed]

    def _of(self, numbers: Floats, whole: list[int]) -> Floats:
        return numbers if len(whole) == len(self.pairs) else numbers[:, whole]
