"""What users of Hydra expect, beyond `test_entry`, `test_configuration` and `test_refusals`.

Sweeps over jobs (-m, in a file, with another launcher), sweeps inside a job, folders,
completion in the shell, and what an optimiser gets.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from omegaconf import OmegaConf

import run
from tests.test_configuration import composed
from tests.test_entry import HEAVY, ROOT, command

TINY = ("population.firms_per_agent=200", "population.people_per_agent=1000", "horizon=2015",
        "workers=1")  # fmt: skip
SINGLE = ("experiment=single_run", *TINY)
RATIO = "draws.over.levers.fund_matching.match_ratio"
OWN = """\
defaults:
  - config
  {choices}
  - _self_
seeds: 1
horizon: 2015
workers: 1
population: {{firms_per_agent: 200, people_per_agent: 1000}}
{rest}
"""


def status(folder: Path) -> str:
    return json.loads((folder / "results.json").read_text())["status"]


def test_what_only_shows_the_configuration_imports_nothing_heavy(tmp_path):
    code = (
        "import atexit, run, sys; "
        f"atexit.register(lambda: print([m for m in {HEAVY} if m in sys.modules], "
        "file=sys.stderr)); run.main()"
    )
    for words in (["--cfg", "job"], ["--info", "defaults"], ["--help"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True,
            check=True, env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )  # fmt: skip
        assert done.stderr.splitlines()[-1] == "[]", words


@pytest.mark.slow
def test_the_main_job_needs_no_argument(tmp_path):
    done = command(at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "all three levers" in done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("Results, figures and report:")
    assert status(next(tmp_path.glob("outputs/*/*"))) == "done"


def test_several_jobs_have_a_folder_each_with_its_snapshot(tmp_path):
    done = command("-m", *SINGLE, "policy=none,fund", at=tmp_path)
    assert done.returncode == 0, done.stderr
    folders = sorted(tmp_path.glob("multirun/*/*/[0-9]"))
    assert [folder.name for folder in folders] == ["0", "1"]
    arms = [list(OmegaConf.load(f / ".hydra/config.yaml").arms) for f in folders]
    assert arms == [["none"], ["fund"]]
    assert [path.name for path in tmp_path.iterdir()] == ["multirun"]  # nothing elsewhere


def test_a_failing_job_does_not_stop_the_others(tmp_path):
    (tmp_path / "swept/0").mkdir(parents=True)
    (tmp_path / "swept/0/results").touch()  # where its tables should go
    words = ("-m", *SINGLE, "policy=fund,none", "hydra.sweep.dir=swept")
    done = command(*words, at=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("  failed: job 0 ")
    assert "policy=fund" in last
    assert [status(tmp_path / "swept" / n) for n in "01"] == ["failed", "done"]


def test_a_sweep_over_jobs_may_stand_in_a_file(tmp_path):
    rest = (
        "hydra:\n  mode: MULTIRUN\n  sweep: {dir: swept}\n  sweeper:\n    params:\n"
        "      experiment: single_run\n      policy: none,fund\n"
    )
    text = OWN.format(choices="- override experiment: single_run", rest=rest)
    (tmp_path / "jobs.yaml").write_text(text)
    done = command("-cd", ".", "-cn", "jobs", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [status(tmp_path / "swept" / n) for n in "01"] == ["done", "done"]


def test_a_sweep_inside_a_job_may_stand_in_a_file_and_starts_again_from_its_snapshot(tmp_path):
    choices = "- override experiment: sweep\n  - override draws: latin"
    rest = (
        "draws:\n  number: 3\n  over:\n"
        "    levers.fund_matching.match_ratio: {low: 0.2, high: 0.5}\n"
        "    levers: {fund_matching: {cap: [100, 300]}}\n"
    )
    (tmp_path / "cells.yaml").write_text(OWN.format(choices=choices, rest=rest))
    done = command("-cd", ".", "-cn", "cells", "hydra.run.dir=out", at=tmp_path)
    assert done.returncode == 0, done.stderr
    draws = pd.read_parquet(tmp_path / "out/results/draws.parquet")
    assert list(draws) == [
        "draw", "levers.fund_matching.match_ratio", "levers.fund_matching.cap"
    ]  # fmt: skip
    assert len(draws) == 3
    again = command("-cp", "out/.hydra", "-cn", "config", "hydra.run.dir=again", at=tmp_path)
    assert again.returncode == 0, again.stderr
    for name in ("trajectories", "sweep", "draws"):
        first, second = ((tmp_path / f / f"results/{name}.parquet") for f in ("out", "again"))
        assert first.read_bytes() == second.read_bytes(), name
    about = json.loads((tmp_path / "out/results.json").read_text())
    assert about["draws"]["number"] == 3
    assert about["draws"]["paths"] == list(draws)[1:]


def test_a_sweep_has_the_same_folder_every_time():
    words = ("experiment=sweep", f"{RATIO}=[0.2,0.5]")
    found = [folder_of(*words, f"workers={n}") for n in (1, 2)]
    assert found[0] == found[1]
    assert found[0].startswith("outputs/sweep/config,")
    assert "match_ratio=[0.2,0.5]" in found[0]
    assert folder_of("experiment=sweep", f"{RATIO}=[0.2,0.6]") != found[0]
    assert folder_of(*words, "hydra.run.dir=mine") == "mine"


@pytest.mark.parametrize("name", ["attribution", "doses", "uncertainty"])
def test_whatever_takes_long_has_the_same_folder_every_time(name):
    words = (f"experiment={name}", "population=small", "seeds=3")
    assert folder_of(*words) == f"outputs/{name}/config,population=small,seeds=3"
    assert folder_of(*words, "cluster=local") == folder_of(*words)


def folder_of(*words: str) -> str:
    """Where the results of a command would go."""
    from hydra import compose, initialize_config_module

    with initialize_config_module("configs", version_base="1.3"):
        return compose("config", list(words), return_hydra_config=True).hydra.run.dir


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("hydra_plugins.hydra_joblib_launcher"), reason="extra sweep")
def test_the_joblib_launcher_runs_jobs_beside_each_other(tmp_path):
    words = (
        "-m",
        *SINGLE,
        "policy=none,fund",
        "hydra/launcher=joblib",
        "hydra.sweep.dir=swept",
    )
    done = command(*words, "hydra.launcher.n_jobs=2", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [status(tmp_path / "swept" / n) for n in "01"] == ["done", "done"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("experiment=sw", "experiment=sweep"),
        ("draws=fund", "draws=fund_and_corridor"),
        ("levers.fund_matching.ma", "levers.fund_matching.match_ratio="),
    ],
)
def test_the_shell_completes(typed, offered, tmp_path):
    line = f"python run.py {typed}"
    done = command("-sc", "query=bash", at=tmp_path, COMP_LINE=line, COMP_POINT=str(len(line)))
    assert done.returncode == 0, done.stderr
    assert offered in done.stdout.split()
    assert list(tmp_path.iterdir()) == []


def test_an_optimiser_gets_a_number(tmp_path, monkeypatch):
    from hydra import compose, initialize_config_module

    monkeypatch.chdir(tmp_path)
    with initialize_config_module("configs", version_base="1.3"):
        config = compose("config", ["experiment=compare", *TINY, "seeds=1"])
    (tmp_path / "out").mkdir()
    found = run.carry_out(config, tmp_path / "out")
    assert isinstance(found, float)
    assert Path.cwd() == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_plus_is_neither_needed_nor_in_the_way():
    wanted = composed("experiment=sweep", f"{RATIO}=[0.2]").draws
    for plus in ("+", "++"):
        assert composed("experiment=sweep", f"{plus}{RATIO}=[0.2]").draws == wanted
    replaced = composed("experiment=sweep", "draws=fund_and_corridor", f"{RATIO}=[0.4]").draws
    assert len(replaced) == 3
