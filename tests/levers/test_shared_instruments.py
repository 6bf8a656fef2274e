"""Shared instruments: the dose reaches more firms, and the yield returns its target."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.levers.shared_instruments import LINE, Params, needed_yield, offer
from sim.processes import patenting
from sim.terms import PAYERS, Terms


def test_offer_by_hand():
    terms = Terms.blank(3)
    strength = np.array([2.0, 0.5, 0.0])
    offer(terms, Params(), strength)
    assert terms.instrument_users == pytest.approx([0.20, 0.05, 0])
    assert terms.instrument_cost_cut.tolist() == [0.15, 0.15, 0]
    assert terms.instrument_yield == pytest.approx([1.08**2.5 - 1, 1.08**2.5 - 1, 0])
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("special_fund")] == pytest.approx(50 * strength)
    assert asked.sum() == pytest.approx(50 * strength.sum())


@given(st.floats(0, 0.15), st.floats(0.3, 0.6))
def test_filings_of_users_rise_by_the_target(target, elasticity):
    assert (1 + needed_yield(target, elasticity)) ** elasticity == pytest.approx(1 + target)


def test_the_elasticity_is_that_of_patenting():
    assert Params().patents_elasticity == patenting.Params().rd_elasticity


def test_vouchers_end_in_2022():
    assert Params().months() == (65, 95)
