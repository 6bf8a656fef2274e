"""Estimators of distributions on made data whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.methods import spread


@pytest.fixture
def rng() -> np.random.Generator:
    """The same draws for every test, in whatever order they run."""
    return np.random.default_rng(3)


ONE = np.ones(20_000)


@pytest.mark.parametrize("zeta", [0.8, 1.3])
def test_tail_of_a_pareto_distribution(zeta, rng):
    size = rng.random(20_000) ** (-1 / zeta)
    assert spread.hill(size, ONE, 0.1) == pytest.approx(zeta, abs=3 * zeta / np.sqrt(2000))
    error = zeta * np.sqrt(2 / 2000)  # Gabaix and Ibragimov
    assert spread.rank_size(size, ONE, 0.1) == pytest.approx(zeta, abs=3 * error)


def test_a_row_that_stands_for_many_firms_counts_as_many(rng):
    size = np.sort(rng.random(400) ** (-1 / 1.2))
    weight = np.where(np.arange(400) < 380, 25.0, 1.0)
    many = np.repeat(size, weight.astype(int))
    alone = np.ones(len(many))
    for tail in (spread.rank_size, spread.hill):
        assert tail(size, weight, 0.2) == pytest.approx(tail(many, alone, 0.2), rel=0.03)
        # Rows taken as firms would be far off.
        assert abs(tail(size, np.ones(400), 0.2) / tail(many, alone, 0.2) - 1) > 0.05


@pytest.mark.parametrize(("name", "shape"), [("laplace", 1.0), ("normal", 2.0)])
def test_shape_of_growth_rates(name, shape, rng):
    x = getattr(rng, name)(scale=0.3, size=20_000)
    b, a = spread.subbotin(x, ONE)
    assert b == pytest.approx(shape, abs=0.06)
    assert a == pytest.approx(0.3 * np.sqrt(2) ** (shape == 2), rel=0.04)


def test_shape_and_scale_are_those_of_scipy():
    from scipy.stats import gennorm

    x = gennorm.rvs(1.4, scale=0.5, size=500, random_state=1)
    b, _, a = gennorm.fit(x, floc=0)
    assert spread.subbotin(x, np.ones(500)) == pytest.approx((b, a), rel=0.01)


def test_growth_less_the_mean_of_its_class_has_no_mean(rng):
    size, weight = rng.lognormal(size=500), rng.integers(1, 9, 500).astype(float)
    code = spread.classes(size, weight, 10)
    firms = np.bincount(code, weight)
    assert firms.min() > 0.8 * firms.mean()
    assert (np.diff(code[np.argsort(size)]) >= 0).all()
    x = spread.centred(size, weight, code)
    assert np.bincount(code, weight * x) == pytest.approx(np.zeros(10), abs=1e-9)


@pytest.mark.parametrize("slope", [-0.18, 0.0])
def test_volatility_by_size(slope, rng):
    size = rng.lognormal(3, 1.5, 40_000)
    growth = 0.3 * size**slope * rng.laplace(size=40_000)
    found = spread.spread_slope(growth, size, np.ones(40_000))
    assert found == pytest.approx(slope, abs=0.02)


def test_patents_of_a_row_are_those_of_its_firms():
    count, weight = np.array([3, 0, 40]), np.array([1.0, 5.0, 10.0])
    firms = spread.per_firm(count, weight)
    assert len(firms) == 16
    assert firms[0] == 3
    assert firms[1:6].sum() == 0
    assert firms[6:].sum() == 40
    assert 0 < firms[6:].std() < 5


def test_alike_poisson_firms_stay_poisson_firms(rng):
    weight = np.full(400, 50.0)
    firms = spread.per_firm(rng.poisson(2 * weight), weight)
    assert firms.var() / firms.mean() == pytest.approx(1, abs=0.04)


def test_gini_and_top_share_by_hand():
    assert spread.gini(np.array([5, 5, 5, 5])) == pytest.approx(0)
    assert spread.gini(np.array([0, 0, 0, 8])) == pytest.approx(0.75)
    assert spread.gini(np.array([1, 3])) == pytest.approx(0.25)
    count = np.append(np.ones(99), 101)
    assert spread.top_share(count, 0.01) == pytest.approx(101 / 200)
    assert spread.top_share(count, 0.02) == pytest.approx(102 / 200)
