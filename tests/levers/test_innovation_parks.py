"""Innovation parks: the yield returns its target, and little of it holds in a capital."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.levers.innovation_parks import LINE, Params, offer
from sim.processes import patenting
from sim.terms import PAYERS, Terms


def test_offer_by_hand():
    terms = Terms.blank(3)
    strength = np.array([2.0, 0.5, 0.0])
    offer(terms, Params(capital_factor=0.2), strength)
    assert terms.park_bonus == pytest.approx(0.1 * strength)
    assert terms.park_yield == pytest.approx((1.016**2.5 - 1) * strength)
    assert terms.capital_loss == pytest.approx([0.8, 0.8, 0])
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("city_budgets")] == pytest.approx(300 * strength)
    assert asked.sum() == pytest.approx(300 * strength.sum())


@given(st.floats(0, 0.04), st.floats(0.3, 0.6))
def test_filings_in_parks_rise_by_the_target(target, elasticity):
    terms = Terms.blank(1)
    offer(terms, Params(park_filings=target, patents_elasticity=elasticity), np.ones(1))
    assert (1 + terms.park_yield[0]) ** elasticity == pytest.approx(1 + target)


def test_three_years_after_the_start_filings_have_nearly_reached_the_target():
    params, lag = Params(), patenting.Params().lag_months
    recent, lagged = np.ones(3), 1.0
    gain = 1.016**2.5 - 1
    for month in range(1, 37):  # as `remember_rd` keeps the R&D of a firm in a park
        lagged += (recent[2] - lagged) / lag
        recent[1:] = recent[:-1].copy()
        recent[0] = 1 + gain * min(month / params.ramp_months, 1)
    assert lagged**0.4 - 1 == pytest.approx(0.016, rel=0.1)


def test_parks_stay():
    assert Params().months() == (65, 10**6)
    assert Params().patents_elasticity == patenting.Params().rd_elasticity
