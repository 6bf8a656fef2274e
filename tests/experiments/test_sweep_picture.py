"""Words and pictures of sweeps: they fit what varies, and every text has room."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from experiments.methods import by_draw, labels
from experiments.methods.sweep_plot import sweep_plot
from experiments.methods.sweep_table import sensitivity_rows, sweep_text, zone_of
from tests.experiments.made_results import drawn_texts
from tests.experiments.test_sweep import WORDS, A, B, C, made, table_of


def test_the_terminal_lists_few_draws_with_their_values():
    table = table_of(
        made(4, 3, lambda d: 0.1 * d), **{A: [0.2, 0.2, 0.5, 0.5], B: [0, 1, 0, 1]}
    )
    said = sweep_text(table)
    lines = said.splitlines()
    assert lines[0].startswith("4 draws of parameters")
    assert next(line.split()[:3] for line in lines if line[:1] == "3") == ["3", "0.5", "1"]
    assert "+0.30" in said
    assert "2022" in said
    assert "2025" in said


def test_the_values_of_many_parameters_stand_in_the_table_of_draws():
    paths = {f"scenario.p{i}": [0.1 * i, 0.2 * i + 1] for i in range(7)}
    said = sweep_text(table_of(made(2, 3, lambda d: 0.1 * d), **paths))
    assert "p0" not in said
    assert max(map(len, said.splitlines()[2:])) < 100


PICTURES = {
    "lines": (3, {A: [0.2, 0.3, 0.5]}),
    "words": (2, {C: WORDS}),
    "one point": (1, {A: [0.04]}),
    "one value": (2, {A: [0.04, 0.04]}),
    "one row": (1, {A: [0.2], B: [0.3]}),
    "map": (6, {A: [0.2, 0.2, 0.2, 0.5, 0.5, 0.5], B: [0.0, 0.01, 0.02] * 2}),
    "no grid": (6, {A: [0.1, 0.2, 0.4, 0.3, 0.5, 0.6], B: [0.3, 0.1, 0.9, 0.2, 0.0, 0.5]}),
    "more": (16, {A: [0.2, 0.5] * 8, B: [0.0, 0, 1, 1] * 4, C: sorted(WORDS * 8)}),
    "too few": (3, {A: [0.1, 0.2, 0.4], B: [0.3, 0.1, 0.9], C: [*WORDS, "falling"]}),
}  # fmt: skip
SIGNS = {  # of lines, maps, scatters with the other parameters held, and without
    "en": ("atonevalue", "attwovalues", "partialcorrelation", "simplecorrelation"),
    "zh": ("同一取值", "两个取值", "偏相关", "简单相关"),
}


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", PICTURES)
def test_the_picture_fits_what_varies(case, lang):
    draws, values = PICTURES[case]
    table = table_of(made(draws, 3, lambda d: 0.1 * d), **values)
    words = "".join("".join(drawn_texts(sweep_plot(table, lang))).split())
    kind = {"map": 1, "no grid": 2, "more": 2, "too few": 3}.get(case, 0)
    assert [sign in words for sign in SIGNS[lang]] == [i == kind for i in range(4)]
    assert ("constant" in words) == (C in values)
    assert "+0.0" in sweep_text(table, lang)
    assert sensitivity_rows(zone_of(table), by_draw.paths_of(table), lang)
    assert A not in values or "fund_matching.match_ratio(publicshareofasub-fund)" in words


LONGEST = (  # of their names, and of their units
    "levers.joint_generic_research.innovation_probability", "levers.open_ecosystem.ftz_link",
    "levers.industry_clusters.innovation_probability", "levers.overall_layout.merit_weight",
)  # fmt: skip


@pytest.mark.parametrize("many", [1, 2, 4])
def test_names_and_units_of_parameters_have_room(many):
    grid = np.array(list(itertools.product(*[[0.01, 0.02]] * many)))
    values = dict(zip(LONGEST, grid.T, strict=False))
    figure = sweep_plot(table_of(made(len(grid), 3, lambda d: 0.1 * d), **values))
    drawn = drawn_texts(figure)
    width, height = figure.canvas.get_width_height()
    assert all(b.x0 >= 0 and b.x1 <= width and b.y0 >= 0 and b.y1 <= height
               for b in drawn.values())  # fmt: skip
    for (text, box), (other, beside) in itertools.combinations(drawn.items(), 2):
        assert not box.padded(-1).overlaps(beside.padded(-1)), (text, other)


def test_every_word_of_a_sweep_is_there_in_chinese():
    english, chinese = (
        {
            k
            for k in labels.LABELS[lang]
            if k.startswith("sweep.")
            and k.endswith(("how", "panel", "partial", "simple", "untold"))
        }
        for lang in ("en", "zh")
    )
    assert english == chinese
