"""Pictures in both languages: every word is there, nothing is code, Chinese needs a font."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments import hypotheses, levers
from experiments.methods import labels, pattern_figures, report, style
from experiments.methods.dose_plot import dose_plot
from experiments.methods.effects import effects
from experiments.methods.figures import effect_by_city, forest_plot, scenario_plot
from experiments.methods.hypothesis_plot import hypothesis_plot
from experiments.methods.labels import INDICATORS
from experiments.methods.lever_plot import lever_plot
from experiments.methods.sections import contrast_words, unit_of
from experiments.methods.share_plot import share_plot
from experiments.methods.uncertainty_plot import uncertainty_plot
from tests.experiments.made_results import (
    TARGETS,
    drawn_texts,
    made_effects,
    made_observed,
    made_trajectories,
    write_results,
)
from tests.experiments.test_lever_questions import ARMS, HYPOTHESES, as_the_prior_has_it, made


class Words(dict):
    """Words that remember what was asked of them and is not there."""

    def __init__(self, words: dict[str, str]):
        super().__init__(words)
        self.missing: set[str] = set()

    def get(self, key, default=None):
        if key not in self:
            self.missing.add(key)
        return super().get(key, default)


@pytest.fixture(scope="module")
def judged() -> pd.DataFrame:
    return hypotheses.judged(made(HYPOTHESES, lambda arm, name: 0.0))


@pytest.mark.filterwarnings("ignore:Glyph")
def test_every_word_of_the_pictures_is_there_in_chinese(judged, monkeypatch):
    words = Words(labels.LABELS["zh"])
    monkeypatch.setitem(labels.LABELS, "zh", words)
    trajectories = made_trajectories()
    found = made_effects(trajectories)
    gaps = {("rd_intensity", 2022): -0.3}
    scenario_plot(trajectories, made_observed(), TARGETS, "zh")
    forest_plot(found, gaps, "zh")
    effect_by_city(found, None, "zh")
    hypothesis_plot(judged, "zh")
    panel = made(ARMS, as_the_prior_has_it)
    pairs = [(arm, "none") for arm in ARMS[1:]]
    lever_plot(effects(panel, pairs, [2022, 2025]), levers.judged(panel), "zh")
    for plot, table in of_contrasts().values():
        plot(table, "zh")
    assert words.missing == set()


SMALL = {
    "service_centre": 2e-2, "technology_platforms": 1e-3, "national_projects": -6e-4,
    "talent_corridor": -3e-4, "joint_generic_research": 1.2e-4, "assessment": 1e-4,
}  # fmt: skip


def of_contrasts() -> dict[str, tuple[Callable[..., Figure], pd.DataFrame]]:
    """Pictures of attribution, doses and uncertainty with tables made by hand."""
    shared = {"city": "zone", "indicator": "rd_intensity", "year": 2022, "level": 0.95,
              "pairs": 8, "draws": 4, "estimate": 0.02, "low": 0.01, "high": 0.03}  # fmt: skip
    places = [{**shared, "indicator": name, "year": year}
              for name in INDICATORS for year in (2022, 2025, 2030)]  # fmt: skip
    shares = [
        {"players": players, "kind": kind, "subject": subject, "error": 0.002, "orders": 40,
         **shared}
        for players, subject in (
            ("chapters", "chapter_safeguards"), ("levers", "talent_corridor"),
            ("levers", "fund_matching"),
        )
        for kind in (("shapley",) if players == "chapters" else ("sampled shapley", "alone",
                                                                 "without"))
    ]  # fmt: skip
    curves = [  # as small as effects of single levers are
        {"context": where, "lever": lever, "dose": dose, **shared, "indicator": name,
         "estimate": size * dose, "low": -1.3 * size * dose, "high": 2.6 * size * dose}
        for where in ("alone", "within")
        for name in INDICATORS
        for lever, size in SMALL.items()
        for dose in (0.25, 0.5, 1.0, 2.0)
    ]  # fmt: skip
    split = [
        {"arm": arm, "baseline": base, "reach_low": 0.0, "reach_high": 0.04, "chance": 0.1,
         "parameters": 0.3, **place}
        for arm, base in (("plan", "none"), ("extended", "none"), ("extended", "plan"))
        for place in places
    ]  # fmt: skip
    return {
        "attribution": (share_plot, pd.DataFrame(shares)),
        "doses": (dose_plot, pd.DataFrame(curves)),
        "uncertainty": (uncertainty_plot, pd.DataFrame(split)),
    }


@pytest.mark.parametrize("name", ["attribution", "doses", "uncertainty"])
def test_pictures_of_contrasts_stay_on_the_page_and_show_no_code(name):
    plot, table = of_contrasts()[name]
    figure = plot(table)
    drawn = drawn_texts(figure)
    width, height = figure.canvas.get_width_height()
    for text, box in drawn.items():
        assert "_" not in text
        assert box.x0 >= 0, text
        assert box.x1 <= width, text
        assert box.y0 >= 0, text
        assert box.y1 <= height, text
    for (text, box), (other, beside) in itertools.combinations(drawn.items(), 2):
        assert not box.padded(-1).overlaps(beside.padded(-1)), (text, other)


def test_numbers_of_small_doses_stay_off_the_panel_beside():
    plot, table = of_contrasts()["doses"]
    figure = plot(table)
    figure.canvas.draw()
    for axes, other in itertools.permutations(figure.axes, 2):
        for text in axes.get_yticklabels():
            assert not text.get_window_extent().padded(5).overlaps(other.bbox), text.get_text()


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize(
    ("orders", "error", "english", "chinese"),
    [
        (0, 0.0, "8 pairs, exact;", "8对的沙普利份额，精确值；"),
        (2, np.nan, "from 2 orders, too few", "2个次序，太少"),
        (40, 0.002, "from 40 orders (red whiskers", "40个次序（红色"),
    ],
)
def test_orders_and_their_error_are_told_of_where_they_are(orders, error, english, chinese):
    table = of_contrasts()["attribution"][1].assign(orders=orders, error=error)
    said = ["".join(drawn_texts(share_plot(table, lang))) for lang in ("en", "zh")]
    assert english in said[0].replace("\n", " ")
    assert chinese in said[1].replace("\n", "")
    assert ("red" in said[0], "红色" in said[1]) == (error > 0, error > 0)


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("name", ["attribution", "uncertainty"])
def test_what_is_grey_in_pictures_of_contrasts_is_explained(name):
    plot, table = of_contrasts()[name]
    for lang, words in (("en", "Grey ground: below"), ("zh", "灰色底：低于公布精度")):
        assert words in "".join(drawn_texts(plot(table, lang))).replace("\n", " ")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_contrasts_and_units_of_hypotheses_are_words(judged, lang):
    for _, row in judged.iterrows():
        said = contrast_words(row["contrast"], lang)
        assert not any(mark in said for mark in ("_", "+", " - "))
        assert unit_of(row, lang)
        assert not unit_of(row, lang).endswith(".difference")
    assert contrast_words("fund_20 - fund_05") == "fund, 20 % public against fund, 5 % public"


def test_rows_of_hypotheses_have_ticks_and_a_unit(judged):
    figure = hypothesis_plot(judged)
    assert len(figure.axes) == len(judged)
    for axes, (_, row) in zip(figure.axes, judged.iterrows(), strict=True):
        low, middle, high = axes.get_xticks()
        assert low == -high < middle == 0
        assert unit_of(row, "en") in [text.get_text() for text in axes.texts]
    drawn = drawn_texts(figure)
    width, height = figure.canvas.get_width_height()
    assert all(b.x0 >= 0 and b.x1 <= width and b.y0 >= 0 and b.y1 <= height
               for b in drawn.values())  # fmt: skip


def test_pairs_of_cities_stand_beside_their_points():
    pairs = [("Suzhou - Wuxi", 15.0), ("Nanjing - Suzhou", 84.0)]
    table = pd.DataFrame(
        [
            (p, name, x, 1.0, 0.5, 1.5)
            for p in ("collaboration", "mobility")
            for name, x in pairs
        ],
        columns=["picture", "series", "x", "median", "low", "high"],
    )
    for axes in pattern_figures.gravity(table).axes:
        said = [text.get_text() for text in axes.get_yticklabels()]
        assert said == ["Suzhou - Wuxi, 15 min", "Nanjing - Suzhou, 84 min"]


@pytest.mark.filterwarnings("ignore:Glyph")  # this machine may have no such font
def test_with_a_font_pictures_are_drawn_in_chinese_too(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "languages", lambda: ("en", "zh"))
    write_results(tmp_path, arms=("none",), seeds=1)
    report.write_report(tmp_path, targets=TARGETS)
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert names == {f"scenario{end}.{kind}" for end in ("", "_zh") for kind in ("png", "svg")}
    assert [path.name for path in (tmp_path / "tables").iterdir()] == ["scenario.csv"]


def test_without_a_font_one_line_says_so(monkeypatch, caplog):
    monkeypatch.setattr(style, "CHINESE_FONTS", ("No Such Font",))
    style.chinese_font.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            assert style.languages() == style.languages() == ("en",)
        assert [r.message for r in caplog.records if "no Chinese font" in r.message]
        assert len(caplog.records) == 1
    finally:
        style.chinese_font.cache_clear()


def test_chinese_lines_break_between_characters_and_not_before_marks():
    lines = style.wrapped("区间包含零，" * 30 + "R&D + 0.05 pp", 60)
    assert len(lines) > 3
    assert all(style.columns(line) <= 60 for line in lines)
    assert not any(line.startswith("，") for line in lines)
    english = "The interval covers 0. " * 20
    assert " ".join(style.wrapped(english, 60)) == english.strip()
    assert np.isclose(style.columns("ab区"), 4)
