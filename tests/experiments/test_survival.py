"""A sweep of two thousand cells whose processes are killed ends with the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = [("2",), ("2", "local")]
NAMES = ["processes", "dask"]
pytestmark = pytest.mark.slow


def start(folder: Path, *where: str) -> subprocess.Popen[str]:
    """The sweep on its way into a folder."""
    folder.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "tests.experiments.long_sweep", str(folder), *where]
    return subprocess.Popen(words, cwd=ROOT, text=True, stderr=subprocess.PIPE)


def table(folder: Path) -> bytes:
    """What the sweep leaves."""
    return (folder / "trajectories.parquet").read_bytes()


def children(pid: int) -> list[int]:
    """Processes that a process has started, from whichever of its threads."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def workers(pid: int) -> list[int]:
    """Processes at work: forked by the server of forks, or started by Dask."""

    def started_by_dask(child: int) -> bool:
        with suppress(OSError):
            return "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()
        return False

    first = children(pid)
    return [c for c in first if started_by_dask(c)] + [w for c in first for w in children(c)]


def kept(folder: Path) -> int:
    """How many batches are on disk."""
    return len(list(folder.glob("cells/*.arrow")))


def kill(pid: int) -> bool:
    """Kill -9; whether there was such a process."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> bytes:
    """The table of a run that nobody disturbs, in one process."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert start(folder, "1").wait() == 0
    return table(folder)


@pytest.mark.parametrize("where", PLACES, ids=NAMES)
def test_workers_may_be_killed(where, undisturbed, tmp_path):
    moments = random.Random(7)
    running = start(tmp_path, *where)
    killed = 0
    while running.poll() is None and killed < 10:
        time.sleep(moments.uniform(1.0, 3.0))
        there = workers(running.pid)
        killed += bool(there) and kill(moments.choice(there))
    said = running.communicate()[1]
    assert running.returncode == 0, said
    assert killed == 10
    assert table(tmp_path) == undisturbed
    assert "failed" not in said


@pytest.mark.parametrize("where", PLACES, ids=NAMES)
def test_the_main_process_may_be_killed(where, undisturbed, tmp_path):
    moments = random.Random(8)
    for _ in range(5):
        before = kept(tmp_path)
        running = start(tmp_path, *where)
        while kept(tmp_path) == before and running.poll() is None:
            time.sleep(0.05)
        time.sleep(moments.uniform(0.0, 3.0))
        crew = [*workers(running.pid), *children(running.pid)]
        assert running.poll() is None
        running.kill()
        running.wait()
        deadline = time.monotonic() + 15
        while any(Path(f"/proc/{pid}").exists() for pid in crew):
            assert time.monotonic() < deadline, "workers outlive their parent"
            time.sleep(0.1)
    last = start(tmp_path, *where)
    said = last.communicate()[1]
    assert last.returncode == 0, said
    assert " there" in said
    assert table(tmp_path) == undisturbed
    assert len(list(tmp_path.glob("cells/*"))) == kept(tmp_path)
