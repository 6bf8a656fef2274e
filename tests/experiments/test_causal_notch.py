"""Bunching at a notch that is made, and at none."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.methods import causal_notch
from experiments.methods.causal_notch import (
    bins,
    bunching,
    counterfactual,
    fit,
    itt,
    shape_of,
)
from sim.notch import THRESHOLDS

N = 60_000


def world(share: float, paper: float = 0.4, seed: int = 1):
    """Firms by intensity; of those from .6 to 1 of the threshold a share jumps to it."""
    rng = np.random.default_rng(seed)
    free = rng.gamma(3.0, 0.4, N)
    jumps = (free >= 0.6) & (free < 1) & (rng.uniform(size=N) < share)
    now = np.where(jumps, 1.0, free)
    sales = np.full(N, 100.0)
    need = THRESHOLDS[1] * sales
    key = np.column_stack([np.full(N, 3), np.arange(N)])
    base = {"sales": sales, "weight": np.ones(N), "key": key}
    relabelled = paper * (now - free) * need
    with_it = base | {"rd": now * need - relabelled, "relabelled": relabelled}
    return with_it, base | {"rd": free * need, "relabelled": np.zeros(N)}, jumps, free


def test_thresholds_by_size_class():
    notch = {"sales": np.array([10.0, 100, 1000]), "rd": np.array([0.5, 4, 15]),
             "relabelled": np.array([0.0, 0, 15])}  # fmt: skip
    assert causal_notch.relative(notch) == pytest.approx([1, 1, 1])
    assert causal_notch.size_class(notch["sales"]).tolist() == [0, 1, 2]


def test_a_firm_at_the_notch_stands_above_it():
    _, number = bins(np.array([1 - 1e-12, 1.0, 0.99]), np.ones(3))
    at = round((1 - causal_notch.RANGE[0]) / causal_notch.WIDTH)
    assert number[at] == 2
    assert number[at - 1] == 1


def test_the_polynomial_is_exact_and_keeps_the_mass():
    middle = bins(np.array([]), np.array([]))[0]
    smooth = 100 + 30 * middle - 12 * middle**2
    region = (middle > 0.6) & (middle < 1.2)
    moved = smooth.copy()
    below, above = region & (middle < 1), region & (middle > 1)
    moved[above] += 0.5 * smooth[below].sum() / above.sum()
    moved[below] *= 0.5
    found, error = fit(middle, moved, region, 3)
    assert found == pytest.approx(smooth)
    assert error == pytest.approx(0, abs=1e-12)


def test_firms_that_jump_are_found_and_none_without_a_notch():
    one, free, jumps, _ = world(0.5)
    x, y = causal_notch.relative(one), causal_notch.relative(free)
    shape = shape_of(x, one["weight"])
    found, missing = bunching(x, one["weight"], shape)
    truth = causal_notch.true_excess(x, one["weight"], y, free["weight"], shape)
    usual = counterfactual(x, one["weight"], shape)[2]
    assert 0.25 < usual.lower <= 0.7
    assert truth == pytest.approx(jumps.sum() / usual.above(y).sum(), rel=0.02)
    assert found == pytest.approx(truth, rel=0.15)
    below = (y >= usual.lower) & (y < 1)
    assert missing == pytest.approx(jumps.sum() / below.sum(), rel=0.15)
    assert np.abs(bunching(y, free["weight"], shape)) == pytest.approx(0, abs=0.06)


def test_intention_to_treat_and_what_of_it_is_on_paper():
    one, free, jumps, free_x = world(0.5)
    x = causal_notch.relative(one)
    shape = shape_of(x, one["weight"])
    inside = counterfactual(x, one["weight"], shape)[2].holds(free_x)
    by_hand = -np.log(free_x[jumps & inside]).sum() / inside.sum()
    assert causal_notch.true_itt(one, free, shape)[0] == pytest.approx(by_hand)
    assert itt(x, np.log(x), one["weight"], shape) == pytest.approx(by_hand, rel=0.15)
    reported, real = causal_notch.true_itt(one, free, shape)
    assert 0.3 < 1 - real / reported < 0.5
    y = causal_notch.relative(free)
    assert abs(itt(y, np.log(y), free["weight"], shape)) < 0.02
    assert causal_notch.true_itt(free, free, shape) == (0, 0)


def test_the_relabelled_share_counts_firms_that_relabel():
    notch = {"rd": np.array([3.0, 8, 9]), "relabelled": np.array([1.0, 2, 0]),
             "weight": np.array([2.0, 1, 5])}  # fmt: skip
    assert causal_notch.relabelled_share(notch) == pytest.approx((2 + 2) / (8 + 10))
    none = notch | {"relabelled": np.zeros(3)}
    assert np.isnan(causal_notch.relabelled_share(none))


def test_twins_are_the_same_firm_in_the_same_year():
    one = {"key": np.array([[2, 5], [2, 7], [3, 5]])}
    other = {"key": np.array([[3, 5], [2, 7], [4, 5]])}
    here, there = causal_notch.twins(one, other)
    assert one["key"][here].tolist() == other["key"][there].tolist() == [[2, 7], [3, 5]]
