"""Technology platforms: what is offered, and who is asked to pay."""

import numpy as np
import pytest

from sim.levers.technology_platforms import LINE, Params, offer
from sim.terms import PAYERS, Terms


def test_offer_by_hand():
    terms = Terms.blank(3)
    strength = np.array([2.0, 0.5, 0.0])
    offer(terms, Params(), strength)
    assert terms.contract_research == pytest.approx([1600, 400, 0])
    asked = 12 * terms.requests[LINE]
    assert asked.sum(axis=0) == pytest.approx(240 * strength)
    assert asked[PAYERS.index("special_fund")] == pytest.approx(120 * strength)
    assert asked[PAYERS.index("city_budgets")] == pytest.approx(120 * strength)


def test_platforms_stay():
    first, last = Params().months()
    assert first == 65
    assert last > 12 * 100
