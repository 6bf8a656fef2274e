"""Solving: where a line through estimates reaches the target, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from configs.schema import Design
from experiments import solve
from experiments.methods.progress import Quiet
from sim.population import Params as Population
from sim.settings import Settings

TINY = Settings(population=Population(firms_per_agent=200, people_per_agent=1000))


def alone(lever: str, value: float) -> Settings:
    on = replace(TINY.levers[lever], dose=1.0, rise_per_point=value)
    return replace(TINY, levers={**TINY.levers, lever: on})


ARMS = {"none": TINY} | {
    f"{u.lever}_{value}": alone(u.lever, value) for u in solve.UNKNOWNS for value in (0.3, 0.0)
}
DESIGN = Design(experiment="solve", arms=ARMS, seeds=(1, 2), horizon=2024)


@pytest.mark.parametrize(
    ("estimates", "found"),
    [
        ([0.0, 0.04, 0.10], 0.5 + 0.5 / 6),
        ([0.05, 0.2, 0.3], 0.0),
        ([0.0, 0.02, 0.04], np.nan),
        ([0.06, 0.07, 0.08], np.nan),
    ],
)
def test_the_line_reaches_the_target(estimates, found):
    at = solve.crossing([0.0, 0.5, 1.0], np.array(estimates), 0.05)
    assert at == pytest.approx(found, nan_ok=True)


def test_the_interval_is_that_of_the_estimate_along_the_line():
    found = [
        {"estimate": e, "estimate_low": e - 0.01, "estimate_high": e + 0.01}
        for e in (0.0, 0.05, 0.10)
    ]
    assert solve.solved([0.0, 0.5, 1.0], found, 0.06) == pytest.approx((0.6, 0.5, 0.7))


def test_arms_are_tried_in_the_order_of_their_values():
    first = solve.UNKNOWNS[0]
    assert list(solve.tried(DESIGN, first)) == [0.0, 0.3]
    solve.check(DESIGN)


def test_what_tries_nothing_is_refused():
    few = {name: arm for name, arm in ARMS.items() if not name.startswith("joint")}
    for changes, words in (
        ({"arms": few}, r"joint_generic_research\.rise_per_point is tried at 0 values"),
        ({"horizon": 2022}, "horizon=2024"),
        ({"arms": {k: v for k, v in ARMS.items() if k != "none"}}, "'none' among the arms"),
    ):
        with pytest.raises(ValueError, match=words):
            solve.check(replace(DESIGN, **changes))


def test_a_small_run_has_a_line_per_value_and_no_effect_without_a_rise():
    results = solve.run(DESIGN, Quiet())
    table: pd.DataFrame = results.more["solved"]
    assert list(table["value"]) == [0.0, 0.3] * 2
    assert set(table["target"]) == {0.05}
    assert table["usual"].between(0, 1).all()
    found = table.dropna(subset="truth").set_index(["lever", "value"])["truth"]
    for lever in found.index.get_level_values(0).unique():
        assert found[lever, 0.3] > found[lever, 0.0]
    assert "rise_per_point that returns +0.050" in solve.text(results)
