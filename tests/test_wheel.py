"""The wheel: what it carries, and that it runs where the sources are not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.test_entry import ROOT, SMALL


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_all_that_the_project_needs(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {
        str(path.relative_to(ROOT))
        for folder in ("sim", "configs", "experiments")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert inside == wanted | {"run.py"}
    assert {Path(name).suffix for name in inside} >= {".py", ".yaml", ".csv", ".j2", ".md"}


def test_the_wheel_runs_from_another_folder(wheel, tmp_path):
    site, at = tmp_path / "site", tmp_path / "at"
    at.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        "import sim, run; from sim import month, population; from sim.settings import Settings;"
        "print(sim.__file__); settings = Settings(); state = population.build(settings, 1);"
        "month.advance(state, settings); print(state.month)"
    )
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run([sys.executable, "-c", code], cwd=at, env=environment, check=False,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(site / "sim/__init__.py"), "1"]
    shown = subprocess.run([sys.executable, "-m", "run", "--cfg", "job"], cwd=at, check=False,
                           env=environment, capture_output=True, text=True)  # fmt: skip
    assert "experiment: compare" in shown.stdout


@pytest.mark.slow
def test_the_wheel_installs_and_its_command_runs(wheel, tmp_path):
    home = tmp_path / "home"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / "bin/python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    # The packages that it depends on are those of this environment.
    there = next(home.glob("lib/*/site-packages"))
    (there / "borrowed.pth").write_text("\n".join(p for p in sys.path if "site-packages" in p))
    at = tmp_path / "at"
    at.mkdir()
    done = subprocess.run([str(python.parent / "sunan"), *SMALL, "hydra.run.dir=out"], cwd=at,
                          check=False, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads((at / "out/results.json").read_text())["status"] == "done"
