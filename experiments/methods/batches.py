"""The work of a design cut into batches, the same ones whenever the same design is run.

A cell is one arm under one replication, a pair of draw and seed. A batch is some replications
and all arms, so that arms share their months (`tracks`): as many as take about three seconds,
never less than one replication. Where one alone takes long, its arms are cut as well. Cuts
hang on the design only, so that a run that goes on finds what an earlier one has kept.

A job is what a process is given: a batch, or a part of one where fewer batches are left than
processes. Neither changes a number, since luck hangs on the seed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from configs.arms import drawn
from configs.schema import Design, Draw
from experiments.methods.panel import FIRST_YEAR
from experiments.methods.tracks import Record, Unit, months_shared, run_unit
from sim.settings import Settings

AIM = 3.0  # seconds of a batch
LONG, PIECE = 30.0, 15.0  # seconds of a replication whose arms are cut, and of its pieces
# Seconds a month with its indicators, measured at five scales: a fixed part, and by rows.
FIXED, BY_FIRMS, BY_PEOPLE = 0.0075, 0.009, 0.08

Pair = tuple[Draw, int]  # a replication: draw and seed


@dataclass(frozen=True)
class Batch:
    """Replications and the names of the arms that are run, and kept, together."""

    pairs: tuple[Pair, ...]
    arms: tuple[str, ...]

    @property
    def cells(self) -> int:
        """How many cells there are in it."""
        return len(self.pairs) * len(self.arms)


@dataclass(frozen=True)
class Job:
    """All or part of a batch, for one process; `number` is that of the batch.

    `deaths` counts the workers that died while they had it.
    """

    number: int
    batch: Batch
    deaths: int = 0


@dataclass(frozen=True)
class Done:
    """What came of a job; `kept` is false if it was no fault of the model that it failed."""

    job: Job
    records: list[Record]
    seconds: float = 0.0
    kept: bool = True


def pairs_of(design: Design) -> list[Pair]:
    """Every replication in its order: draws outer, seeds inner."""
    return [(draw, seed) for draw in design.draws for seed in design.seeds_of(draw)]


def batches(design: Design) -> list[Batch]:
    """The batches of a design."""
    names, seconds = tuple(design.arms), expected(design)
    pieces = min(round(seconds / PIECE), len(names)) if seconds > LONG else 1
    arms = cut(names, pieces)
    return [Batch(pairs, part) for pairs in _grouped(design, seconds) for part in arms]


def _grouped(design: Design, seconds: float) -> list[tuple[Pair, ...]]:
    """Replications by batch: some seeds of one draw, or some draws with all their seeds."""
    size, seeds = max(round(AIM / seconds), 1), len(design.seeds)
    if size <= seeds:
        found = []
        for draw in design.draws:
            pairs = [(draw, seed) for seed in design.seeds_of(draw)]
            found += [tuple(pairs[i : i + size]) for i in range(0, seeds, size)]
        return found
    pairs, size = pairs_of(design), size // seeds * seeds
    return [tuple(pairs[i : i + size]) for i in range(0, len(pairs), size)]


def expected(design: Design) -> float:
    """Seconds that a replication with all its arms will take, more or less."""
    arms = list(design.arms.values())
    months = (design.horizon - FIRST_YEAR + 1) * 12
    shared = min(months_shared(arms), months) if len(arms) > 1 else 0
    size = arms[0].population
    month = FIXED + BY_FIRMS / size.firms_per_agent + BY_PEOPLE / size.people_per_agent
    return month * (shared + len(arms) * (months - shared))


def cut(items: Sequence, parts: int) -> list[tuple]:
    """Neighbours together, in parts of nearly equal size; none is empty."""
    ends = np.linspace(0, len(items), min(parts, len(items)) + 1).round().astype(int)
    return [tuple(items[a:b]) for a, b in pairwise(ends)]


def jobs(work: Sequence[tuple[int, Batch]], workers: int) -> list[Job]:
    """A job per batch; those of the last round are cut where they cannot occupy all workers."""
    left = len(work) % workers
    found = [Job(number, batch) for number, batch in work[: len(work) - left]]
    for number, batch in work[len(work) - left :]:
        parts = workers // left
        by_pairs = [Batch(pairs, batch.arms) for pairs in cut(batch.pairs, parts)]
        by_arms = parts // len(by_pairs)
        found += [
            Job(number, Batch(part.pairs, names))
            for part in by_pairs
            for names in cut(part.arms, by_arms)
        ]
    return found


def brief(design: Design, job: Job | None = None) -> Design:
    """What a process must know of a design: its arms, or those of a job, but no draws."""
    arms = {name: design.arms[name] for name in job.batch.arms} if job else design.arms
    return replace(design, arms=arms, draws=(), seeds=(), cells=None)


def run_job(job: Job, design: Design) -> Done:
    """Every cell of a job, in the process that has it."""
    start = time.perf_counter()
    records: list[Record] = []
    settings: dict[int, tuple[tuple[str, Settings], ...]] = {}
    for draw, seed in job.batch.pairs:
        if draw.number not in settings:
            settings = {draw.number: tuple(
                (name, drawn(design.arms[name], draw)) for name in job.batch.arms
            )}  # fmt: skip
        records += run_unit(Unit(seed, settings[draw.number], draw.number), design)
    return Done(job, records, time.perf_counter() - start)
