"""The command as a user types it: what it prints, writes and returns."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

ROOT = Path(__file__).parents[1]
SMALL = ("experiment=single_run", "population=small", "horizon=2015")
TABLES = ("trajectories", "flows", "effects", "chances")
HEAVY = ("scipy", "pandas", "mesa", "matplotlib", "pyarrow", "jinja2")


def command(*words: str, at: Path, root: Path = ROOT, **environment: str):
    """`python run.py words`, from the folder `at`."""
    return subprocess.run(
        [sys.executable, str(root / "run.py"), *words],
        cwd=at, capture_output=True, text=True, check=False,
        env={**os.environ, "HYDRA_FULL_ERROR": "0", **environment},
    )  # fmt: skip


def tables(folder: Path) -> dict[str, bytes]:
    """The bytes of every table of a result folder."""
    return {name: (folder / f"results/{name}.parquet").read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> Path:
    """A result folder of a small comparison, made from a folder of its own."""
    here = tmp_path_factory.mktemp("result")
    done = command(
        "population=small", "horizon=2015", "seeds=2", "workers=1", "hydra.run.dir=out",
        "levers.shared_instruments.first_month=2015-03", at=here,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "platforms" in done.stdout
    assert done.stdout.strip().endswith("out")
    assert [path.name for path in here.iterdir()] == ["out"]
    return here / "out"


def test_declarations_import_nothing_heavy():
    code = f"import run, sys; print([m for m in {HEAVY} if m in sys.modules])"
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_and_configuration(tmp_path):
    shown = command("--help", at=tmp_path)
    assert shown.returncode == 0
    for word in ("Examples", "compare", "headline", "levers.fund_matching.dose = 0"):
        assert word in shown.stdout
    config = command("--cfg", "job", at=tmp_path)
    assert config.returncode == 0
    assert "experiment: compare" in config.stdout
    defaults = command("--info", "defaults", at=tmp_path)
    assert defaults.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_version_is_that_of_the_project(tmp_path):
    shown = command("--version", at=tmp_path)
    assert shown.returncode == 0
    assert shown.stdout.startswith("sunan")
    assert "Hydra" not in shown.stdout


def test_a_lever_before_the_plan_is_not_called_too_early(result):
    """The one lever of this run begins in 2015, so something differs: no such words."""
    page = (result / "report.html").read_text(encoding="utf-8")
    assert "The plan starts in June 2020, after" not in page


def test_what_a_result_folder_holds(result):
    about = json.loads((result / "results.json").read_text())
    assert about["schema_version"] == 1
    assert about["status"] == "done"
    assert about["seconds"] > 0
    assert about["seeds"] == [0, 1]
    assert len(about["config_hash"]) == 16
    assert {"commit", "dirty"} <= set(about)
    assert {"python", "numpy", "mesa"} <= set(about["versions"])
    for name in ("scenario.png", "scenario.svg", "effects.png", "effects.svg"):
        assert (result / "figures" / name).stat().st_size > 1000
    assert "<img" in (result / "report.html").read_text(encoding="utf-8")
    assert (result / ".hydra/config.yaml").exists()
    assert not list(result.rglob("*.part"))
    log = result / "run.log"  # a warning, that there is no Chinese font, or nothing
    assert not log.exists() or "font" in log.read_text(encoding="utf-8")


def test_tables_have_the_promised_columns(result):
    found = {name: pd.read_parquet(result / f"results/{name}.parquet") for name in TABLES}
    assert list(found["trajectories"]) == [
        "arm", "draw", "seed", "year", "month", "city", "indicator", "value"
    ]  # fmt: skip
    assert list(found["flows"]) == [
        "arm", "draw", "seed", "year", "from_city", "to_city", "kind", "value"
    ]  # fmt: skip
    assert list(found["effects"]) == [
        "contrast", "arm", "baseline", "indicator", "city", "year", "estimate", "low", "high",
        "level", "pairs",
    ]  # fmt: skip
    trajectories, moved = found["trajectories"], found["flows"]
    assert list(trajectories["arm"].unique()) == [
        "none", "platforms", "fund", "talent", "headline"
    ]  # fmt: skip
    assert set(trajectories["month"]) == {12}
    assert set(trajectories["seed"]) == {0, 1}
    assert list(trajectories["city"].unique())[-1] == "zone"
    assert {"talent", "firms", "branches", "capital", "co-patents"} <= set(moved["kind"])
    assert set(moved["from_city"]) == set(moved["to_city"]) > {"Nanjing", "outside"}
    assert set(found["effects"]["baseline"]) == {"none"}
    keys = ["arm", "seed", "year", "city", "indicator"]
    assert not trajectories.duplicated(keys).any()
    metadata = parquet.read_schema(result / "results/trajectories.parquet").metadata
    assert not metadata


def test_same_seed_same_bytes(result, tmp_path):
    for workers, hash_seed in (("1", "1"), ("2", "2")):
        done = command(
            "-cp", str(result / ".hydra"), "-cn", "config", f"workers={workers}",
            f"hydra.run.dir={workers}", at=tmp_path, PYTHONHASHSEED=hash_seed,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert tables(tmp_path / workers) == tables(result)
    hashes = {
        json.loads((folder / "results.json").read_text())["config_hash"]
        for folder in (result, tmp_path / "1", tmp_path / "2")
    }
    assert len(hashes) == 1


def test_sweep(tmp_path):
    done = command("-m", *SMALL, "policy=none,fund", "hydra.sweep.dir=swept", at=tmp_path)
    assert done.returncode == 0, done.stderr
    arms = [
        json.loads((tmp_path / f"swept/{n}/results.json").read_text())["arms"] for n in (0, 1)
    ]
    assert arms == [["none"], ["fund"]]
    assert [path.name for path in tmp_path.iterdir()] == ["swept"]


def test_validate_writes_a_page_of_its_own(tmp_path):
    done = command("experiment=validate", "seeds=1", "hydra.run.dir=out", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Subbotin b" in done.stdout
    assert "passed: hard" in done.stdout
    assert "F22" in (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert len(pd.read_csv(tmp_path / "out/tables/verdicts.csv")) > 50
    for name in ("patterns", "verdicts", "pictures"):
        assert len(pd.read_parquet(tmp_path / f"out/results/{name}.parquet"))


def test_a_sweep_with_a_bad_job_is_refused_before_any_job(tmp_path):
    done = command(
        "-m", *SMALL, "levers.fund_matching.dose=1,5", "hydra.sweep.dir=swept", at=tmp_path
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("levers.fund_matching.dose = 5")
    assert not list(tmp_path.rglob("results.json"))


def test_a_failed_run_says_so(tmp_path):
    # A file stands where the tables should go.
    (tmp_path / "out").mkdir()
    (tmp_path / "out/results").touch()
    done = command(*SMALL, "hydra.run.dir=out", at=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    about = json.loads((tmp_path / "out/results.json").read_text())
    assert about["status"] == "failed"
    assert about["error"]
    assert not (tmp_path / "out/report.html").exists()


BROKEN = {
    "wrong unit": lambda lines: [lines[0], lines[1].replace(",yuan,", ",dollar,"), *lines[2:]],
    "duplicate row": lambda lines: [*lines[:2], lines[1], *lines[2:]],
    "missing city": lambda lines: [line for line in lines if not line.startswith("Zhenjiang,")],
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_data_file_is_refused(case, tmp_path):
    root = tmp_path / "project"
    for name in ("sim", "configs", "experiments"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "run.py", root)
    path = root / "sim/data/observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(BROKEN[case](lines)), encoding="utf-8")
    at = tmp_path / "at"
    at.mkdir()
    done = command(*SMALL, at=at, root=root)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "observations.csv, line" in done.stderr
    assert "allowed" in done.stderr
    assert list(at.iterdir()) == []
