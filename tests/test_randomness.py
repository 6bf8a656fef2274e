"""Randomness: what is drawn besides uniforms follows the law it is named after."""

import numpy as np
import pytest
from scipy import stats

from sim.randomness import Luck

LUCK = Luck(1, "randomness", 0)
LAWS = {"normal": stats.norm, "gumbel": stats.gumbel_r, "laplace": stats.laplace}


@pytest.mark.parametrize("name", LAWS)
def test_draws_follow_their_law(name):
    found = getattr(LUCK, name)("draw", 20_000)
    for law, other in ((LAWS[name], False), *((x, True) for x in LAWS.values())):
        if other and law is LAWS[name]:
            continue
        # Significance 0.1 % at a fixed seed; the other laws are refused.
        assert (stats.kstest(found, law.cdf).pvalue < 0.001) == other


@pytest.mark.parametrize("name", LAWS)
def test_draws_rise_with_the_uniform_behind_them(name):
    order = np.argsort(LUCK.uniform("draw", 1000))
    assert (np.diff(getattr(LUCK, name)("draw", 1000)[order]) > 0).all()


@pytest.mark.parametrize("name", ["uniform", "normal", "gumbel"])
def test_several_draws_of_a_row_are_one_after_the_other(name):
    draw = getattr(LUCK, name)
    wide = draw("draw", 6, 3)
    assert (wide.ravel() == draw("draw", 18)).all()
    assert (draw("draw", np.array([4, 1]), 3) == wide[[4, 1]]).all()


def test_the_best_of_utility_and_gumbel_is_a_logit_choice():
    utility = np.array([0.0, 1.0, -0.5])
    choice = (utility + LUCK.gumbel("choice", 20_000, 3)).argmax(axis=1)
    expected = 20_000 * np.exp(utility) / np.exp(utility).sum()
    assert stats.chisquare(np.bincount(choice, minlength=3), expected).pvalue > 0.001
