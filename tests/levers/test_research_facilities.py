"""Research facilities: what is offered, and who is asked to pay."""

from dataclasses import replace

import numpy as np
import pytest

from sim.levers.research_facilities import LINE, Params, offer
from sim.terms import PAYERS, Terms

S = np.array([1.0, 0.5, 0.0])


def offered(params=None, strength=S):
    terms = Terms.blank(3)
    offer(terms, params or Params(), strength)
    return terms


def test_offer_by_hand():
    terms = offered()
    assert terms.facility_rd_share.tolist() == [0.6, 0.6, 0]
    assert terms.facility_inputs == pytest.approx([0.10, 0.05, 0])


def test_payers_are_asked_for_what_is_spent():
    asked = 12 * offered().requests[LINE]
    amounts = dict(zip(PAYERS, asked[:, 0], strict=True))
    assert amounts["special_fund"] == pytest.approx(150)
    assert amounts["province"] == pytest.approx(350)
    assert amounts["city_budgets"] == pytest.approx(600)
    assert amounts["central_government"] == pytest.approx(400)
    assert asked.sum(axis=0) == pytest.approx(1500 * S)


def test_another_total_is_divided_alike():
    asked = 12 * offered(replace(Params(), capital_spending=3000)).requests[LINE]
    assert asked[:, 0].sum() == pytest.approx(3000)
    assert asked[PAYERS.index("province"), 0] == pytest.approx(700)


def test_building_ends_in_2024():
    assert Params().months() == (65, 119)
