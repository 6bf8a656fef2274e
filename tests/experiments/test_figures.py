"""Figures: nothing lies on anything else, the same numbers give the same bytes."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.methods import figures
from experiments.methods.figures import (
    effect_by_city,
    forest_plot,
    save,
    scenario_numbers,
    scenario_plot,
)
from experiments.methods.labels import LABELS, interval, label, level_text, signed, verdict
from experiments.methods.tables import effects_table, too_early
from tests.experiments.made_results import (
    CITIES,
    SHAPE,
    TARGETS,
    drawn_texts,
    made_effects,
    made_observed,
    made_trajectories,
)


@pytest.fixture(scope="module")
def trajectories() -> pd.DataFrame:
    return made_trajectories()


@pytest.fixture(scope="module")
def effects(trajectories: pd.DataFrame) -> pd.DataFrame:
    return made_effects(trajectories)


def assert_no_overlap(figure: Figure) -> None:
    boxes = drawn_texts(figure)
    assert boxes
    width, height = figure.canvas.get_width_height()
    for name, box in boxes.items():
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        assert inside, f"{name!r} is cut off"
    for (one, a), (two, b) in itertools.combinations(boxes.items(), 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        tall = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 1 or tall <= 1, f"{one!r} lies on {two!r}"


def test_scenario_plot_has_no_text_on_text(trajectories: pd.DataFrame) -> None:
    figure = scenario_plot(trajectories, made_observed(), TARGETS)
    assert len(figure.axes) == len(SHAPE) * len(CITIES)
    assert_no_overlap(figure)


@pytest.mark.parametrize("times", [0.0553, 0.1185, 0.4009, 1.0])
def test_ticks_do_not_meet_at_any_scale(effects: pd.DataFrame, times: float) -> None:
    sizes = ["estimate", "low", "high"]
    smaller = effects.assign(**{size: effects[size] * times for size in sizes})
    assert_no_overlap(forest_plot(smaller))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_words_that_are_empty_stay_empty(lang: str) -> None:
    empty = [key for key, words in LABELS[lang].items() if not words]
    assert empty
    assert all(label(key, lang) == "" for key in empty)


def test_a_bound_that_rounds_to_nothing_keeps_its_side() -> None:
    assert interval(-0.00035, -1e-6, 5) == "[−0.00035, −0.00000]"
    assert interval(2e-5, 0.5, 3) == "[+0.000, +0.500]"
    assert interval(-0.5, 0.0, 1) == "[−0.5, 0.0]"


def test_forest_plots_have_no_text_on_text(effects: pd.DataFrame) -> None:
    gaps = {("rd_intensity", 2022): -0.3, ("patents_per_10k", 2022): -1.7}
    assert_no_overlap(forest_plot(effects, gaps))
    assert_no_overlap(effect_by_city(effects))


def to_2030(table: pd.DataFrame) -> pd.DataFrame:
    """The same, and what stands at 2025 once more at 2030."""
    return pd.concat([table, table[table["year"] == 2025].assign(year=2030)])


def test_three_years_are_in_the_table_and_both_pictures(
    trajectories: pd.DataFrame, effects: pd.DataFrame
) -> None:
    later = to_2030(effects)
    rows = effects_table(later).splitlines()[2:]
    assert {year for line in rows for year in line.split() if year.startswith("20")} == {
        "2022", "2025", "2030",
    }  # fmt: skip
    for figure in (forest_plot(later), effect_by_city(later)):
        words = " ".join(drawn_texts(figure))
        assert all(words.count(f", {year} (pp)") == 1 for year in (2022, 2025, 2030))
        assert_no_overlap(figure)
    levels = scenario_plot(to_2030(trajectories), made_observed(), TARGETS)
    assert "2030: R&D / GDP" in " ".join(drawn_texts(levels)).replace("\n", " ")
    assert_no_overlap(levels)


OTHERS = {"gdp": 1e5, "patents_per_10k_theil": 1e-4, "growth_firms": 0.01}
LEAKS = re.compile(r"\b\w+\.(short|unit|axis|difference)|1e\d|[1-9]e[+\N{MINUS SIGN}]\d|_")


def test_other_indicators_have_words_and_units_everywhere(trajectories: pd.DataFrame) -> None:
    names = dict(zip(SHAPE, OTHERS, strict=True))
    levels = trajectories.assign(indicator=trajectories["indicator"].map(names))
    levels["value"] *= levels["indicator"].map(OTHERS)
    found = made_effects(levels)
    scenario, forest = scenario_plot(levels, made_observed(), TARGETS), forest_plot(found)
    for figure in (scenario, forest):
        assert_no_overlap(figure)
    words = " ".join([*drawn_texts(scenario), *drawn_texts(forest), effects_table(found)])
    assert not LEAKS.search(words), LEAKS.search(words)
    assert "GDP, 2022 (m yuan/year, 2015 prices)" in words
    assert "points/year" in words
    assert "precision" not in words
    assert "target" not in " ".join(drawn_texts(scenario)).replace("no targets shown", "")


def test_words_of_an_indicator_come_from_its_name_and_unit() -> None:
    assert label("gdp.axis") == "GDP, m yuan/year, 2015 prices"
    assert label("rd_people.short") == "R&D people"
    assert label("st_contribution_30_falling.difference") == "points"
    assert label("high_tech_share.unit") == "% of sales, certified firms"
    assert label("some_arm") == "some arm"
    assert level_text("gdp", 6_332_894.4) == "6,332,894"
    assert level_text("patents_per_10k_theil", 0.049351) == "0.04935"
    assert level_text("rd_intensity", 3.14159) == "3.14"


def test_a_gap_too_small_to_see_is_said(trajectories: pd.DataFrame) -> None:
    words = " ".join(drawn_texts(scenario_plot(trajectories, None, TARGETS)))
    assert "cannot be told apart" in words
    large = trajectories.copy()
    large.loc[large["arm"] == "headline", "value"] *= 1.5
    assert "cannot be told apart" not in " ".join(drawn_texts(scenario_plot(large)))


def test_contribution_begins_where_its_values_begin(trajectories: pd.DataFrame) -> None:
    last_row = scenario_plot(trajectories).axes[-1]
    assert last_row.get_xlim()[0] > 2018


def test_numbers_of_the_plot_are_quantiles_of_the_runs(trajectories: pd.DataFrame) -> None:
    numbers = scenario_numbers(trajectories).set_index(["arm", "indicator", "city", "year"])
    chosen = trajectories.query(
        "arm == 'none' and indicator == 'rd_intensity' and city == 'zone' and year == 2022"
    )
    row = numbers.loc[("none", "rd_intensity", "zone", 2022)]
    assert row["median"] == pytest.approx(chosen["value"].median())
    assert row["high90"] == pytest.approx(chosen["value"].quantile(0.95))


def test_saved_files_are_the_same_bytes(effects: pd.DataFrame, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        save(forest_plot(effects), tmp_path / folder, "effects", effects.head())
    for name in ("figures/effects.png", "figures/effects.svg", "tables/effects.csv"):
        first = (tmp_path / "one" / name).read_bytes()
        assert first == (tmp_path / "two" / name).read_bytes(), name
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 6


@pytest.mark.parametrize(
    ("estimate", "low", "high", "words"),
    [
        (0.02, 0.01, 0.03, ""),
        (0.001, 0.0005, 0.0015, "practically nothing, but not 0"),
        (0.004, 0.002, 0.006, "small, but not 0"),
        (-0.0006, -0.096, 0.095, "interval covers 0"),
        (0.001, np.nan, np.nan, ""),
        (-0.001, -0.003, 0.001, "practically nothing; interval covers 0"),
        (0.02, -0.01, 0.05, "interval covers 0"),
        (0.0, 0.0, 0.0, "exactly 0"),
    ],
)
def test_verdict(estimate: float, low: float, high: float, words: str) -> None:
    row = {"indicator": "rd_intensity", "estimate": estimate, "low": low, "high": high}
    assert verdict(pd.Series(row)) == words


@pytest.mark.parametrize("last", [2019, 2022, 2025, 2028])
def test_the_last_year_is_on_the_axis(last: int, trajectories: pd.DataFrame) -> None:
    later = trajectories[trajectories["year"] > 2022]
    levels = pd.concat([trajectories, later.assign(year=later["year"] + 3)])
    figure = scenario_plot(levels[levels["year"] <= last])
    for axes in figure.axes:
        assert axes.get_xticklabels()[0].get_text() == str(last)
    assert_no_overlap(figure)


def test_numbers_have_a_true_minus_and_no_negative_zero() -> None:
    assert signed(-0.0123, 3) == "\N{MINUS SIGN}0.012"
    assert signed(0.0123, 3) == "+0.012"
    assert signed(-0.0001, 2) == signed(0.0001, 2) == "0.00"


def test_one_pair_has_no_interval(effects: pd.DataFrame) -> None:
    single = effects.assign(low=np.nan, high=np.nan, pairs=1)
    assert "no interval" in effects_table(single)
    assert_no_overlap(forest_plot(single))
    assert "over 1 pair of runs" in " ".join(drawn_texts(forest_plot(single))).replace(
        "\n", " "
    )


@pytest.mark.filterwarnings("ignore:Glyph")
def test_captions_say_what_the_runs_of_a_pair_share(effects, tmp_path, monkeypatch) -> None:
    said = {
        ("en", 1): "the same seed.",
        ("en", 2): "the same seed and draw of parameters (2 draws).",
        ("zh", 1): "对同种子模拟",
        ("zh", 2): "对同种子同参数抽样（共2组）模拟",
    }
    for (lang, draws), words in said.items():
        drawn = "".join(drawn_texts(forest_plot(effects, None, lang, draws)))
        assert words in drawn.replace("\n", "" if lang == "zh" else " ")
    given: list[int] = []
    for name in ("forest_plot", "effect_by_city"):
        monkeypatch.setattr(figures, name, lambda *words: given.append(words[-1]))
    monkeypatch.setattr(figures, "save", lambda *_: [])
    levels = made_trajectories(seeds=2)
    figures.draw_all(tmp_path, pd.concat([levels, levels.assign(draw=1)]), effects)
    assert given == [2, 2]


def test_equal_arms_are_exactly_zero(effects: pd.DataFrame) -> None:
    placebo = effects.assign(estimate=0.0, low=0.0, high=0.0)
    assert effects_table(placebo).count("exactly 0") == 4 * 3 * 2
    assert_no_overlap(forest_plot(placebo))
    assert too_early(placebo) == ""
    early = (
        "The plan starts in June 2020, after the last year shown; before it nothing differs."
    )
    assert too_early(placebo.assign(year=2016)) == early
    assert too_early(effects.assign(year=2016)) == ""
