"""Chances by convention: all are there, and the words say where the answer flips."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd
import pytest

from experiments.methods.chances import chance_lines, chance_rows, convention_rows, spread
from experiments.methods.observed import CONVENTIONS, aims, yardsticks
from experiments.methods.report import write_report
from sim.indicators import UNITS
from tests.experiments.made_results import (
    TARGETS,
    made_chances,
    made_trajectories,
    write_results,
)

FLIPS = "st_contribution_30_falling"


@pytest.fixture(scope="module")
def chances() -> pd.DataFrame:
    """Nobody meets the targets of patents and contribution, but by one convention each."""
    table = made_chances(made_trajectories(seeds=3))
    table.loc[table["indicator"] != "rd_intensity", "chance"] = 0.0
    table.loc[table["indicator"] == FLIPS, "chance"] = 0.6
    table.loc[table["indicator"] == "patents_per_10k_unrevised", "chance"] = 0.7
    return table


def test_every_convention_is_measured_against_the_target():
    assert set(UNITS) >= {name for name, *_ in yardsticks()}
    assert len(CONVENTIONS["st_contribution"]) == 8
    for indicator, year, value, *_ in aims():
        for name in (indicator, *CONVENTIONS.get(indicator, ())):
            assert (name, year, value) in yardsticks()
    assert {len(found) for found in map(set, CONVENTIONS.values())} == {2, 8}


def test_the_words_name_the_convention_that_flips_the_answer(chances):
    assert spread(chances, "none") == (
        "It depends on the convention, here no plan: patents 0 % (residents of the census) "
        "\N{EN DASH} 70 % (residents before the census); S&T contribution 0 % (7 of 8) "
        "\N{EN DASH} 60 % (\N{GREEK SMALL LETTER ALPHA} 0.30, falling investment rate)."
    )
    same = spread(chances.assign(chance=0.0), "none")
    assert same.startswith("No convention changes that")


def test_terminal_keeps_the_convention_of_the_run(chances):
    first, second = chance_lines(chances).splitlines()
    assert "no plan / all three levers" in first
    assert "patents 0 % / 0 %; S&T contribution 0 % / 0 %." in first
    assert second == spread(chances, "none")
    assert chance_lines(chances.head(0)) == ""
    some = chances[chances["indicator"].isin(["rd_intensity", FLIPS])]
    assert chance_lines(some).endswith("R&D / GDP 100 % / 100 %.")  # not all conventions
    assert chance_lines(chances[chances["indicator"] == FLIPS]) == ""


def test_tables_keep_conventions_apart(chances):
    _, rows = chance_rows(chances)
    assert len(rows) == 3 * 6
    rows = convention_rows(chances, ["none", "headline"])
    assert len(rows) == 10
    assert [r["convention"] for r in rows if r["headline"].startswith("60 %")] == [
        "\N{GREEK SMALL LETTER ALPHA} 0.30, falling investment rate"
    ]


def test_report_shows_both(chances, tmp_path: Path):
    write_results(tmp_path)
    chances.to_parquet(tmp_path / "results" / "chances.parquet")
    page = html.unescape(write_report(tmp_path, targets=TARGETS).read_text(encoding="utf-8"))
    assert spread(chances, "none") in page
    assert page.count("falling investment rate</td>") == 4
