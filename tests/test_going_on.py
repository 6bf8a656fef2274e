"""The command that stops half way, and the same command that goes on."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from distributed import LocalCluster

import run
from configs import checks
from experiments.methods import batches, cluster, progress, tracks
from tests.test_entry import ROOT, SMALL, tables

WORDS = (*SMALL, "seeds=[3,1,2]", "workers=1", "indicators=[gdp,rd_intensity]")


@pytest.fixture
def typed(capsys, monkeypatch):
    """A command in this process, one batch per seed, without pictures: exit code and error."""
    monkeypatch.setenv("HYDRA_FULL_ERROR", "0")
    monkeypatch.setattr(batches, "AIM", 0.01)
    monkeypatch.setattr("experiments.methods.store.draw", lambda folder, design: None)

    def command(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(run, "FAILED", [])
        monkeypatch.setattr(sys, "argv", ["run.py", *words])
        try:
            run.main()
            code = 0
        except SystemExit as end:
            code = end.code
        lines = capsys.readouterr().err.strip().splitlines()
        return code, lines[-1] if lines else ""

    return command


def about(folder: Path) -> dict:
    """What results.json says."""
    return json.loads((folder / "results.json").read_text())


def interrupted_after(
    batches_done: int, monkeypatch: pytest.MonkeyPatch, by: BaseException | None = None
) -> None:
    """As if a user pressed Ctrl-C when so many batches are done, or another signal came."""
    heard, more = [], progress.Lines.more

    def counted(lines, *what) -> None:
        more(lines, *what)
        heard.append(what)
        if len(heard) == batches_done:
            raise by or KeyboardInterrupt

    monkeypatch.setattr(progress.Lines, "more", counted)


@pytest.mark.parametrize(("by", "ends"), [(None, 130), (run.Terminated(143), 143)])
def test_an_interrupted_run_goes_on(by, ends, typed, tmp_path, monkeypatch):
    whole, half = tmp_path / "whole", tmp_path / "half"
    assert typed(*WORDS, f"hydra.run.dir={whole}")[0] == 0
    with monkeypatch.context() as patch:
        interrupted_after(2, patch, by)
        code, line = typed(*WORDS, f"hydra.run.dir={half}")
    assert code == ends
    assert line == "interrupted; 2 of 3 cells are kept, the same command goes on"
    assert about(half)["status"] == "interrupted"
    assert (about(half)["cells_done"], about(half)["cells"]) == (2, 3)
    assert len(list(half.glob("cells/*.arrow"))) == 2
    code, line = typed(*WORDS, f"hydra.run.dir={half}")
    assert code == 0
    assert line.startswith("single_run: 3 cells done")
    assert tables(half) == tables(whole)
    assert about(half)["status"] == "done"
    assert not (half / "cells").exists()


def test_a_dated_run_says_which_folder_goes_on(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    interrupted_after(1, monkeypatch)
    code, line = typed(*WORDS)
    assert code == 130
    [made] = tmp_path.glob("outputs/*/*")
    assert line.endswith(f"the same command with hydra.run.dir={made} goes on")


def test_a_failing_cell_is_told_and_the_rest_is_written(typed, tmp_path, monkeypatch):
    advance = tracks.month.advance

    def stops(state, settings) -> None:
        if state.seed == 1 and state.month == 3:
            raise ArithmeticError("no money")
        advance(state, settings)

    monkeypatch.setattr(tracks.month, "advance", stops)
    code, line = typed(*WORDS, f"hydra.run.dir={tmp_path}")
    assert code == 1
    assert "1 of 3 cells failed, 1 replications are left out" in line
    assert "arm none, seed 1, 2015-04: ArithmeticError: no money" in line
    failures = pd.read_csv(tmp_path / "tables/failures.csv")
    assert failures.to_dict("list") == {
        "arm": ["none"], "draw": [0], "seed": [1],
        "error": ["2015-04: ArithmeticError: no money"],
    }  # fmt: skip
    assert pd.read_parquet(tmp_path / "results/failures.parquet").equals(failures)
    found = pd.read_parquet(tmp_path / "results/trajectories.parquet")
    assert list(found["seed"].unique()) == [3, 2]
    assert (about(tmp_path)["status"], about(tmp_path)["cells_failed"]) == ("failed", 1)


def test_results_of_another_schema_are_not_touched(typed, tmp_path):
    (tmp_path / "results.json").write_text('{"schema_version": 99}')
    code, line = typed(*WORDS, f"hydra.run.dir={tmp_path}")
    assert code == 2
    assert "results of schema 99" in line
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


@pytest.fixture(params=[None, b"", b"HTTP/1.0 400 Bad Request\r\n\r\n"])
def no_scheduler(request) -> Iterator[str]:
    """An address where nobody listens, or somebody is silent, or speaks another language."""
    if request.param is None:
        yield "tcp://127.0.0.1:9"
        return

    class Other(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(request.param)
            self.request.recv(10_000)
            self.request.recv(10_000)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Other) as server:
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_cluster_that_does_not_answer_is_refused(typed, no_scheduler, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER", 1)
    start = time.monotonic()
    code, line = typed(*WORDS, f"cluster={no_scheduler}", f"hydra.run.dir={tmp_path}")
    assert time.monotonic() - start < 15
    assert code == 2
    assert line.startswith(f"cluster = {no_scheduler}: ")
    assert ("no answer within 1 s" in line) != ("what answers is no scheduler" in line)


def test_a_scheduler_that_is_lost_leaves_what_is_done(typed, tmp_path, monkeypatch):
    """Ended after the second of three batches; the next command needs no cluster."""
    more = progress.Lines.more
    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as elsewhere:  # fmt: skip

        def heard(lines, *what) -> None:
            more(lines, *what)
            if lines.done == 2:
                elsewhere.close()

        monkeypatch.setattr(progress.Lines, "more", heard)
        address = f"cluster={elsewhere.scheduler_address}"
        code, line = typed(*WORDS, address, f"hydra.run.dir={tmp_path}")
    assert code == 1
    assert line.endswith("is lost; 2 of 3 cells are kept, the same command goes on")
    assert "Traceback" not in line


def test_dask_that_is_not_installed_is_refused(typed, tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    code, line = typed(*WORDS, "cluster=local", f"hydra.run.dir={tmp_path / 'out'}")
    assert code == 2
    assert "sunan[dask]" in line
    assert not (tmp_path / "out").exists()


def test_a_full_disk_stops_in_one_line_and_loses_nothing(tmp_path):
    """A limit on the size of files stands for the disk: no batch can be written."""
    words = [sys.executable, str(ROOT / "run.py"), *SMALL, "record=monthly", "workers=2"]
    words += ["seeds=8", "hydra.run.dir=out"]

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        words, cwd=tmp_path, text=True, capture_output=True, preexec_fn=limited, check=False
    )
    assert done.returncode == 1
    [line] = [each for each in done.stderr.splitlines() if "to run" not in each]
    assert line.endswith("out: File too large; 0 of 8 cells are kept, the same command goes on")
    assert about(tmp_path / "out")["status"] == "failed"
    assert not list(tmp_path.rglob("*.part"))
    assert not list(tmp_path.rglob("*.arrow"))


@pytest.mark.slow
@pytest.mark.parametrize("where", ["workers=1", "workers=2", "cluster=local"])
def test_a_signal_stops_within_five_seconds_and_the_command_goes_on(where, tmp_path):
    words = [sys.executable, str(ROOT / "run.py"), *SMALL, "seeds=200", where]
    words += ["indicators=[gdp]", "hydra.run.dir=out"]
    started = subprocess.Popen(words, cwd=tmp_path, text=True, stderr=subprocess.PIPE)
    while len(list(tmp_path.glob("out/cells/*.arrow"))) < 2:
        assert started.poll() is None
        time.sleep(0.05)
    asked = time.monotonic()
    os.kill(started.pid, signal.SIGINT)
    said = started.communicate()[1]
    assert time.monotonic() - asked < 5
    assert started.returncode == 130
    kept = int(re.search(r"interrupted; (\d+) of 200 cells are kept", said).group(1))
    assert 0 < kept < 200
    last = subprocess.run(words, cwd=tmp_path, text=True, capture_output=True, check=False)
    assert last.returncode == 0, last.stderr
    run_now, there = map(
        int, re.search(r"(\d+) cells to run, (\d+) there", last.stderr).groups()
    )
    assert run_now + there == 200
    assert there >= kept  # more if a batch was written and not yet counted


def test_a_folder_named_after_the_overrides_is_found_again(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = "hydra.run.dir=out/${hydra.job.override_dirname}"
    left_out = "hydra.job.config.override_dirname.exclude_keys=[experiment,workers]"
    with monkeypatch.context() as patch:
        interrupted_after(1, patch)
        code, line = typed(*WORDS, place, left_out)
    assert code == 130
    assert line.endswith("the same command goes on")
    words = ["workers=2" if word == "workers=1" else word for word in WORDS]
    code, line = typed(*words, place, left_out)
    assert code == 0
    [made] = (tmp_path / "out").iterdir()
    assert made.name.startswith("horizon=2015,indicators=[gdp,rd_intensity],population=small")
