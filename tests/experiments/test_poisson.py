"""Poisson regressions on made data whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.methods.poisson import dummies, least_squares, poisson, with_effects


@pytest.fixture
def rng() -> np.random.Generator:
    """The same draws for every test, in whatever order they run."""
    return np.random.default_rng(7)


def test_two_means_by_hand():
    # One dummy: the slope is the log ratio of the two means, (2 + 4) / 2 to (9 + 15) / 2.
    y, x = np.array([2.0, 4.0, 9.0, 15.0]), np.array([[0.0], [0.0], [1.0], [1.0]])
    found = poisson(y, x)
    assert found.slope[0] == pytest.approx(np.log(12 / 3))
    # Robust variance: squared errors over squared total of each group, summed.
    assert found.error[0] == pytest.approx(np.sqrt(2 / 6**2 + 18 / 24**2))


def test_gravity_is_recovered_without_noise_and_with_zeros(rng):
    x = rng.normal(size=(200, 3))
    found = poisson(np.exp(0.5 + x @ [0.8, -0.4, 0.1]), x)
    assert found.slope == pytest.approx([0.8, -0.4, 0.1], abs=1e-8)
    assert found.error == pytest.approx(0, abs=1e-6)
    counts = rng.poisson(np.exp(-1 + x @ [0.8, -0.4, 0.1])).astype(float)
    assert (counts == 0).mean() > 0.4
    noisy = poisson(counts, x)
    assert (np.abs(noisy.slope - [0.8, -0.4, 0.1]) < 3 * noisy.error).all()


def test_effects_of_groups_are_taken_out(rng):
    groups = np.repeat(np.arange(400), 5)
    effect = rng.normal(size=400)[groups]
    x = np.column_stack([rng.normal(size=2000) + effect, rng.normal(size=2000)])
    y = rng.poisson(np.exp(effect + x @ [0.4, 0.2])).astype(float)
    found = with_effects(y, x, groups)
    assert (np.abs(found.slope - [0.4, 0.2]) < 3 * found.error).all()
    assert found.error.max() < 0.03
    # Without effects the first slope is far off: they go together.
    assert abs(poisson(y, x).slope[0] - 0.4) > 0.2


def test_effects_equal_a_dummy_for_every_group(rng):
    groups = np.repeat(np.arange(6), 4)
    x = rng.normal(size=(24, 2))
    y = rng.poisson(5 * np.exp(0.3 * x[:, 0])).astype(float)
    one = with_effects(y, x, groups)
    two = poisson(y, np.column_stack([x, dummies(groups)]))
    assert one.slope == pytest.approx(two.slope[:2], abs=1e-7)


def test_groups_without_counts_say_nothing(rng):
    groups = np.repeat(np.arange(6), 4)
    x = rng.normal(size=(24, 1))
    y = rng.poisson(np.full(24, 5.0)).astype(float)
    more = np.concatenate([y, np.zeros(4)]), np.vstack([x, 100 * np.ones((4, 1))])
    one = with_effects(y, x, groups)
    two = with_effects(*more, np.append(groups, np.full(4, 9)))
    assert two.slope == pytest.approx(one.slope)
    assert two.error == pytest.approx(one.error)


def test_what_cannot_be_told_apart_is_no_number():
    x = np.column_stack([np.arange(6.0), 2 * np.arange(6.0)])
    y = np.arange(1.0, 7)
    assert np.isnan(poisson(y, x).slope).all()
    assert np.isnan(poisson(np.zeros(6), x[:, :1]).slope).all()
    assert np.isnan(least_squares(y, x).slope).all()
    assert np.isnan(with_effects(y, x, np.repeat([0, 1], 3)).slope).all()


def test_weights_count_rows_more_than_once(rng):
    x, y = rng.normal(size=(30, 1)), rng.normal(size=30)
    weight = rng.integers(1, 4, 30)
    one = least_squares(y, x, weight)
    two = least_squares(np.repeat(y, weight), np.repeat(x, weight, axis=0))
    assert one.slope == pytest.approx(two.slope)


def test_dummies_leave_one_value_out():
    assert dummies(np.array([3, 5, 3, 9])).tolist() == [[0, 0], [1, 0], [0, 0], [0, 1]]
