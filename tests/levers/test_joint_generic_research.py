"""Joint generic research: more members at a higher dose, the published effect for each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.levers.joint_generic_research import LINE, Params, offer
from sim.processes import patenting
from sim.terms import PAYERS, Terms, needed_yield


def test_offer_by_hand():
    terms = Terms.blank(3)
    strength = np.array([2.0, 0.5, 0.0])
    offer(terms, Params(), strength)
    assert terms.consortium_places.tolist() == [600, 150, 0]
    assert terms.consortium_rd.tolist() == [-0.1, -0.1, 0]
    gain = (1 + 5 * 0.055) ** 2.5 / 0.9 - 1
    assert terms.consortium_yield == pytest.approx([gain, gain, 0])
    asked = 12 * terms.requests[LINE]
    for payer in ("special_fund", "city_budgets"):
        assert asked[PAYERS.index(payer)] == pytest.approx(150 * strength)
    assert asked.sum() == pytest.approx(300 * strength.sum())


@given(st.floats(0, 0.2), st.floats(0.3, 0.6), st.floats(-0.194, 0.05))
def test_filings_rise_by_the_target_although_research_changes(target, elasticity, change):
    gain = needed_yield(target, elasticity, change)
    assert ((1 + change) * (1 + gain)) ** elasticity == pytest.approx(1 + target)


def test_the_elasticity_is_that_of_patenting():
    assert Params().patents_elasticity == patenting.Params().rd_elasticity


def test_the_money_ends_in_2022():
    assert Params().months() == (65, 95)
