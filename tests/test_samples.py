"""Points of a space of parameters, and quantiles with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import triang, truncnorm

from configs import samples

U = np.linspace(0, 1, 101)


def test_a_grid_has_every_combination_and_the_last_varies_fastest():
    assert samples.grid([[1, 2], ["a", "b", "c"]]) == [
        (1, "a"), (1, "b"), (1, "c"), (2, "a"), (2, "b"), (2, "c")
    ]  # fmt: skip


def test_lists_lie_side_by_side_and_one_value_holds_throughout():
    assert samples.zipped([[1, 2, 3], ["a"], [4, 5, 6]]) == [
        (1, "a", 4),
        (2, "a", 5),
        (3, "a", 6),
    ]
    with pytest.raises(ValueError, match="zip"):
        samples.zipped([[1, 2, 3], [4, 5]])


@pytest.mark.parametrize(("points", "axes"), [(1, 1), (7, 3), (100, 20)])
def test_a_latin_hypercube_has_one_point_in_each_slice(points, axes):
    found = samples.latin(points, axes, seed=4)
    slices = np.sort(np.floor(found * points).astype(int), axis=0)
    assert (slices == np.arange(points)[:, None]).all()
    assert np.array_equal(found, samples.latin(points, axes, seed=4))
    assert not np.array_equal(found, samples.latin(points, axes, seed=5))


def test_points_of_sobol_fill_a_square_evenly():
    found = samples.sobol(64, 2, seed=3)
    cells = np.floor(found * 8).astype(int)
    assert len({tuple(cell) for cell in cells.tolist()}) == 64  # chance: below 1e-25
    assert np.array_equal(found, samples.sobol(64, 2, seed=3))
    assert not np.array_equal(found, samples.sobol(64, 2, seed=5))


def test_powers_of_two_beside_a_number():
    found = [samples.powers_of_two(n) for n in (1, 2, 3, 64, 100)]
    assert found == [(1, 1), (2, 2), (2, 4), (64, 64), (64, 128)]


@pytest.mark.parametrize(("low", "central", "high"), [(0, 0, 1), (0, 1, 1), (-0.5, 0.075, 0.6)])
def test_triangles_are_those_of_scipy(low, central, high):
    expected = triang((central - low) / (high - low), low, high - low).ppf(U)
    assert np.allclose(samples.triangular(U, low, central, high), expected, atol=1e-12)


def test_the_normal_is_cut_off_at_its_interval():
    low, central, high = 0.05, 0.098, 0.13
    spread = (high - low) / 2 / 1.959963984540054
    ends = (low - central) / spread, (high - central) / spread
    expected = truncnorm(*ends, loc=central, scale=spread).ppf(U)
    found = samples.normal(U, low, central, high)
    assert np.allclose(found, expected, atol=1e-9)
    assert (found.min(), found.max()) == (low, high)


def test_whole_numbers_and_listed_values_are_equally_likely():
    u = (np.arange(600) + 0.5) / 600
    found = samples.uniform(u, 2, 4, is_whole=True)
    assert [found.count(n) for n in (2, 3, 4)] == [200, 200, 200]
    listed = samples.picked(u, ["a", "b"])
    assert (listed.count("a"), listed.count("b")) == (300, 300)
    assert samples.picked(np.array([1.0]), ["a", "b"]) == ["b"]
    assert samples.uniform(np.array([0.0, 0.5]), 1, 3) == [1.0, 2.0]
