"""What a sweep costs beside its cells: 1,000 at the small scale on two processes, 100,000 made.

pytest -m bench -n 0 tests/bench/test_sweep.py
"""

from __future__ import annotations

import resource
import time
from dataclasses import replace

import numpy as np
import pytest

from configs.schema import Design
from experiments import sweep
from experiments.methods import batches, store
from experiments.methods.engine import simulate
from experiments.methods.panel import FIRST_YEAR
from experiments.methods.progress import Lines
from experiments.methods.tracks import Record, Unit
from sim.population import Params as Population
from sim.settings import Settings
from tests.test_configuration import composed

SMALL = Settings(population=Population(firms_per_agent=100, people_per_agent=400))
CELLS = 1000


@pytest.mark.bench
def test_two_processes_take_little_more_than_half_of_what_the_cells_take(tmp_path):
    design = Design(
        experiment="single_run", arms={"none": SMALL}, seeds=tuple(range(CELLS)),
        horizon=2016, workers=2, indicators=("gdp",), flows=False, cells=tmp_path,
    )  # fmt: skip
    heard, start, spent = Lines("bench"), time.perf_counter(), time.process_time()
    simulate(design, heard)
    wall = time.perf_counter() - start
    assert wall <= 0.6 * heard.seconds
    assert (time.process_time() - spent) / CELLS < 0.005  # seconds of this process, a cell
    assert (2 * wall - heard.seconds) / CELLS < 0.005  # and of idle workers


def made(unit: Unit, design: Design) -> list[Record]:
    """Records as runs leave them, all digits different, so that they cannot be packed."""
    years = design.horizon - FIRST_YEAR + 1
    luck = np.random.default_rng([unit.seed, unit.draw])
    values = luck.normal(size=(len(unit.arms), years, len(design.indicators), 6))
    flows = np.empty((years, 0))
    return [
        Record(name, unit.seed, values[i], flows, draw=unit.draw)
        for i, (name, _) in enumerate(unit.arms)
    ]


@pytest.mark.bench
def test_a_hundred_thousand_cells_fit_a_laptop(tmp_path, monkeypatch):
    design = composed(
        "experiment=sweep", "policy=plan", "population=small", "draws=latin", "seeds=10",
        "draws.over.processes.knowledge.spillover={low: 0, high: 0.06}", "draws.number=5000",
        "workers=1", "horizon=2030",
    )  # fmt: skip
    monkeypatch.setattr(batches, "run_unit", made)
    folder = tmp_path / "sweep"
    start = time.perf_counter()
    store.write_results(
        folder, sweep.run(replace(design, cells=folder / "cells"), Lines("bench"))
    )
    seconds = time.perf_counter() - start
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**30
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # kilobytes on Linux
    print(f"100,000 cells: {size:.2f} GiB on disk, {most:.1f} GiB of memory, {seconds:.0f} s")
    assert size < 2
    assert most < 4
