"""What a sweep costs beside its cells: 1,000 cells at the small scale on two processes.

pytest -m bench -n 0 tests/bench/test_sweep.py
"""

from __future__ import annotations

import time

import pytest

from configs.schema import Design
from experiments.methods.engine import simulate
from experiments.methods.progress import Lines
from sim.population import Params as Population
from sim.settings import Settings

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
