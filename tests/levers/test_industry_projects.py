"""Industry projects: the dose scales the support, not the leverage."""

import numpy as np
import pytest

from sim import industry
from sim.levers.industry_projects import LINE, Params, offer
from sim.terms import PAYERS, Terms

S = np.array([2.0, 0.5, 0.0])


def test_offer_by_hand():
    terms = Terms.blank(3)
    offer(terms, Params(), S)
    assert terms.capital_leverage.tolist() == [5, 5, 0]
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("special_fund")] == pytest.approx(200 * S)
    assert asked[PAYERS.index("city_budgets")] == pytest.approx(800 * S)
    assert asked.sum(axis=0) == pytest.approx(1000 * S)


def test_line_is_that_of_production_and_money_ends_in_2022():
    assert LINE == industry.LINE
    assert Params().months() == (65, 95)
