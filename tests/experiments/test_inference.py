"""Tests, many tests, equivalence and cost, each against a number worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.methods.inference import cost_per_unit, equivalence, holm, p_value
from experiments.methods.intervals import paired

# Of Student's t with two degrees of freedom P(T > t) = (1 - t / sqrt(2 + t^2)) / 2, and
# P(T > 2.919986) = .05, P(T > 4.302653) = .025.
THREE = np.array([1.0, 2.0, 3.0])  # mean 2, standard error 1/sqrt(3)
ERROR = 1 / math.sqrt(3)
P = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def tail(t: float) -> float:
    return (1 - t / math.sqrt(2 + t**2)) / 2


def test_p_value_by_hand():
    assert p_value(THREE) == pytest.approx(2 * tail(2 / ERROR))
    assert p_value(-THREE) == pytest.approx(p_value(THREE))
    assert p_value(np.array([-1.0, 0.0, 1.0])) == 1


LEVELS = np.array([3.1234, 31.4, 1.3, 310.7])
LUMPS = (LEVELS - 0.00026) - LEVELS  # the same in every seed, but for rounding


def test_seeds_that_are_alike_but_for_rounding_are_no_certainty():
    assert np.ptp(LUMPS) > 0
    for d in (LUMPS, LUMPS[:2], LUMPS[[0, 0]], np.ones(5)):
        estimate, low, high = paired(d)
        assert estimate == d.mean()
        assert np.isnan([low, high, p_value(d), equivalence(d, 2).p]).all()
        assert not equivalence(d, 2).holds
        assert cost_per_unit(np.full(len(d), 9.0), d) is None
    both = np.stack([LUMPS, np.zeros(4), np.arange(4.0)], 1)
    assert np.isnan(paired(both)[1]).tolist() == [True, False, False]


def test_equal_arms_are_exactly_nothing():
    assert p_value(np.zeros(5)) == 1
    assert paired(np.zeros(5)) == (0, 0, 0)


def test_what_is_not_tested_does_not_count_among_tests():
    nan = float("nan")
    assert holm([0.03, nan, 0.01, nan]) == pytest.approx([0.03, nan, 0.02, nan], nan_ok=True)


def test_holm_by_hand():
    # Sorted .01 .02 .03 .04: times 4, 3, 2, 1 gives .04 .06 .06 .04, never falling: .06 last.
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1, 1]
    assert holm([0.004]) == [0.004]


@given(P)
def test_holm_lies_between_no_correction_and_all_of_it(p):
    adjusted = holm(p)
    for raw, one in zip(p, adjusted, strict=True):
        assert raw <= one <= min(1, len(p) * raw) + 1e-15 or one == 1
    order = np.argsort(p, kind="stable")
    assert (np.diff(np.array(adjusted)[order]) >= 0).all()


def test_false_alarms_of_twenty_one_tests_are_held():
    luck = np.random.default_rng(1)
    families = 300
    alarms = sum(
        min(holm([p_value(d) for d in luck.normal(size=(21, 20))])) <= 0.05
        for _ in range(families)
    )
    error = math.sqrt(0.05 * 0.95 / families)
    assert alarms / families <= 0.05 + 3 * error
    plain = sum(min(p_value(d) for d in luck.normal(size=(21, 20))) <= 0.05 for _ in range(50))
    assert plain > 20  # without the correction two families in three raise an alarm


def test_equivalence_by_hand():
    d = THREE - 2  # -1, 0, 1: mean 0
    found = equivalence(d, margin=2.0)
    assert found.p == pytest.approx(tail(2 / ERROR))
    assert found.high == pytest.approx(2.919986 * ERROR, rel=1e-6)
    assert found.low == pytest.approx(-found.high)
    assert found.holds
    assert not equivalence(d, margin=1.6).holds


def test_equivalence_is_the_interval_within_the_margin():
    luck = np.random.default_rng(2)
    held = 0
    for _ in range(200):
        found = equivalence(luck.normal(0.2, 1, size=12), margin=0.8)
        assert found.holds == (found.low > -0.8 and found.high < 0.8)
        held += found.holds
    assert 20 < held < 190


def test_a_true_effect_at_the_margin_is_called_nothing_in_one_of_twenty():
    luck = np.random.default_rng(3)
    called = np.mean([equivalence(luck.normal(1, 1, 10), 1.0).holds for _ in range(2000)])
    assert called == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / 2000))


def test_equivalence_without_scatter_and_without_margin():
    assert equivalence(np.zeros(4), 0.1).holds
    assert not equivalence(np.full(4, 0.2), 0.1).holds
    with pytest.raises(ValueError, match="margin"):
        equivalence(THREE, 0.0)


def test_cost_per_unit_of_a_fixed_sum_is_the_sum_over_the_interval():
    d = np.array([9.0, 10.0, 11.0])
    _, low, high = paired(d)
    found = cost_per_unit(np.full(3, 600.0), d)
    assert found == pytest.approx((60, 600 / high, 600 / low))


def test_cost_per_unit_is_not_defined_where_the_interval_covers_nothing():
    luck = np.random.default_rng(4)
    defined = 0
    for _ in range(200):
        d = luck.normal(0.5, 1, size=8)
        _, low, high = paired(d)
        found = cost_per_unit(luck.normal(100, 1, 8), d)
        assert (found is None) == (low <= 0 <= high)
        if found:
            assert found[1] <= found[0] <= found[2]
        defined += found is not None
    assert 20 < defined < 180
    assert cost_per_unit(np.ones(3), np.zeros(3)) is None
    assert cost_per_unit(np.ones(1), np.ones(1)) is None


def test_cost_interval_covers_at_its_nominal_rate():
    luck = np.random.default_rng(5)
    hits = 0
    for _ in range(2000):
        found = cost_per_unit(luck.normal(100, 10, 10), luck.normal(5, 0.5, 10))
        assert found is not None
        hits += found[1] <= 20 <= found[2]
    assert hits / 2000 == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 2000))


def test_a_lever_that_lowers_an_indicator_has_a_negative_cost():
    found = cost_per_unit(np.full(3, 600.0), -np.array([9.0, 10.0, 11.0]))
    assert found is not None
    assert found[1] < found[0] < found[2] < 0
