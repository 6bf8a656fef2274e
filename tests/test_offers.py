"""What the levers offer: terms and nothing else, and money by the dose."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim import month
from sim.levers import LEVERS
from sim.processes import name_of
from sim.settings import Settings
from sim.state import State
from sim.terms import Terms
from tests import tiny
from tests.small import small_state

SOURCES = sorted(Path(sim.__file__).parent.rglob("*.py"))
DOSES = (0.0, 0.1, 0.5, 1.0, 1.3, 2.0)
MONTHS = (65, 70, 82, 95, 96, 120)  # of the plan: first, ramp, full, last of 2022, after
all_levers = pytest.mark.parametrize("lever", LEVERS, ids=name_of)


def offered(lever: Any, dose: float, state: State) -> Terms:
    """The terms with one lever at a dose, in full force."""
    choice = tiny.settings()
    on = replace(choice.levers[name_of(lever)], dose=dose, ramp_months=1)
    choice = replace(choice, levers={**choice.levers, name_of(lever): on})
    month.set_terms(state, choice)
    return state.terms


def amounts(terms: Terms) -> dict[str, np.ndarray]:
    """Offers and requests by name."""
    return {name: getattr(terms, name) for name in terms.names()} | terms.requests


def in_force() -> State:
    """A small state in a month in which every lever of the tiny settings is in force."""
    state = small_state()
    state.month = 20
    return state


@pytest.mark.parametrize("when", [0, 64, 65, 95, 190])
def test_by_default_nothing_is_offered(when: int) -> None:
    state = small_state()
    state.month = when
    month.set_terms(state, Settings())
    assert not any(array.any() for array in amounts(state.terms).values())
    assert state.terms.requests == {}


@all_levers
def test_lever_changes_terms_and_only_terms(lever: Any) -> None:
    state = in_force()
    before, params = tiny.image(state), repr(lever.Params())
    terms = offered(lever, 1, state)
    changed = tiny.differences(before, tiny.image(state))
    assert any(array.any() for array in amounts(terms).values())
    assert {name.partition(" ")[0] for name in changed} <= {"term", "request"}
    assert repr(lever.Params()) == params


@all_levers
def test_lever_without_strength_offers_nothing(lever: Any) -> None:
    terms = Terms.blank(3)
    lever.offer(terms, lever.Params(), np.zeros(3))
    assert not any(array.any() for array in amounts(terms).values())


@all_levers
def test_lever_offers_only_where_it_holds(lever: Any) -> None:
    terms = Terms.blank(3)
    lever.offer(terms, lever.Params(), np.array([0.0, 1.0, 0.0]))
    for array in amounts(terms).values():
        assert not array[..., [0, 2]].any()


def test_every_term_is_offered_by_a_lever_and_read_by_a_process() -> None:
    given = {
        name
        for lever in LEVERS
        for name in Terms.names()
        if getattr(offered(lever, 1, in_force()), name).any()
    }
    text = "\n".join(
        file.read_text(encoding="utf-8") for file in SOURCES if file.parent.name != "levers"
    )
    read = {name for name in Terms.names() if re.search(rf"terms\.{name}\b", text)}
    assert given == set(Terms.names())
    assert read == set(Terms.names())


# Money: what is offered follows the dose, in every month of the plan.


def asked(lever: Any, dose: float, when: int) -> dict[str, np.ndarray]:
    """Money of one lever at its own dates: by line, payer and city, and of the fund."""
    state, choice = small_state(), Settings()
    state.month = when
    month.set_terms(state, tiny.changed(choice, **{name_of(lever): {"dose": dose}}))
    return {"new money": state.terms.new_money} | state.terms.requests


@all_levers
@pytest.mark.parametrize("when", MONTHS)
def test_money_offered_is_proportional_to_the_dose(lever: Any, when: int) -> None:
    once = asked(lever, 1, when)
    for dose in DOSES[1:]:
        found = asked(lever, dose, when)
        assert found.keys() == once.keys()
        for line, money in found.items():
            assert (money >= 0).all()
            np.testing.assert_allclose(money, dose * once[line], rtol=1e-12, err_msg=line)
    assert not any(money.any() for money in asked(lever, 0, when).values())


@all_levers
def test_no_offer_of_money_falls_with_the_dose(lever: Any) -> None:
    units = {item: spec.metadata["unit"] for item, spec in Terms.__dataclass_fields__.items()
             if item in Terms.names()}  # fmt: skip
    priced = [name for name, unit in units.items() if "yuan" in unit]
    assert len(priced) > 5
    before = np.zeros(len(priced))
    for dose in DOSES:
        terms = offered(lever, dose, in_force())
        now = np.array([getattr(terms, name).min() for name in priced])
        assert (now >= before).all()
        before = now


@all_levers
def test_who_has_a_line_asks_for_money_in_it(lever: Any) -> None:
    lines = asked(lever, 1, 82)
    fund = lines.pop("new money")
    assert bool(lines) == hasattr(lever, "LINE")
    assert all(money.sum() > 0 for money in lines.values())
    assert fund.any() == (name_of(lever) == "special_fund")


def test_no_two_levers_share_a_line() -> None:
    owners: dict[str, list[str]] = {}
    for lever in LEVERS:
        for line in offered(lever, 1, in_force()).requests:
            owners.setdefault(line, []).append(name_of(lever))
    assert {line: names for line, names in owners.items() if len(names) > 1} == {}
