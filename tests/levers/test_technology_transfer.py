"""Technology transfer: factors are powers of the dose, money grows with it."""

import numpy as np
import pytest

from sim import licensing
from sim.levers.technology_transfer import LINE, Params, offer
from sim.terms import PAYERS, Terms

S = np.array([2.0, 0.5, 0.0])


def test_offer_by_hand():
    terms = Terms.blank(3)
    offer(terms, Params(), S)
    assert np.exp(terms.licence_hazard) == pytest.approx(1.2**S)
    assert np.exp(terms.proof_of_concept) == pytest.approx(1.5**S)
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("special_fund")] == pytest.approx(150 * S)
    assert asked[PAYERS.index("city_budgets")] == pytest.approx(150 * S)
    assert asked.sum(axis=0) == pytest.approx(300 * S)


def test_line_is_that_of_licensing_and_money_ends_in_2022():
    assert LINE == licensing.LINE
    assert Params().months() == (65, 95)
