"""Draws: rows of parameter values that hold in every arm, and their place in tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from configs.arms import drawn
from configs.refusal import Refused
from configs.schema import Design, Draw
from experiments.methods.arrow import flows, trajectories
from experiments.methods.engine import simulate
from sim.parameters import ParameterError
from sim.settings import Settings
from tests.experiments.test_design import SMALL, with_lever

ON = with_lever("shared_instruments", dose=1.0, first_month="2015-03")
SPILLOVER = Draw(3, (("processes.knowledge.spillover", 0.0),))
DESIGN = Design(
    experiment="compare", arms={"none": SMALL, "on": ON}, seeds=(4, 1), horizon=2015,
    draws=(Draw(7), SPILLOVER),
)  # fmt: skip


def test_a_draw_reaches_every_part_of_the_settings():
    values = (
        ("processes.knowledge.spillover", 0.01), ("levers.fund_matching.match_ratio", 0.4),
        ("scenario.growth", 0.05), ("population.firms_per_agent", 90.0),
    )  # fmt: skip
    found = drawn(SMALL, Draw(1, values))
    assert found.processes["knowledge"].spillover == 0.01
    assert found.levers["fund_matching"].match_ratio == 0.4
    assert (found.scenario.growth, found.population.firms_per_agent) == (0.05, 90.0)
    assert drawn(SMALL, Draw(1)) == SMALL


def test_a_lever_that_is_off_stays_off():
    double = Draw(1, (("levers.shared_instruments.dose", 2.0),))
    assert drawn(SMALL, double) == SMALL
    assert drawn(ON, double).levers["shared_instruments"].dose == 2.0


@pytest.mark.parametrize(
    "path", ["processes.knowledge.nothing", "levers.fund_matching", "seeds", "population.a.b"]
)
def test_a_path_that_is_no_parameter_is_refused(path):
    with pytest.raises(Refused, match="allowed"):
        drawn(Settings(), Draw(1, ((path, 1.0),)))


def test_a_value_out_of_range_is_refused():
    with pytest.raises(ParameterError, match="outside"):
        drawn(Settings(), Draw(1, (("processes.knowledge.spillover", -1.0),)))


def test_replications_are_draws_outer_and_seeds_inner():
    panel = simulate(DESIGN)
    assert (panel.draws, panel.seeds) == ((7, 7, 3, 3), (4, 1, 4, 1))
    plain = simulate(replace(DESIGN, draws=(Draw(0),)))
    assert plain.draws == (0, 0)
    assert np.array_equal(panel.values[:, :2], plain.values, equal_nan=True)
    other = simulate(replace(DESIGN, arms={"none": drawn(SMALL, SPILLOVER)}, draws=(Draw(0),)))
    assert np.array_equal(panel.values[:1, 2:], other.values, equal_nan=True)
    assert not np.array_equal(panel.values[:, 2:], plain.values, equal_nan=True)
    for table in (trajectories(panel), flows(panel)):
        rows = table.select(["draw", "seed"]).to_pandas().drop_duplicates().to_numpy().tolist()
        assert rows == [[7, 4], [7, 1], [3, 4], [3, 1]]
