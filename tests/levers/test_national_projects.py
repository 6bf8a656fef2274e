"""National projects: who is asked to pay, and until when."""

import numpy as np
import pytest

from sim import national
from sim.levers.national_projects import LINE, Params, offer
from sim.terms import PAYERS, Terms

S = np.array([2.0, 0.5, 0.0])


def test_offer_by_hand():
    terms = Terms.blank(3)
    offer(terms, Params(), S)
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("central_government")] == pytest.approx(500 * S)
    assert asked[PAYERS.index("special_fund")] == pytest.approx(150 * S)
    assert asked.sum() == pytest.approx(650 * S.sum())
    assert not any(getattr(terms, name).any() for name in terms.names())


def test_the_line_is_that_of_the_process_that_spends_it():
    assert LINE == national.LINE


def test_money_ends_with_2022():
    assert Params().months() == (65, 95)
