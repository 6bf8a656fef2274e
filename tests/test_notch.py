"""The notch: what is required, what is missing, and what filling the gap costs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.notch import closing, cost, planned, relabelled_share, threshold
from sim.processes.certification import Params

AMOUNT = st.floats(1e-3, 1e3)


def test_required_intensity_falls_with_sales():
    sales = np.array([1.0, 49.9, 50.0, 199.9, 200.0, 1e6])
    assert threshold(sales, Params()) == pytest.approx([0.05, 0.05, 0.04, 0.04, 0.03, 0.03])


def test_relabelled_share_by_hand():
    params = Params(relabel_ease=0.2, relabel_cap=0.45)
    found = relabelled_share(np.array([1.0, 1.0, 0.0, 1.0]), np.array([1.0, 0.4, 1, 0]), params)
    assert found == pytest.approx([0.2, 0.45, 0.0, 0.45])


def test_cost_by_hand():
    params = Params(real_cost=0.75, relabel_ease=0.2)
    gap, fixed = np.array([2.0, 2.0, 0.0]), np.array([0.3, 0.3, 0.24])
    found = cost(gap, np.array([0.0, 0.4, 0.45]), fixed, params)
    # .3 + .75 x 2;  .3 + .75 x .6 x 2 + .16 x 2 / .4;  nothing to fill.
    assert found == pytest.approx([1.8, 0.3 + 0.9 + 0.8, 0.24])


def test_what_is_missing_at_the_end_of_a_year_by_hand():
    sales, own = np.full(6, 100.0), np.array([3.0, 3.0, 3.0, 3.0, 5.0, 3.0])
    jump = np.array([0.7, 0.7, 0.2, 0.0, 0.3, 1.2])
    paper = np.array([0.1, 0.4, 0.1, 0.0, 0.1, 0.2])
    found = closing(sales, own, jump, paper, Params(relabel_cap=0.45))
    # A gap of 1: .3 less .1; more than enough; .45 at most; no plan; no gap; jumped too far.
    assert found == pytest.approx([0.2, 0.0, 0.35, 0.0, 0.0, 0.0])


def test_the_plan_goes_no_further_than_the_reach():
    params = Params(reach=0.4, relabel_ease=0.2, relabel_cap=0.45)
    gap, share = planned(np.full(3, 100.0), np.array([3.0, 0.5, 5]), np.full(3, 1.0), params)
    assert gap == pytest.approx([1.0, 2.4, 0.0])
    assert share == pytest.approx([0.2, 0.2 / 2.4, 0.45])


@settings(derandomize=True, deadline=None, max_examples=60)
@given(AMOUNT, AMOUNT, st.floats(1.01, 10))
def test_a_larger_gap_is_dearer_and_relabelled_less(benefit, gap, more):
    params = Params()
    gaps = np.array([gap, gap * more])
    share = relabelled_share(np.full(2, benefit), gaps, params)
    assert (share >= 0).all()
    assert (share <= params.relabel_cap).all()
    assert share[1] <= share[0]
    full = cost(gaps, np.full(2, 0.3), params.fixed_cost, params)
    assert full[1] > full[0] > params.fixed_cost
