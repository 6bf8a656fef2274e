"""The report: one file that opens anywhere, with the numbers of the results."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from experiments.methods.figures import forest_plot
from experiments.methods.report import effects_table, read_results, write_report
from experiments.methods.story import headline
from tests.experiments.made_results import (
    LEVERS,
    TARGETS,
    drawn_texts,
    made_fit,
    made_observed,
    write_results,
)


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_results(folder)
    write_report(
        folder, observed=made_observed(), targets=TARGETS, fit=made_fit(), levers=LEVERS
    )
    return folder


def test_terminal_figure_and_report_print_the_same_numbers(run_folder: Path) -> None:
    effects = read_results(run_folder).effects
    assert effects is not None
    page = html.unescape((run_folder / "report.html").read_text(encoding="utf-8"))
    drawn = " ".join(drawn_texts(forest_plot(effects)))
    for line in effects_table(effects).splitlines()[2:]:
        numbers = re.search(r"(\S+)\s+(\[.*?\])", line)
        assert numbers is not None
        assert f"{numbers[1]} {numbers[2]}" in drawn
        assert f'<td class="c-estimate">{numbers[1]}</td>' in page
        assert f'<td class="c-interval">{numbers[2]}</td>' in page


def test_report_is_one_file_that_asks_for_nothing(run_folder: Path) -> None:
    path = run_folder / "report.html"
    page = path.read_text(encoding="utf-8")
    assert path.stat().st_size < 1_000_000
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert "<script" not in page
    assert page.count("<img") == 3 == len(re.findall(r'<img [^>]*alt="[^"]{20,}"', page))
    assert "leaves out parameter uncertainty, which is larger" in page
    assert "0123abcd (with uncommitted changes)" in page
    assert not list(run_folder.rglob("*.part"))


def test_report_says_practically_nothing(tmp_path: Path) -> None:
    write_results(tmp_path)
    path = tmp_path / "results" / "effects.parquet"
    small = pd.read_parquet(path)
    small[["estimate", "low", "high"]] /= 100
    small.to_parquet(path)
    page = write_report(tmp_path, targets=TARGETS).read_text(encoding="utf-8")
    names = "R&D / GDP and patents and S&T contribution"
    assert f"In short, by 2022: practically nothing in {names}." in html.unescape(page)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.001, 0.96, "nothing beyond chance in R&D / GDP; "),
        (0.001, 0.007, "a difference beyond chance in R&D / GDP"),
        (float("nan"), float("nan"), "all alike, so no interval, for R&D / GDP; "),
    ],
)
def test_in_short_tells_chance_from_nothing(
    run_folder: Path, low: float, high: float, said: str
) -> None:
    results = read_results(run_folder)
    effects = results.effects
    assert effects is not None
    chosen = (effects["indicator"] == "rd_intensity") & (effects["year"] == 2022)
    changed = effects.copy()
    changed.loc[chosen, ["estimate", "low", "high"]] = [0.004, low, high]
    assert said in headline(replace(results, effects=changed), TARGETS)[1]


def test_report_of_another_indicator(tmp_path: Path) -> None:
    write_results(tmp_path, arms=("none", "headline"), seeds=3)
    for name in ("trajectories", "effects"):
        path = tmp_path / "results" / f"{name}.parquet"
        table = pd.read_parquet(path)
        table[table["indicator"] == "rd_intensity"].assign(indicator="gdp").to_parquet(path)
    (tmp_path / "results" / "chances.parquet").unlink()
    page = write_report(tmp_path, targets=TARGETS).read_text(encoding="utf-8")
    page = html.unescape(re.sub(r'src="data:[^"]*"', "", page))
    assert "gdp" not in page
    assert "GDP by " in page
    assert "m yuan/year, 2015 prices" in page
    assert "half of the last published digit" not in page


def test_report_says_at_its_head_that_cells_failed(tmp_path: Path) -> None:
    write_results(tmp_path)
    assert "failed" not in write_report(tmp_path).read_text(encoding="utf-8").split("<h1>")[1]
    about = json.loads((tmp_path / "results.json").read_text())
    about |= {"status": "failed", "cells": 12, "cells_failed": 2}
    (tmp_path / "results.json").write_text(json.dumps(about))
    head, body = write_report(tmp_path).read_text(encoding="utf-8").split("<h1>")
    assert "cells that failed: 2 of 12; their draws and seeds are left out" in head
    assert "2 of 12" in body


def test_report_of_a_single_arm_and_seed(tmp_path: Path) -> None:
    write_results(tmp_path, arms=("none",), seeds=1)
    page = write_report(tmp_path, targets=TARGETS).read_text(encoding="utf-8")
    assert page.count("<img") == 1
    assert "One arm only (no plan)" in page
    assert "Differences that the levers make" not in page
    english = {"scenario.png", "scenario.svg"}
    assert {p.name for p in (tmp_path / "figures").iterdir() if "_zh" not in p.name} == english
    assert [p.name for p in (tmp_path / "tables").iterdir()] == ["scenario.csv"]
