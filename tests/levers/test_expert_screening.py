"""Expert screening: what is offered, who pays, and what holds without it."""

import numpy as np
import pytest

from sim.levers.expert_screening import LINE, Params, offer
from sim.processes import rd_investment
from sim.terms import PAYERS, Terms

S = np.array([2.0, 0.5, 0.0])


def test_offer_by_hand():
    terms = Terms.blank(3)
    offer(terms, Params(), S)
    assert terms.review_precision == pytest.approx([0.2, 0.05, 0])
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("special_fund")] == pytest.approx(5 * S)
    assert asked.sum() == pytest.approx(5 * S.sum())


def test_nobody_sees_more_than_all():
    terms = Terms.blank(3)
    offer(terms, Params(signal_precision=0.8), S)
    assert terms.review_precision == pytest.approx([0.8, 0.3, 0])


def test_what_holds_without_the_plan_is_that_of_the_calls():
    without = rd_investment.Params().review_precision_without
    assert Params().precision_without == without


def test_the_committee_stays():
    first, last = Params().months()
    assert first == 65
    assert last > 12 * 100
