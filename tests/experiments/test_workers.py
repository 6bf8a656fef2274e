"""Workers that die, and that leave with whom they work for."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from multiprocessing import forkserver

import pytest

from configs.schema import Draw
from experiments.methods import batches, workers
from experiments.methods.engine import simulate
from experiments.methods.panel import Panel
from experiments.methods.tracks import RunError
from tests.experiments.made_design import DESIGN, DRAWS, Heard, kept, same


@pytest.fixture(scope="module")
def panel() -> Panel:
    """The design in this process, nothing kept."""
    return simulate(DESIGN)


@pytest.fixture
def one_pair_a_batch(monkeypatch):
    """Six batches instead of one."""
    monkeypatch.setattr(batches, "AIM", 0.01)


def test_a_worker_that_is_killed_is_replaced(panel, one_pair_a_batch, monkeypatch):
    """Each of the first three workers is killed as soon as it has begun."""
    begun, start = [], workers.Worker.start

    def counted(worker) -> None:
        start(worker)
        begun.append(worker.process.pid)
        if len(begun) <= 3:
            os.kill(worker.process.pid, signal.SIGKILL)

    monkeypatch.setattr(workers.Worker, "start", counted)
    assert same(simulate(replace(DESIGN, workers=2)), panel)
    assert len(begun) == 5


def test_the_server_of_forks_may_be_killed(panel, one_pair_a_batch, monkeypatch):
    """It is killed with the first worker, so that the second one needs another server."""
    begun, start = [], workers.Worker.start

    def counted(worker) -> None:
        start(worker)
        begun.append(worker)
        if len(begun) == 1:
            os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)
            os.kill(worker.process.pid, signal.SIGKILL)

    monkeypatch.setattr(workers.Worker, "start", counted)
    assert same(simulate(replace(DESIGN, workers=2)), panel)


def test_workers_that_never_begin_end_the_run(monkeypatch, one_pair_a_batch, tmp_path):
    """No cell is blamed; what ends them is in the way in which they are started."""
    start = workers.Worker.start

    def stillborn(worker) -> None:
        start(worker)
        os.kill(worker.process.pid, signal.SIGKILL)

    monkeypatch.setattr(workers.Worker, "start", stillborn)
    with pytest.raises(RunError, match="end before they begin"):
        simulate(replace(DESIGN, workers=2, cells=tmp_path))
    assert kept(tmp_path) == []


class Deadly(float):
    """A value that ends the process that checks it."""

    def __ge__(self, other: float) -> bool:
        os._exit(3)


@pytest.mark.parametrize("cluster", [None, "local"])
def test_a_batch_that_kills_its_workers_fails_alone(cluster, tmp_path, one_pair_a_batch):
    """Draw 1 ends every process that it is sent to."""
    deadly = Draw(1, (("population.firms_per_agent", Deadly(100)),))
    design = replace(
        DESIGN, draws=(Draw(0), deadly), seeds=(4,), workers=2, cluster=cluster, cells=tmp_path
    )  # fmt: skip
    found = simulate(design)
    assert found.draws == (0,)
    assert {failure.draw for failure in found.failures} == {1}
    assert "workers died again and again" in found.failures[0].error
    assert len(kept(tmp_path)) == 1  # what no model did is tried again


class Lost:
    """A probe that comes home with nothing."""

    def see(self, state) -> None:
        """Nothing."""

    def found(self) -> None:
        raise LookupError("nothing\nfound")


@pytest.mark.parametrize("cluster", [None, "local"])
def test_an_error_that_is_no_cells_ends_the_run_in_one_line(cluster):
    design = replace(DESIGN, workers=2, cluster=cluster, draws=DRAWS[:1], probe=Lost)
    with pytest.raises(RunError, match=r"^LookupError: nothing found$"):
        simulate(design)


def test_an_interrupt_leaves_no_process(one_pair_a_batch, monkeypatch):
    """What is heard first is interrupted; every worker has gone when the error arrives."""
    crew, start = [], workers.Worker.start

    def counted(worker) -> None:
        start(worker)
        crew.append(worker.process)

    class Interrupts(Heard):
        def more(self, cells: int, failures, seconds: float) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(workers.Worker, "start", counted)
    with pytest.raises(KeyboardInterrupt):
        simulate(replace(DESIGN, workers=2), Interrupts())
    assert len(crew) == 2
    assert not any(process.is_alive() for process in crew)
