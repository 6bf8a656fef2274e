"""Sweeps: effects by draw with known answers, their table and pictures, and whole runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import experiments
from configs.schema import Draw
from experiments import sweep
from experiments.methods import by_draw
from experiments.methods.arrow import draws_table
from experiments.methods.engine import QUIET
from experiments.methods.intervals import paired
from experiments.methods.panel import Panel, Results
from experiments.methods.store import with_draws
from experiments.methods.sweep_plot import sweep_plot
from experiments.methods.sweep_report import write_page
from experiments.methods.sweep_table import (
    names_apart,
    sensitivity_rows,
    sweep_text,
    unit_of,
    values_text,
    varied_rows,
    zone_of,
)
from tests.experiments.made_results import drawn_texts
from tests.test_configuration import composed

INDICATORS = ("rd_intensity", "patents_per_10k", "st_contribution")
PLACES = ("Nanjing", "Suzhou", "Wuxi", "Changzhou", "Zhenjiang", "zone")
A, B, C = (
    "levers.fund_matching.match_ratio", "processes.knowledge.spillover",
    "accounting.capital_method",
)  # fmt: skip
YEARS = (2022, 2025)
WORDS = ["falling", "constant"]


def made(draws: int, seeds: int, effect) -> Panel:
    """Two arms; the effect of draw d is effect(d), plus luck that both arms do not share."""
    rng = np.random.default_rng(1)
    n = draws * seeds
    shape = (n, len(YEARS), len(INDICATORS), len(PLACES))
    base = rng.normal(3, 1, shape)
    add = np.repeat([effect(d) for d in range(draws)], seeds)[:, None, None, None]
    plan = base + add + rng.normal(0, 0.001, shape)
    return Panel(
        arms=("none", "plan"), seeds=tuple(range(seeds)) * draws,
        draws=tuple(d for d in range(draws) for _ in range(seeds)),
        months=tuple((y - 2015) * 12 + 11 for y in YEARS), indicators=INDICATORS,
        places=PLACES, values=np.array([base, plan]),
    )  # fmt: skip


def table_of(panel: Panel, **values) -> pd.DataFrame:
    """What a sweep gives for the picture and the terminal."""
    found = by_draw.effects_by_draw(panel, [("plan", "none")], YEARS)
    draws = pd.DataFrame({"draw": sorted(set(panel.draws)), **values})
    return by_draw.with_values(found, draws)


def test_an_effect_by_draw_is_the_paired_estimate_of_its_seeds():
    panel = made(3, 5, lambda d: 0.1 * d)
    found = by_draw.effects_by_draw(panel, [("plan", "none")], YEARS)
    assert len(found) == 3 * len(YEARS) * len(INDICATORS) * len(PLACES)
    gap = panel.at("plan", "st_contribution", 2025) - panel.at("none", "st_contribution", 2025)
    for d in range(3):
        here = found[(found["draw"] == d) & (found["year"] == 2025)]
        here = here[here["indicator"] == "st_contribution"].set_index("city").loc[list(PLACES)]
        expected = paired(gap[5 * d : 5 * d + 5])
        for name, numbers in zip(("estimate", "low", "high"), expected, strict=True):
            assert np.allclose(here[name], numbers, rtol=1e-12, atol=1e-15)
        assert set(here["pairs"]) == {5}


def test_equal_arms_give_exactly_nothing():
    panel = made(2, 3, lambda d: 0.0)
    same = replace(panel, values=panel.values[[0, 0]])
    found = by_draw.effects_by_draw(same, [("plan", "none")], YEARS)
    assert not found[["estimate", "low", "high"]].to_numpy().any()


def test_pairs_that_are_alike_but_for_rounding_have_no_interval():
    panel = made(2, 3, lambda d: 0.0)
    alike = replace(panel, values=np.array([panel.values[0], panel.values[0] + 0.1]))
    found = by_draw.effects_by_draw(alike, [("plan", "none")], YEARS)
    assert np.allclose(found["estimate"], 0.1)
    assert found[["low", "high"]].isna().all(axis=None)


def test_failed_runs_are_left_out_of_their_draw():
    panel = made(3, 4, lambda d: 0.1 * d)
    keep = [0, 1, 2, 3, 5, 8]  # one pair left of draw 1, and one of draw 2
    left = replace(
        panel, seeds=tuple(panel.seeds[i] for i in keep),
        draws=tuple(panel.draws[i] for i in keep), values=panel.values[:, keep],
    )  # fmt: skip
    found = by_draw.effects_by_draw(left, [("plan", "none")], [2022]).set_index("draw")
    assert set(found.loc[0, "pairs"]) == {4}
    assert set(found.loc[1, "pairs"]) == {1}
    assert found.loc[[1, 2], "low"].isna().all()
    assert found["estimate"].notna().all()


def test_draws_keep_the_number_that_a_table_gave_them():
    panel = made(2, 2, lambda d: 0.1 * d)
    numbered = replace(panel, draws=(7, 7, 3, 3))
    found = by_draw.effects_by_draw(numbered, [("plan", "none")], [2022])
    assert list(found["draw"].unique()) == [7, 3]


def test_partial_correlations_find_what_effects_hang_on():
    rng = np.random.default_rng(3)
    x = rng.random((60, 3))
    y = 2 * x[:, 0] - x[:, 1] + rng.normal(0, 0.01, 60)
    r = [by_draw.partial(y, x, i)[2] for i in range(3)]
    assert r[0] > 0.99
    assert r[1] < -0.99
    assert abs(r[2]) < 0.3
    assert by_draw.partial(np.ones(60), x, 0)[2] == 0.0
    tied = np.column_stack([x[:, 0], x[:, 0]])
    assert by_draw.partial(y, tied, 0)[2] == 0.0  # nothing is left beside its twin


@pytest.mark.parametrize(("draws", "parameters"), [(12, 59), (20, 5), (62, 59), (30, 10)])
def test_of_noise_hardly_anything_is_told_from_chance(draws, parameters):
    rng = np.random.default_rng(5)
    tables = 300
    least = by_draw.least_told(draws, parameters, 1)
    told = 0
    for _ in range(tables):
        x, y = rng.random((draws, parameters)), rng.normal(size=draws)
        told += max(abs(by_draw.partial(y, x, i)[2]) for i in range(parameters)) > least
    expected = by_draw.SIZE * tables
    assert abs(told - expected) < 3 * np.sqrt(expected)


def test_a_true_relation_is_told_from_chance_and_noise_is_not():
    rng = np.random.default_rng(6)
    u, tail, more = rng.random((3, 50))
    paths = {A: u, B: tail, "scenario.growth": more}
    for worth, said in (
        (lambda d: u[d], "fund_matching.match_ratio +1.00"),
        (lambda d: 0.0, "not told"),
    ):
        table = table_of(made(50, 2, worth), **paths)
        part = zone_of(table).query("year == 2022")
        _, rows = sensitivity_rows(part, by_draw.paths_of(table), "en")
        assert all(row["hangs"].startswith(said) for row in rows)
        assert all("spillover" not in row["hangs"] for row in rows)
        words = " ".join(drawn_texts(sweep_plot(table)))
        assert ("r = +1.00" in words) == (said != "not told")
        assert f"|r| ≤ {by_draw.least_told(50, 3, 3):.2f}: not told from chance" in words


def test_parameters_that_move_in_step_are_told_of_as_one():
    u = np.random.default_rng(2).permutation(50) / 50
    panel = made(50, 2, lambda d: u[d])
    tail = np.random.default_rng(5).random(50)
    table = table_of(panel, **{A: u, "scenario.growth": u**2, B: tail})
    part = zone_of(table).query("indicator == 'rd_intensity' and year == 2022")
    assert list(names_apart(part, by_draw.paths_of(table)).values()) == [
        "fund_matching.match_ratio (+1)", "knowledge.spillover",
    ]  # fmt: skip
    head, rows = sensitivity_rows(part, by_draw.paths_of(table), "en")
    assert list(head) == list(rows[0])
    assert rows[0]["hangs"] == "fund_matching.match_ratio (+1) +1.00"
    assert "50 draws" in sweep_text(table)


SMALLEST = (
    "experiment=sweep", "horizon=2015", "seeds=2", "workers=1", "policy=fund",
    "population.firms_per_agent=200", "population.people_per_agent=1000",
    "levers.fund_matching.first_month=2015-02", f"draws.over.{A}=[0.2,0.5]",
    "draws.over.processes.financing.crowd_in=[0.5,0.9]",
)  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Results:
    """A sweep of two parameters, as small as the model can be run."""
    design = composed(*SMALLEST)
    sweep.check(design)
    return with_draws(sweep.run(design, QUIET), design.draws)


def test_a_sweep_as_it_is_run(result):
    table = result.more["sweep"]
    assert list(result.more["draws"]) == ["draw", A, "processes.financing.crowd_in"]
    assert list(table["draw"].unique()) == [0, 1, 2, 3]
    assert set(table["contrast"]) == {"fund - none"}
    assert result.panel.draws == (0, 0, 1, 1, 2, 2, 3, 3)
    assert len(result.effects) == len(result.chances) == 0
    assert "fund_matching.match_ratio  financing.crowd_in" in sweep.text(result)
    zone = table[(table["city"] == "zone") & (table["indicator"] == "rd_intensity")]
    assert sweep.headline(result) == pytest.approx(zone["estimate"].mean())


def test_the_page_says_what_varies_how_far_and_at_which_scale(result, tmp_path):
    design = replace(composed(*SMALLEST), draws=tuple(
        Draw(i, ((A, 0.1 * i), (B, 0.01 * i), (C, WORDS[i % 2]))) for i in range(8)
    ))  # fmt: skip
    draws = draws_table(design.draws).to_pandas()
    _, rows = varied_rows(draws)
    assert [list(row.values()) for row in rows] == [
        [A, "0 to 0.700 (8)", "public share of a sub-fund"],
        [B, "0 to 0.0700 (8)", unit_of(B)],
        [C, "falling, constant", ""],
    ]
    assert unit_of(B)
    assert values_text(pd.Series([0.5, 0.2, 0.5])) == "0.2, 0.5"
    page = tmp_path / "results"
    page.mkdir()
    for name in ("sweep", "draws"):
        result.more[name].to_parquet(page / f"{name}.parquet")
    (tmp_path / "results.json").write_text("{}")
    said = write_page(tmp_path, composed(*SMALLEST)).read_text(encoding="utf-8")
    for words in ("end of 2015", "200 firms or 1000 people", A, "0.2, 0.5", "public share of"):
        assert words in said


def test_what_is_no_sweep_is_refused():
    fixed = composed("experiment=sweep", "draws=fixed")
    with pytest.raises(ValueError, match="nothing to sweep; allowed: draws=fund_and_corridor"):
        sweep.check(fixed)
    with pytest.raises(ValueError, match="policy=headline"):
        sweep.check(composed("experiment=sweep", "policy=none", "draws=fund_and_corridor"))


def test_questions_that_take_draws_say_so():
    takes = [n for n in experiments.names() if hasattr(experiments.question(n), "TAKES_DRAWS")]
    assert "sweep" in takes
    assert "compare" not in takes


def test_one_draw_of_changed_parameters_has_its_table_too():
    panel = made(1, 2, lambda d: 0.1)
    plain = Results(panel, pd.DataFrame(), pd.DataFrame())
    assert with_draws(plain, (Draw(0),)) is plain
    assert list(with_draws(plain, (Draw(5, ((A, 0.4),)),)).more["draws"].iloc[0]) == [5, 0.4]
