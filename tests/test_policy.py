"""Arms differ by their policy alone: dose 0 is no lever, equal arms are equal, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim import indicators, month
from sim.levers import LEVERS, overall_layout, special_fund
from sim.processes import name_of
from sim.settings import Settings
from sim.state import State
from tests import tiny

MONTHS, LAST, NEXT = 15, "2016-03", "2016-04"  # length of a run, its last month, the next
all_levers = pytest.mark.parametrize("lever", LEVERS, ids=name_of)


def with_dose(choice: Settings, lever: Any, **parameters: Any) -> Settings:
    """Settings with some parameters of one lever replaced."""
    return tiny.changed(choice, **{name_of(lever): parameters})


def after(choice: Settings, months: int = MONTHS) -> dict[str, bytes]:
    """Every number of a run from the start."""
    return tiny.image(tiny.run(tiny.built(choice), choice, months))


def history(image: dict[str, bytes]) -> dict[str, bytes]:
    """The part of an image that remembers every month."""
    return {name: found for name, found in image.items() if name.startswith("history")}


@cache
def without() -> dict[str, bytes]:
    """A run with no lever."""
    return after(tiny.settings())


def arrays(part: Any) -> Iterator[np.ndarray]:
    """Every array in a part of the state, however deep."""
    if isinstance(part, np.ndarray):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from arrays(inner)
    elif hasattr(part, "__dict__"):
        yield from arrays(vars(part))


def test_an_image_shows_every_number_of_a_state() -> None:
    state = tiny.run(tiny.built(tiny.settings()), tiny.settings(dose=1), MONTHS)
    shown = {id(array) for array in tiny.everything(state).values()}
    for name, part in vars(state).items():
        if name not in ("region", "known"):  # inputs, and what hangs on permanent columns
            assert {id(array) for array in arrays(part)} <= shown, name
    assert state.paid.keys() == state.lines.keys() != set()


@all_levers
def test_dose_zero_is_as_if_the_lever_did_not_exist(
    lever: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = with_dose(tiny.settings(dose=1), lever, dose=0)  # all the others are on
    at_zero = after(choice)
    monkeypatch.setattr(month, "LEVERS", tuple(other for other in LEVERS if other is not lever))
    assert tiny.differences(at_zero, after(choice)) == []
    assert tiny.differences(at_zero, without()) != []


def test_all_at_zero_is_a_world_without_levers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(month, "LEVERS", ())
    assert tiny.differences(without(), after(tiny.settings(dose=1))) == []


@all_levers
def test_at_dose_zero_no_other_parameter_matters(lever: Any) -> None:
    others = {
        item.name: (item.metadata["low"] + item.metadata["high"]) / 2
        for item in fields(lever.Params)
        if "unit" in item.metadata and item.name != "dose"
    }
    choice = with_dose(tiny.settings(), lever, **others, cities=("Wuxi",), last_month="2015-09")
    assert tiny.differences(without(), after(choice)) == []


@all_levers
def test_each_lever_alone_changes_the_history(lever: Any) -> None:
    # Also the law that the tests above can fail: at dose 1 they would.
    base = tiny.settings()
    if lever is overall_layout:  # a rule for money of the zone does nothing without any
        base = with_dose(base, special_fund, dose=1)
    choice = with_dose(base, lever, dose=1)
    assert tiny.differences(history(after(base)), history(after(choice))) != []


def test_equal_arms_differ_by_exactly_nothing() -> None:
    arms = [tiny.settings(dose=1), tiny.settings(dose=1)]
    states = [tiny.run(tiny.built(arm), arm, MONTHS) for arm in arms]
    assert tiny.differences(*map(tiny.image, states)) == []
    found = [indicators.measure(state) for state in states]
    for name in indicators.UNITS:
        gap = found[0][name] - found[1][name]
        assert not gap[gap == gap].any(), name


def test_a_lever_does_nothing_before_its_first_month() -> None:
    assert tiny.differences(without(), after(tiny.settings(dose=1, first=NEXT))) == []
    assert tiny.differences(without(), after(tiny.settings(dose=1, first=LAST))) != []


@pytest.mark.parametrize("split", [1, 11, 13])
def test_branching_from_a_shared_history_is_running_from_the_start(split: int) -> None:
    first = f"{2015 + split // 12}-{split % 12 + 1:02d}"
    arm = tiny.settings(dose=1, first=first)
    shared = tiny.run(tiny.built(tiny.settings()), tiny.settings(), split)
    branches: list[State] = [tiny.run(shared.copy(), arm, MONTHS - split) for _ in range(2)]
    for branch in branches:
        assert tiny.differences(tiny.image(branch), after(arm)) == []
    rest = tiny.run(shared, tiny.settings(), MONTHS - split)
    assert tiny.differences(tiny.image(rest), without()) == []
