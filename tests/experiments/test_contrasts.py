"""Contrasts of arms on made games: hand-worked answers, exact zeros, names of arms."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.methods import contrasts
from experiments.methods.contrasts import Players, taken
from sim.settings import Settings
from tests.experiments.made_game import INDICATOR, YEAR, panel, players

GAME = players("a", "b", "c")
ALL = contrasts.coalitions(GAME.names)
# Effects 1, 2 and 4, a and b together 8 more, all three 16 more; 100 and luck in all arms.
TERMS = {"a": 1, "b": 2, "c": 4, "ab": 8, "abc": 16}


def worth(coalition: frozenset[str], pair: int) -> float:
    found = sum(x for who, x in TERMS.items() if set(who) <= coalition)
    return found + 100 + pair**2


def zone(contrast, of=None) -> np.ndarray:
    return taken(of or panel(GAME, ALL, worth), contrast, INDICATOR, YEAR)[:, 0]


def test_hand_worked_contrasts():
    assert zone(contrasts.total(GAME)) == pytest.approx(31)
    assert zone(contrasts.alone(GAME, "b")) == pytest.approx(2)
    assert zone(contrasts.without(GAME, "b")) == pytest.approx(2 + 8 + 16)
    assert zone(contrasts.interaction(GAME, "a", "b")) == pytest.approx(8)
    assert zone(contrasts.interaction(GAME, "a", "c")) == pytest.approx(0)


def test_hand_worked_factorial():
    found = {(c.kind, c.subject): zone(c) for c in contrasts.factorial(GAME)}
    assert len(found) == 7
    # a has 1, with b 9, with c 1, with both 25: mean 9. With b 9 and 25, without 1 and 1.
    assert found["main effect", "a"] == pytest.approx(9)
    assert found["main effect", "c"] == pytest.approx((4 + 4 + 4 + 20) / 4)
    assert found["interaction of 2", "a+b"] == pytest.approx((9 + 25 - 1 - 1) / 4)
    assert found["interaction of 2", "a+c"] == pytest.approx((1 + 25 - 1 - 9) / 4)
    assert found["interaction of 3", "a+b+c"] == pytest.approx((25 - 9 - 1 + 1) / 4)


def test_a_factorial_is_the_table_of_signs():
    values = panel(GAME, ALL, worth).values[:, 0, 0, 0, 0]
    for found in contrasts.factorial(GAME):
        signs = [
            np.prod([1 if who in c else -1 for who in found.subject.split("+")]) for c in ALL
        ]
        assert zone(found)[0] == pytest.approx(np.dot(signs, values) / 4)


def test_equal_arms_give_exactly_zero():
    luck = np.random.default_rng(1).normal(size=10)
    equal = panel(GAME, ALL, lambda coalition, pair: luck[pair])
    known = (
        contrasts.total(GAME), contrasts.alone(GAME, "a"), contrasts.without(GAME, "c"),
        contrasts.interaction(GAME, "a", "b"), *contrasts.factorial(GAME),
    )  # fmt: skip
    for contrast in known:
        assert (zone(contrast, equal) == 0).all()


def test_arms_are_named_by_who_is_on_or_who_is_missing():
    game = players("a", "b", "c", "d")
    assert game.arm(()) == contrasts.NOBODY
    assert game.arm(("c", "a")) == "a+c"
    assert game.arm(("c", "a", "d")) == "everybody-b"
    assert game.arm("abcd") == "everybody"
    assert len({game.arm(c) for c in contrasts.coalitions(game.names)}) == 16


def test_a_coalition_has_its_levers_at_their_dose_and_no_others():
    every = Settings()
    every = GROUPS.settings(
        Settings(levers={n: type(p)(dose=0.5) for n, p in every.levers.items()}), ("platforms",)
    )
    doses = {name: params.dose for name, params in every.levers.items() if params.dose}
    assert doses == {"shared_instruments": 0.5, "technology_platforms": 0.5}


GROUPS = Players(
    "both",
    {"platforms": ("shared_instruments", "technology_platforms"), "fund": ("fund_matching",)},
)


def test_each_arm_is_made_once():
    arms = GROUPS.arms(Settings(), [(), ("fund",), ("fund",), ("fund", "platforms")])
    assert list(arms) == ["none", "fund", "both"]


def test_what_rounding_leaves_is_nothing():
    luck = np.random.default_rng(2).normal(60, 1, size=4)
    added = panel(GAME, ALL, lambda c, pair: luck[pair] + sum(TERMS[who] / 3 for who in c))
    for contrast in contrasts.factorial(GAME)[3:]:
        assert (zone(contrast, added) == 0).all()
    assert zone(contrasts.alone(GAME, "a"), added) == pytest.approx(1 / 3)
