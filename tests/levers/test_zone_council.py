"""Zone council: what is offered, who pays, and that it stays."""

import numpy as np
import pytest

from sim.levers.zone_council import LINE, Params, offer
from sim.terms import PAYERS, Terms

S = np.array([2.0, 0.5, 0.0])


def test_offer_by_hand():
    terms = Terms.blank(3)
    offer(terms, Params(), S)
    assert terms.border_cut == pytest.approx([0.5, 0.125, 0])
    assert terms.duplication_cut == pytest.approx([0.04, 0.01, 0])
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("special_fund")] == pytest.approx(5 * S)
    assert asked.sum() == pytest.approx(5 * S.sum())


def test_the_council_stays_and_works_after_a_year():
    first, last = Params().months()
    assert first == 65
    assert last > 12 * 100
    assert Params().ramp_months == 12
