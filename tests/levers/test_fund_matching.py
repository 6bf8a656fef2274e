"""Fund matching: the dose scales the money, not the rules of a sub-fund."""

from dataclasses import replace

import numpy as np
import pytest

from sim.levers.fund_matching import LINE, Params, offer
from sim.processes import financing
from sim.terms import PAYERS, Terms

S = np.array([2.0, 0.5, 0.0])


def offered(params=None):
    terms = Terms.blank(3)
    offer(terms, params or Params(), S)
    return terms


def test_offer_by_hand():
    terms = offered()
    assert terms.match_share.tolist() == [0.3, 0.3, 0]
    assert terms.match_cap.tolist() == [300, 300, 0]
    assert terms.fund_leave_home == pytest.approx([0.6, 0.15, 0])


def test_payers_are_asked_for_what_is_committed():
    asked = 12 * offered().requests[LINE]
    assert asked.sum(axis=0) == pytest.approx(1000 * S)
    assert asked[PAYERS.index("provincial_fund")] == pytest.approx(600 * S)
    assert asked[PAYERS.index("city_funds")] == pytest.approx(400 * S)
    half = 12 * offered(replace(Params(), public_commitment=500)).requests[LINE]
    assert half == pytest.approx(asked / 2)


def test_no_more_than_all_may_leave_home():
    terms = offered(replace(Params(), cross_city=1.0))
    assert terms.fund_leave_home == pytest.approx([0.6, 0.3, 0])


def test_what_holds_without_the_plan_and_the_line_are_those_of_financing():
    assert Params().cross_city_without == financing.Params().leave_home
    assert LINE == financing.LINE


def test_commitments_end_in_2022():
    assert Params().months() == (65, 95)
