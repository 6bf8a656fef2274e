"""Service centre: what is offered, who pays, and that it stays."""

import numpy as np
import pytest

from sim.levers.service_centre import LINE, Params, offer
from sim.terms import PAYERS, Terms

S = np.array([2.0, 0.5, 0.0])


def test_offer_by_hand():
    terms = Terms.blank(3)
    offer(terms, Params(), S)
    assert terms.approval_cut == pytest.approx([4, 1, 0])
    assert terms.application_cost_cut == pytest.approx([0.4, 0.1, 0])
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("special_fund")] == pytest.approx(10 * S)
    assert asked.sum() == pytest.approx(10 * S.sum())


def test_an_application_costs_at_least_nothing():
    terms = Terms.blank(3)
    offer(terms, Params(application_cost_cut=0.8), S)
    assert terms.application_cost_cut == pytest.approx([1, 0.4, 0])


def test_the_centre_stays():
    first, last = Params().months()
    assert first == 65
    assert last > 12 * 100
