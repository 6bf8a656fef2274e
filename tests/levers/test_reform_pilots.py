"""Reform pilots: rules stay, founding and its money end in 2022."""

import numpy as np
import pytest

from sim import institutions
from sim.levers.reform_pilots import LINE, Params, offer
from sim.processes import innovation
from sim.terms import PAYERS, Terms

S = np.array([2.0, 0.5, 0.0])


def offered(month):
    terms = Terms.blank(3)
    terms.month = month
    offer(terms, Params(), S)
    return terms


def test_offer_by_hand():
    terms = offered(month=65)
    assert terms.inventor_share == pytest.approx(0.2 * S)
    assert terms.inventor_income == pytest.approx(0.02 * S)
    assert terms.new_institutes == pytest.approx(10 * S)
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("special_fund")] == pytest.approx(10 * S)
    assert asked[PAYERS.index("city_budgets")] == pytest.approx(190 * S)
    assert asked.sum(axis=0) == pytest.approx(200 * S)


def test_money_ends_in_2022_and_rules_stay():
    assert offered(month=95).requests
    terms = offered(month=96)
    assert not terms.requests
    assert not terms.new_institutes.any()
    assert terms.inventor_share == pytest.approx(0.2 * S)
    assert Params().months()[1] > 12 * 100


def test_no_inventor_gets_more_than_all():
    terms = Terms.blank(3)
    offer(terms, Params(inventor_share=1.0), S)
    assert terms.inventor_share == pytest.approx([0.5, 0.25, 0])


def test_what_holds_without_the_plan_and_the_line_are_those_of_the_processes():
    assert Params().inventor_share_without == innovation.Params().inventor_part
    assert LINE == institutions.LINE
