"""Arms x seeds: shared history, shared luck, and nothing that hangs on how work is split."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest

from configs.schema import Design
from experiments.methods import tracks
from experiments.methods.engine import simulate
from experiments.methods.progress import Lines, clock
from experiments.methods.tracks import Unit, months_shared, run_unit
from sim.population import Params as Population
from sim.settings import Settings

SMALL = Settings(population=Population(firms_per_agent=200, people_per_agent=1000))


def with_lever(name: str, settings: Settings = SMALL, **changes: object) -> Settings:
    """Settings with one lever changed."""
    lever = replace(settings.levers[name], **changes)
    return replace(settings, levers={**settings.levers, name: lever})


EARLY = with_lever(
    "shared_instruments", dose=1.0, first_month="2015-03", last_month="2016-12", ramp_months=1
)
DESIGN = Design(
    experiment="compare",
    arms={"none": SMALL, "again": SMALL, "early": EARLY},
    seeds=(4, 1),
    horizon=2016,
)


@pytest.fixture(scope="module")
def panel():
    """The design, run in this process."""
    return simulate(DESIGN)


def test_months_are_shared_until_a_lever_that_is_on_begins():
    late = with_lever("fund_matching", dose=1.0)  # from June 2020
    off = with_lever("fund_matching", dose=0.0, first_month="2016-01", match_ratio=0.4)
    other = replace(SMALL, scenario=replace(SMALL.scenario, growth=0.05))
    assert months_shared([SMALL, late]) == 65
    assert months_shared([SMALL, late, EARLY]) == 2
    assert months_shared([EARLY, SMALL]) == 2
    assert months_shared([SMALL, other]) == 0
    assert months_shared([SMALL, off]) > 10**5
    assert months_shared([SMALL]) > 10**5


def test_shared_history_is_what_each_arm_would_have_had_alone(panel):
    for arm in DESIGN.arms:
        alone = run_unit(Unit(4, ((arm, DESIGN.arms[arm]),)), DESIGN)[0]
        here = panel.arms.index(arm)
        assert np.array_equal(alone.values, panel.values[here, 0], equal_nan=True)
        assert np.array_equal(alone.flows, panel.flows[here, 0])


def test_equal_arms_are_equal_bit_for_bit_and_others_are_not(panel):
    none, again, early = panel.values
    assert np.array_equal(none, again, equal_nan=True)
    assert not np.array_equal(none, early, equal_nan=True)


def test_seeds_differ(panel):
    assert not np.array_equal(panel.values[0, 0], panel.values[0, 1], equal_nan=True)


def test_dose_zero_is_the_lever_left_out():
    off = with_lever("shared_instruments", EARLY, dose=0.0)
    one = run_unit(Unit(4, (("off", off),)), DESIGN)[0]
    two = run_unit(Unit(4, (("none", SMALL),)), DESIGN)[0]
    assert np.array_equal(one.values, two.values, equal_nan=True)


@pytest.mark.parametrize("workers", [2, 6])
def test_processes_change_no_number(panel, workers):
    other = simulate(replace(DESIGN, workers=workers))
    assert np.array_equal(panel.values, other.values, equal_nan=True)
    assert np.array_equal(panel.flows, other.flows)
    assert other.seeds == (4, 1)


def test_records_are_yearly_or_monthly_and_of_the_indicators_asked_for(panel):
    assert panel.months == (11, 23)
    assert panel.years == (2015, 2016)
    asked = replace(
        DESIGN, arms={"none": SMALL}, record="monthly", indicators=("gdp", "rd_intensity")
    )
    monthly = simulate(asked)
    assert monthly.months == tuple(range(24))
    assert monthly.values.shape == (1, 2, 24, 2, 6)
    column = panel.indicators.index("rd_intensity")
    assert np.array_equal(monthly.values[:, :, 11::12, 1], panel.values[:1, :, :, column])


def test_a_failing_month_is_named(monkeypatch):
    def breaks(state, settings):
        state.month += 1
        if state.month == 14:
            raise ArithmeticError("money does not close")

    monkeypatch.setattr(tracks.month, "advance", breaks)
    monkeypatch.setattr(tracks.indicators, "measure", lambda *_: dict.fromkeys(
        tracks.indicators.UNITS, np.zeros(6)))  # fmt: skip
    found = run_unit(Unit(1, (("again", SMALL), ("none", SMALL))), DESIGN)
    assert [record.arm for record in found] == ["again", "none"]
    for record in found:
        assert record.error == "2016-02: ArithmeticError: money does not close"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_says_the_time_left_on_a_terminal_and_is_quiet_elsewhere():
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        progress = Lines("compare", stream)
        progress.begin(2, 22, ())
        for _ in range(20):
            progress.more(1, (), 1.0)
    assert "20 cells to run, 2 there" in terminal.getvalue()
    assert "12 of 22 cells" in terminal.getvalue()
    assert "left" in terminal.getvalue()
    assert pipe.getvalue().count("\n") == 2
    assert [clock(s) for s in (1.24, 59, 61)] == ["1.2 s", "59 s", "1 min 01 s"]
