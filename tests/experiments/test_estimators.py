"""The experiment of published effects: probe, verdicts, held-out effects, page."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from configs.schema import Design
from experiments import estimators
from experiments.methods import store
from experiments.methods.causal_data import Survey
from experiments.methods.causal_effects import EFFECTS, FREE, MADE
from experiments.methods.engine import simulate
from experiments.methods.progress import Quiet
from sim import month, population
from sim.entities import INSTITUTE
from sim.population import Params as Population
from sim.settings import Settings

TINY = Settings(population=Population(firms_per_agent=200, people_per_agent=1000))


def alone(name: str, **changes: object) -> Settings:
    """One lever at dose 1."""
    lever = replace(TINY.levers[name], **{"dose": 1.0, **changes})
    return replace(TINY, levers={**TINY.levers, name: lever})


DESIGN = Design(
    experiment="estimators",
    arms={"none": TINY, "shared_instruments": alone("shared_instruments")},
    seeds=(1, 2),
    horizon=2024,
)


def test_two_effects_are_held_out():
    held = {e.name for e in EFFECTS if e.held_out}
    assert held == {"first_connection", "notch_reported"}
    assert "Held out are two" in (estimators.__doc__ or "")
    assert len({e.name for e in EFFECTS}) == len(EFFECTS)
    assert all((e.measure is None) != (e.pool is None) for e in EFFECTS)
    table = pd.DataFrame(
        [("a", False, "within the prior"), ("b", False, "outside"), ("c", True, "outside"),
         ("d", False, "not run")], columns=pd.Index(["effect", "held_out", "verdict"]),
    )  # fmt: skip
    results = type("R", (), {"more": {"estimators": table}})
    assert estimators.headline(results) == 0.5  # type: ignore[arg-type]


def test_arms_that_no_effect_needs_are_refused():
    estimators.check(DESIGN)
    for arms in (
        {"shared_instruments": TINY},
        {"none": TINY, "plan": alone("shared_instruments")},
        {"none": TINY, "fund_matching": alone("shared_instruments")},
    ):
        with pytest.raises(ValueError, match="allowed"):
            estimators.check(replace(DESIGN, arms=arms))
    with pytest.raises(ValueError, match="horizon=2024"):
        estimators.check(replace(DESIGN, horizon=2025))


def test_special_arms_hold_in_some_cities_and_keep_the_dose():
    quasi = estimators.quasi("talent_corridor", alone("talent_corridor"))
    lever = quasi.levers["talent_corridor"]
    assert lever.cities == MADE["talent_corridor"]["cities"]
    assert lever.visit_time_cut == 60
    assert lever.dose == 1
    same = alone("shared_instruments")
    assert estimators.quasi("shared_instruments", same) is same
    assert estimators.without_notch(TINY).processes["certification"].tax_advantage == 0


def test_the_probe_adds_up_years_and_sees_joint_filings():
    state, probe = population.build(TINY, 1), Survey()
    filings, joint, flows = [], [], np.zeros((5, 5))
    for at in range(60):
        month.advance(state, TINY)
        probe.see(state)
        firms = state.firms
        filings.append(firms.filings.copy())
        runs = (firms.pair_until >= at) & (firms.partner_kind == INSTITUTE)
        runs &= firms.is_active & (firms.partner_city >= 0)
        joint.append(firms.filings[runs].sum())
        flows = probe.pairs[-1]
    data = probe.found()
    assert data.years == (2015, 2016, 2017, 2018, 2019)
    rows = np.flatnonzero(np.isin(np.arange(len(state.firms)), data_rows(probe)))
    by_hand = sum(f[rows[rows < len(f)]].sum() for f in filings[48:])
    assert data.firms["filings"][4].sum() == by_hand
    assert data.pairs[4].sum() == pytest.approx(sum(joint[48:]))
    assert flows.sum() == pytest.approx(sum(joint[48:]))
    assert data.firms["researches"][1:].all()
    raised = state.funds.committed[state.funds.birth_month >= 0].sum()
    assert sum(data.funds[k].sum() for k in ("public", "private")) == pytest.approx(raised)
    assert set(data.notch["key"][:, 0]) == {2, 3, 4}
    assert (data.notch["rd"] > 0).all()


def data_rows(probe: Survey) -> np.ndarray:
    """Rows of the frame."""
    from experiments.methods.causal_data import frame

    return frame(probe.years, probe.fixed)


def test_arms_hold_the_same_firms_in_the_same_order():
    panel = simulate(replace(DESIGN, seeds=(1,), horizon=2021, probe=Survey))
    one, none = panel.found["shared_instruments", 1], panel.found["none", 1]
    before = one.at(2019) + 1
    for name in ("rd", "filings", "city"):
        assert np.array_equal(one.firms[name][:before], none.firms[name][:before])
    assert np.array_equal(one.fixed["weight"], none.fixed["weight"])
    assert one.firms["user"][one.at(2021)].any()
    assert not none.firms["user"].any()


@pytest.fixture(scope="module")
def results():
    """A tiny run of one lever."""
    return estimators.run(DESIGN, Quiet())


def test_what_is_not_in_the_arms_is_not_run(results):
    table = results.more["estimators"].set_index("effect")
    assert table.loc["park_filings", "verdict"] == "not run"
    assert table.loc["user_filings", "verdict"] != "not run"
    assert table.loc["user_filings", "truth"] > 0
    assert table.loc["notch_reported", "arm"] == FREE
    assert np.isfinite(table.loc["notch_reported", "truth"])
    assert len(results.more["event_study"]) == 7
    assert "user_filings" in estimators.text(results)


def test_the_page_holds_the_table_and_the_picture(results, tmp_path):
    store.write_results(tmp_path, results)
    (tmp_path / "results.json").write_text(json.dumps({"status": "done", "seeds": [1, 2]}))
    estimators.draw(tmp_path, DESIGN)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<img") == 2
    assert "Users of shared instruments" in page
    assert "not run" in page
    saved = pd.read_csv(tmp_path / "tables" / "estimators.csv")
    assert len(saved) == len(EFFECTS)
    assert {"published", "estimate", "truth", "basis", "bias", "verdict"} <= set(saved)
    assert not list(tmp_path.rglob("*.part"))
    assert (tmp_path / "figures" / "scenario.svg").exists()
    assert {p.parent.name for p in tmp_path.rglob("*.csv")} == {"tables"}
