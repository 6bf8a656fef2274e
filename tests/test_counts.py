"""Counts: the distributions they claim to follow, one count per uniform, monotone in luck."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.counts import EXACT_TO, binomial, poisson
from sim.randomness import Luck

SIGNIFICANCE = 0.001  # of every chi-square test below, at a fixed seed
GRID = (np.arange(20_000) + 0.5) / 20_000
MEANS = (0.02, 0.7, 3.0, 11.9, 12.1, 40.0, 300.0)
TRIALS = ((1, 0.25), (4, 0.5), (20, 0.05), (30, 0.39), (30, 0.41), (400, 0.02), (900, 0.24))


def misfit(counts, law):
    """p-value of a chi-square test, with cells joined until 10 are expected in each."""
    values = np.arange(int(law.ppf(1e-9)), int(law.ppf(1 - 1e-9)) + 1)
    expected = len(counts) * law.pmf(values)
    expected[0] += len(counts) * law.cdf(values[0] - 1)
    expected[-1] += len(counts) * law.sf(values[-1])
    found = np.array([(counts == value).sum() for value in values])
    assert found.sum() == len(counts)
    cell = np.minimum(np.cumsum(expected) // 10, expected.sum() // 10 - 1).astype(int)
    joined = [np.bincount(cell, part)[np.unique(cell)] for part in (found, expected)]
    return stats.chisquare(*joined).pvalue


@pytest.mark.parametrize("mean", MEANS)
def test_poisson_counts_are_poisson(mean):
    luck = Luck(1, "counts", 0).uniform(f"poisson {mean}", 10_000)
    assert misfit(poisson(np.full(10_000, mean), luck), stats.poisson(mean)) > SIGNIFICANCE


@pytest.mark.parametrize(("trials", "chance"), TRIALS)
def test_binomial_counts_are_binomial(trials, chance):
    luck = Luck(1, "counts", 0).uniform(f"binomial {trials} {chance}", 10_000)
    counts = binomial(np.full(10_000, trials), np.full(10_000, chance), luck)
    assert misfit(counts, stats.binom(trials, chance)) > SIGNIFICANCE


def test_the_test_would_notice_a_wrong_law():
    luck = Luck(1, "counts", 0).uniform("wrong", 10_000)
    counts = poisson(np.full(10_000, 3.0), luck)
    assert misfit(counts, stats.poisson(3.15)) < SIGNIFICANCE
    assert misfit(counts, stats.nbinom(30, 30 / 33)) < SIGNIFICANCE


@pytest.mark.parametrize("mean", [mean for mean in MEANS if mean <= EXACT_TO])
def test_small_counts_are_the_exact_quantiles(mean):
    found = poisson(np.full(len(GRID), mean), GRID)
    assert (found == stats.poisson.ppf(GRID, mean)).all()


@pytest.mark.parametrize(("trials", "chance"), [pair for pair in TRIALS if np.prod(pair) <= 12])
def test_few_successes_are_the_exact_quantiles(trials, chance):
    found = binomial(np.full(len(GRID), trials), np.full(len(GRID), chance), GRID)
    assert (found == stats.binom.ppf(GRID, trials, chance)).all()


@pytest.mark.parametrize("mean", [12.1, 15.0, 40.0, 300.0])
def test_large_counts_are_off_by_one_at_most(mean):
    gap = poisson(np.full(len(GRID), mean), GRID) - stats.poisson.ppf(GRID, mean)
    assert np.abs(gap).max() <= 1
    assert (gap != 0).mean() < 1 / 70


@pytest.mark.parametrize(("trials", "chance"), [(30, 0.41), (900, 0.24), (60, 0.5), (16, 0.9)])
def test_many_successes_are_off_by_one_at_most(trials, chance):
    found = binomial(np.full(len(GRID), trials), np.full(len(GRID), chance), GRID)
    gap = found - stats.binom.ppf(GRID, trials, chance)
    assert np.abs(gap).max() <= 1
    assert (gap != 0).mean() < (1 / 70 if chance <= 0.5 else 1 / 30)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.floats(0, 500))
def test_more_luck_never_means_a_smaller_poisson_count(mean):
    assert (np.diff(poisson(np.full(len(GRID), mean), GRID)) >= 0).all()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 3000), st.floats(0, 0.9))
def test_more_luck_never_means_fewer_successes(trials, chance):
    counts = binomial(np.full(len(GRID), trials), np.full(len(GRID), chance), GRID)
    assert (np.diff(counts) >= 0).all()
    assert counts[0] >= 0
    assert counts[-1] <= trials


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.floats(0, 11), st.floats(1, 1.09), st.floats(0.001, 0.999))
def test_a_higher_rate_never_means_a_smaller_count(mean, more, luck):
    few, many = poisson(np.array([mean, mean * more]), np.full(2, luck))
    assert few <= many


def test_nothing_comes_of_nothing():
    zeros = np.zeros(len(GRID))
    assert not poisson(zeros, GRID).any()
    assert not binomial(np.full(len(GRID), 50), zeros, GRID).any()
    assert not binomial(zeros.astype(np.int64), np.full(len(GRID), 0.5), GRID).any()
    assert len(poisson(zeros[:0], GRID[:0])) == 0


def test_a_row_keeps_its_count_whatever_the_others_have():
    means = np.array([0.5, 5.0, 50.0, 2.0])
    luck = np.array([0.9, 0.3, 0.7, 0.95])
    found = poisson(means, luck)
    others = means * [1, 7, 0.1, 1]
    assert (poisson(others, luck)[[0, 3]] == found[[0, 3]]).all()
    assert (poisson(means[::-1], luck[::-1]) == found[::-1]).all()


@pytest.mark.parametrize("luck", [2.0**-53, 1 - 2.0**-53])
def test_extreme_luck_gives_a_plausible_count(luck):
    means = np.array([0.1, 3.0, 12.0, 100.0])
    counts = poisson(means, np.full(4, luck))
    assert (np.abs(counts - means) < 14 * np.sqrt(means) + 12).all()
    assert (counts >= 0).all()
    assert poisson(np.array([12.1]), np.array([1e-7]))[0] == 0
    successes = binomial(np.array([3, 30, 300, 3000]), np.full(4, 0.3), np.full(4, luck))
    assert (successes >= 0).all()
    assert (successes <= [3, 30, 300, 3000]).all()


def test_masses_beyond_the_last_trial_count_for_nothing():
    # At a chance near one the ratio of masses turns negative there.
    found = binomial(np.array([12]), np.array([0.9764615]), np.array([0.0842667]))
    assert found.tolist() == [11]
