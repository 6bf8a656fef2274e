"""Arms beside those of a design: the same bits as all at once, and nothing run twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.methods import more_arms
from experiments.methods.engine import QUIET, simulate
from experiments.methods.more_arms import identity, joined, simulate_more
from tests.experiments.test_design import EARLY, SMALL, with_lever

LATER = with_lever("shared_instruments", dose=1.0, first_month="2015-06", ramp_months=1)


@pytest.fixture(scope="module")
def design():
    from configs.schema import Design

    return Design(
        experiment="attribution", arms={"none": SMALL, "early": EARLY}, seeds=(4, 1),
        horizon=2015,
    )  # fmt: skip


def test_more_arms_have_the_bits_of_one_design(design, monkeypatch):
    more = {
        "early": EARLY, "later": LATER, "again": EARLY,
        "third": with_lever("shared_instruments", dose=0.5, first_month="2015-06"),
        "off": with_lever("fund_matching", dose=0.0, match_ratio=0.4),
    }  # fmt: skip
    whole = simulate(replace(design, arms={**design.arms, **more}))
    run = []

    def watched(part, progress):
        run.extend(part.arms)
        return simulate(part, progress)

    monkeypatch.setattr(more_arms, "simulate", watched)
    found = simulate_more(design, simulate(design), more, QUIET)
    assert run == ["later", "third"]  # the others are arms of the design by another name
    assert set(found.arms) == set(whole.arms)
    for arm in whole.arms:
        one, other = (p.values[p.arms.index(arm)] for p in (found, whole))
        assert one.tobytes() == other.tobytes()
    assert found.flows is None


def test_arms_that_a_panel_has_are_not_run_again(design, monkeypatch):
    panel = simulate(design)
    monkeypatch.setattr(more_arms, "simulate", None)
    assert simulate_more(design, panel, {"early": EARLY}, QUIET).arms == panel.arms


def test_only_a_lever_that_is_on_makes_a_difference():
    off = with_lever("fund_matching", dose=0.0, match_ratio=0.4)
    assert identity(off) == identity(SMALL)
    assert identity(with_lever("fund_matching", dose=1.0)) != identity(SMALL)
    assert identity(replace(SMALL, scenario=replace(SMALL.scenario, growth=0.05))) != identity(
        SMALL
    )


def test_only_replications_that_both_panels_have_are_kept(design):
    panel = simulate(design)
    part = replace(panel, arms=("x", "y"), seeds=(1,), draws=(0,), values=panel.values[:, 1:])
    found = joined(panel, part)
    assert (found.arms, found.seeds, found.draws) == (("none", "early", "x", "y"), (1,), (0,))
    assert np.array_equal(found.values[0], panel.values[0, 1:], equal_nan=True)
    with pytest.raises(ValueError, match="table of failures"):
        joined(panel, replace(part, seeds=(7,)))
