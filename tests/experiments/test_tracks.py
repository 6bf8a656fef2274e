"""Arms that share months: how long they do, how they part, and that it changes no number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from configs.schema import Design
from experiments.methods import tracks
from experiments.methods.tracks import Unit, first_difference, groups, run_unit
from sim.settings import Settings
from tests.experiments.test_design import SMALL, with_lever


def paid(settings: Settings, new_money: float) -> Settings:
    """Settings with another financing."""
    budgets = replace(settings.processes["budgets"], new_money=new_money)
    return replace(settings, processes={**settings.processes, "budgets": budgets})


LATE = with_lever("shared_instruments", dose=1.0, first_month="2015-06", last_month="2016-12")
LATER = with_lever("technology_platforms", LATE, dose=1.0, first_month="2016-03")
OTHER = with_lever("technology_platforms", dose=1.0, first_month="2015-09")
KNOWLEDGE = replace(
    SMALL,
    processes={
        **SMALL.processes,
        "knowledge": replace(SMALL.processes["knowledge"], spillover=0.0),
    },
)
ARMS = {
    "none": SMALL, "late": LATE, "later": LATER, "other": OTHER, "again": LATE,
    "new": paid(LATE, 1.0), "none_new": paid(SMALL, 1.0), "knowledge": KNOWLEDGE,
}  # fmt: skip
DESIGN = Design(experiment="compare", arms=ARMS, seeds=(4,), horizon=2016)


def test_financing_matters_from_the_first_month_of_any_lever_in_force():
    assert first_difference(SMALL, paid(SMALL, 1.0)) == tracks.ALWAYS
    assert first_difference(LATE, paid(LATE, 1.0)) == 5
    assert first_difference(paid(LATE, 1.0), LATE) == 5
    assert first_difference(SMALL, paid(LATE, 1.0)) == 5
    assert first_difference(LATE, paid(LATER, 1.0)) == 5
    assert first_difference(LATE, LATER) == 14
    early = with_lever("talent_corridor", LATE, dose=0.0, first_month="2015-01")
    assert first_difference(early, paid(early, 1.0)) == 5


def test_any_other_parameter_of_a_process_matters_from_the_start():
    assert first_difference(SMALL, KNOWLEDGE) == 0
    budgets = replace(SMALL.processes["budgets"], rd_part=0.5, new_money=1.0)
    changed = replace(SMALL, processes={**SMALL.processes, "budgets": budgets})
    assert first_difference(SMALL, changed) == 0


def test_arms_part_into_groups_that_stay_together():
    arms = tuple(ARMS.items())

    def names(now: int) -> list[list[str]]:
        return [[name for name, _ in group] for group in groups(arms, now)]

    first = ["none", "late", "later", "other", "again", "new", "none_new"]
    assert names(0) == [first, ["knowledge"]]
    assert names(5) == [
        ["none", "other", "none_new"], ["late", "later", "again"], ["new"], ["knowledge"],
    ]  # fmt: skip
    assert [len(group) for group in names(14)] == [2, 2, 1, 1, 1, 1]


@pytest.fixture(scope="module")
def together() -> list[tracks.Record]:
    return run_unit(Unit(4, tuple(ARMS.items())), DESIGN)


def test_every_arm_of_the_tree_is_what_it_is_alone(together):
    assert [record.arm for record in together] == list(ARMS)
    for record in together:
        alone = run_unit(Unit(4, ((record.arm, ARMS[record.arm]),)), DESIGN)[0]
        assert np.array_equal(alone.values, record.values, equal_nan=True), record.arm
        assert np.array_equal(alone.flows, record.flows), record.arm


def test_shared_months_are_run_once(monkeypatch):
    calls = []
    advance = tracks.month.advance

    def counted(state, settings):
        calls.append(state.month)
        advance(state, settings)

    monkeypatch.setattr(tracks.month, "advance", counted)
    run_unit(Unit(4, tuple(ARMS.items())), DESIGN)
    # 24 of knowledge alone; 5 of all others, then 19 of none with none_new, of late with
    # again and of new, 16 of other (after 3 with none), 10 of later (after 9 with late).
    assert calls.count(0) == 2
    assert len(calls) == 24 + 5 + 19 + 16 + 19 + 10 + 19


def test_arms_of_other_populations_are_built_apart(together):
    larger = replace(SMALL, population=replace(SMALL.population, firms_per_agent=150))
    found = run_unit(Unit(4, (("none", SMALL), ("larger", larger))), DESIGN)
    assert np.array_equal(found[0].values, together[0].values, equal_nan=True)
    assert not np.array_equal(found[1].values, found[0].values, equal_nan=True)


def test_plan_spending_is_added_up_over_the_months(together):
    at = {record.arm: record.values for record in together}
    column = tracks.kept_indicators(DESIGN).index("plan_spending_so_far")
    assert (at["none"][:, column] == 0).all()
    paid_out = at["late"][:, column, -1]
    # A ramp of 12 months from June 2015: 1 + .. + 7 twelfths of 50/12, then 1 + .. + 12 and
    # seven months in full.
    monthly = 50 / 12
    assert paid_out == pytest.approx([28 / 12 * monthly, (78 / 12 + 7) * monthly])
