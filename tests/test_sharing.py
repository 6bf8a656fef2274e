"""Dividing totals into rows: exactly, and without needless noise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.population.patents import decided_by_month
from sim.population.sharing import apportion, choose, scale_to, spread, weights_of
from sim.randomness import Luck


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(1, 5000), st.integers(0, 100), st.integers(1, 200))
def test_weights_sum_to_the_total(total, large, scale):
    large = min(large, total)
    weights = weights_of(total, large, scale)
    assert weights.sum() == total
    assert (weights[:large] == 1).all()
    assert (weights > 0).all()
    assert (weights[large:-1] == scale).all()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.integers(0, 10_000), st.lists(st.floats(0.001, 1e4), min_size=1, max_size=30),
    st.floats(0, 0.999),
)  # fmt: skip
def test_apportioned_parts_sum_to_the_total_and_stay_near_their_share(total, share, where):
    parts = apportion(total, np.array(share), where)
    assert parts.sum() == total
    assert (np.abs(parts - total * np.array(share) / np.sum(share)) < 1 + 1e-6).all()
    assert (parts >= 0).all()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(2, 50), st.integers(60, 200), st.integers(5, 40), st.integers(0, 10_000))
def test_chosen_rows_sum_to_the_total(scale, singles, rows, seed):
    weight = np.concatenate([np.ones(singles), np.full(rows, scale)])
    luck = Luck(seed, "choose", 0)
    score = luck.uniform("score", len(weight))
    total = int(luck.uniform("total", 1)[0] * weight.sum())
    taken = choose(total, weight, score)
    assert weight[taken].sum() == total


def test_the_best_are_chosen():
    score = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
    assert choose(3, np.ones(5), score).tolist() == [True, True, True, False, False]
    # A heavy row that does not fit comes in for single ones of lowest score.
    weight = np.array([1.0, 1.0, 1.0, 3.0])
    assert choose(4, weight, np.array([4.0, 2, 3, 1])).tolist() == [True, False, False, True]
    assert choose(6, weight, np.array([4.0, 2, 3, 1])).all()
    assert not choose(0, weight, score[:4]).any()


def test_points_are_spread_evenly():
    for first in (0, 17, 300):
        points = np.sort(spread(1000, 0.3)[first : first + 100])
        gaps = np.diff(np.append(points, points[0] + 1))
        assert gaps.max() < 3 / 100


def test_scaling_by_hand():
    found = scale_to(np.array([1.0, 2.0]), np.array([2.0, 1.0]), 8.0)
    assert found == pytest.approx([2.0, 4.0])


def test_old_applications_are_decided_sooner():
    median, sd = 26.0, 0.4
    young, old = (decided_by_month(median, sd, *ages) for ages in ((0, 6), (24, 36)))
    assert young.sum() == pytest.approx(1.0)
    assert old.sum() == pytest.approx(1.0)
    months = np.arange(len(young))
    assert (months * young).sum() > (months * old).sum() + 10
    # Of applications filed now, half are decided by the median.
    fresh = decided_by_month(median, sd, 0, 1)
    assert fresh[:26].sum() == pytest.approx(0.5, abs=0.03)
