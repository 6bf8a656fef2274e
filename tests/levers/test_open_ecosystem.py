"""Open ecosystem: the zone's yield returns its target, and cities of the zone pay for it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.levers.open_ecosystem import IP_LINE, LINE, Params, offer
from sim.processes import patenting
from sim.terms import PAYERS, Terms


def test_offer_by_hand():
    terms = Terms.blank(3)
    strength = np.array([2.0, 0.5, 0.0])
    offer(terms, Params(), strength)
    assert terms.ftz_yield == pytest.approx((1.05**2.5 - 1) * strength)
    assert terms.clearance == pytest.approx(0.5 * strength)
    assert terms.filing_cost_cut == pytest.approx([0.15, 0.15, 0])
    zone, services = 12 * terms.requests[LINE], 12 * terms.requests[IP_LINE]
    assert zone[PAYERS.index("province")] == pytest.approx(50 * strength)
    assert zone[PAYERS.index("city_budgets")] == pytest.approx(50 * strength)
    assert services[PAYERS.index("city_budgets")] == pytest.approx(50 * strength)
    assert zone.sum() + services.sum() == pytest.approx(150 * strength.sum())
    assert terms.only_in == {LINE: "is_free_trade_zone"}


@given(st.floats(0, 0.12), st.floats(0.3, 0.6))
def test_filings_in_the_zone_rise_by_the_target(target, elasticity):
    terms = Terms.blank(1)
    offer(terms, Params(ftz_link=target, patents_elasticity=elasticity), np.ones(1))
    assert (1 + terms.ftz_yield[0]) ** elasticity == pytest.approx(1 + target)


def test_rules_stay():
    assert Params().months() == (65, 10**6)
    assert Params().patents_elasticity == patenting.Params().rd_elasticity
