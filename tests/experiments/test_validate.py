"""How bands are judged, what the probe brings home, and the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from configs.schema import Design
from experiments import validate
from experiments.methods import patterns, store
from experiments.methods.engine import simulate
from experiments.methods.micropanel import Watch
from experiments.methods.patterns import LARGE, MEDIAN, SMALL, Band, Elsewhere, Fact
from experiments.methods.progress import Quiet
from experiments.methods.tracks import Unit, run_unit
from sim import indicators, month, population
from sim.population import Params as Population
from sim.settings import Settings

TINY = Settings(population=Population(firms_per_agent=200, people_per_agent=1000))
DESIGN = Design(experiment="validate", arms={"none": TINY}, seeds=(3, 1), horizon=2020)


def table(values: dict[str, list[float]], large: float = 0.0) -> pd.DataFrame:
    """Statistics of one fact: values by seed at the small scale, one at the large."""
    runs = {
        seed: {"statistics": {("F1", name): v[seed] for name, v in values.items()}}
        for seed in range(10)
    }
    big = {0: {"statistics": {("F1", name): large for name in values}}}
    return patterns.statistics_table({SMALL: runs, LARGE: big})


def judged(found: pd.DataFrame, **band: object) -> pd.Series:
    """The verdict on one band of statistic a."""
    one = Band(statistic="a", source="here", **band)  # type: ignore[arg-type]
    return patterns.judged(found, [Fact("F1", "made", lambda panel: {}, (one,))]).iloc[0]


@pytest.mark.parametrize(
    ("outside", "hard", "verdict"),
    [(1, True, "PASS"), (2, True, "FAIL"), (2, False, "WARN"), (0, False, "PASS")],
)
def test_nine_seeds_of_ten_must_lie_inside(outside, hard, verdict):
    found = table({"a": [2.0] * outside + [0.5] * (10 - outside)})
    row = judged(found, low=0, high=1, hard=hard)
    assert row["verdict"] == verdict
    assert row["pass_rate"] == pytest.approx(1 - outside / 10)
    assert row["off"] == 0
    assert row["seeds"] == 10


def test_a_value_that_is_not_there_is_outside():
    row = judged(table({"a": [float("nan")] * 2 + [0.5] * 8}), low=0, high=1, hard=True)
    assert row["verdict"] == "FAIL"
    assert row["median"] == 0.5
    none = judged(table({"a": [float("nan")] * 10}), low=0, hard=True)
    assert none["verdict"] == "FAIL"
    assert np.isnan(none["off"])


def test_by_the_median_only_seeds_at_the_default_scale_count():
    found = table({"a": [9.0] * 10}, large=0.5)
    row = judged(found, low=0, high=1, hard=True, rule=MEDIAN)
    assert row["verdict"] == "PASS"
    assert row["scale"] == LARGE
    assert row["seeds"] == 1
    seeds = judged(found, low=0, high=1, hard=True)
    assert seeds["verdict"] == "FAIL"
    assert seeds["off"] == 8
    assert seeds["median_at_default_scale"] == 0.5
    assert judged(found, low=10, high=11)["off"] == -1


def test_the_table_says_what_is_met_and_by_how_much_the_rest_is_off():
    found = patterns.judged(
        table({"a": [2.0] * 10}),
        [Fact("F1", "made", lambda panel: {}, (
            Band(statistic="a", low=0, high=1, hard=True, source="x", testing=True),
            Band(statistic="a", low=1, source="x"),
        ))],
    )  # fmt: skip
    text = patterns.text(found, [Elsewhere("F9", "other", "a unit test")])
    lines = text.splitlines()
    assert "FAIL" in lines[1]
    assert lines[1].endswith("+1        0, 100 % pass, for testing")
    assert "PASS" in lines[2]
    assert "> 1" in lines[2]
    assert lines[3] == "F9   other: a unit test"
    assert lines[-3].split() == ["F1", "made", "0/1", "1/1", "a"]
    assert lines[-1] == "passed: hard 0/1, soft 1/1"


def test_every_band_has_a_statistic_and_every_pattern_is_there():
    panel = run_unit(Unit(1, (("none", TINY),)), replace(DESIGN, probe=watch))[0].found
    found = {seed: patterns.measured(panel, validate.FACTS) for seed in (0, 1)}
    frame = patterns.statistics_table({SMALL: found, LARGE: found})
    verdicts = patterns.judged(frame, validate.FACTS)
    assert np.isfinite(verdicts["median"]).all()
    ids = [fact.id for fact in validate.FACTS] + [e.id for e in validate.ELSEWHERE]
    assert sorted(ids, key=lambda i: int(i[1:])) == [f"F{n}" for n in range(1, 23)]
    held_out = verdicts[verdicts["for_testing"]]
    assert {"F9", "F13", "F14", "F16"} == set(held_out["pattern"])


def keep(panel):
    """The panel itself."""
    return panel


def watch():
    """A probe that brings the whole panel home."""
    return Watch(keep)


def test_the_probe_adds_up_what_firms_do_in_a_year():
    state, probe = population.build(TINY, 1), watch()
    rd, filings, patents = [], [], []
    for at in range(24):
        month.advance(state, TINY)
        probe.see(state)
        rd.append((state.firms.weight * state.firms.rd_spending).sum())
        filings.append(state.firms.filings.sum())
        if at % 12 == 11:
            patents.append(state.firms.patents.sum())
    panel = probe.found()
    assert panel.years == (2015, 2016)
    assert (panel.weight * panel.firms["rd"]).sum(axis=1) == pytest.approx(
        [sum(rd[:12]), sum(rd[12:])]
    )
    assert panel.firms["filings"].sum(axis=1).tolist() == [sum(filings[:12]), sum(filings[12:])]
    assert panel.firms["patents"].sum(axis=1).tolist() == patents
    assert (panel.weight * panel.firms["is_active"][1]).sum() == pytest.approx(
        indicators.measure(state)["firms"][-1]
    )
    assert panel.firms["rd"].shape[1] == len(state.firms)
    # What was there before a row was added is nothing.
    new = panel.fixed["birth_month"] >= 12
    assert new.any()
    assert not panel.firms["sales"][0][new].any()
    assert panel.cities["talent"][1] == pytest.approx(state.flows.moved["talent"][:5, :5])
    assert panel.by_cell(panel.firms["filings"]).sum(axis=(1, 2)) == pytest.approx(
        panel.firms["filings"].sum(axis=1)
    )
    joint = state.firms.weight[(state.firms.pair_until >= 23) & state.firms.is_active].sum()
    assert panel.cities["projects"][1].sum() == pytest.approx(joint)


def test_branches_do_not_share_a_probe():
    early = replace(TINY.levers["shared_instruments"], dose=1.0, first_month="2015-06")
    arms = {
        "none": TINY,
        "early": replace(TINY, levers={**TINY.levers, "shared_instruments": early}),
    }
    design = replace(DESIGN, arms=arms, horizon=2015, probe=watch)
    both = simulate(replace(design, seeds=(1,))).found
    alone = run_unit(Unit(1, (("early", arms["early"]),)), design)[0].found
    for name, values in alone.firms.items():
        assert np.array_equal(values, both["early", 1].firms[name]), name
    assert both["none", 1].firms["rd"].shape == alone.firms["rd"].shape
    assert not np.array_equal(both["none", 1].firms["rd"], alone.firms["rd"])


def test_other_arms_and_years_are_refused():
    with pytest.raises(ValueError, match="the one arm none"):
        validate.check(replace(DESIGN, arms={"plan": TINY}))
    with pytest.raises(ValueError, match="horizon=2020"):
        validate.check(replace(DESIGN, horizon=2022))
    validate.check(DESIGN)


@pytest.fixture(scope="module")
def results():
    """A run at two scales, both tiny."""
    small = validate.Population
    validate.Population = lambda: Population(firms_per_agent=150, people_per_agent=1000)
    try:
        return validate.run(DESIGN, Quiet())
    finally:
        validate.Population = small


def test_seeds_run_at_both_scales_and_any_number_of_processes(results):
    found = results.more["patterns"]
    assert list(found.columns) == ["scale", "seed", "pattern", "statistic", "value"]
    assert set(found["seed"]) == {1, 3}
    counts = found.groupby("scale").size()
    assert counts[SMALL] == counts[LARGE]
    wide = found.pivot_table(index=["pattern", "statistic"], columns=["scale", "seed"])
    assert wide.T.drop_duplicates().shape[0] == 4
    assert 0 <= validate.headline(results) <= 1
    assert "F22" in validate.text(results)


def test_the_page_holds_table_and_pictures(results, tmp_path):
    store.write_results(tmp_path, results)
    about = {"status": "done", "seeds": [3, 1]}
    (tmp_path / "results.json").write_text(json.dumps(about))
    validate.draw(tmp_path, DESIGN)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<img") == 5
    assert "Subbotin b" in page
    assert "for testing" in page
    saved = pd.read_csv(tmp_path / "tables" / "verdicts.csv")
    assert len(saved) == len(results.more["verdicts"])
    assert {"median", "p05", "p95", "band_low", "pass_rate", "verdict"} <= set(saved)
    assert not list(tmp_path.rglob("*.part"))
    drawn = {p.stem: p.read_text(encoding="utf-8") for p in tmp_path.glob("figures/*.svg")}
    assert "scenario" in drawn
    assert "reported R&amp;D, % of sales" in drawn["research"]
    assert not any(re.search(r"\bv\.\w+\.", words) for words in drawn.values()), "keys shown"
    assert {p.parent.name for p in tmp_path.rglob("*.csv")} == {"tables"}
