"""Layout, special fund and work safety: rules and new money, no requests."""

import numpy as np
import pytest

from sim.levers import overall_layout, special_fund, work_safety
from sim.terms import Terms

S = np.array([2.0, 0.5, 0.0])


@pytest.mark.parametrize(
    ("lever", "term", "dose"),
    [
        (overall_layout, "merit_weight", 0.5),
        (special_fund, "new_money", 1000.0),
        (work_safety, "compliance_cost", 0.001),
    ],
)
def test_offer_by_hand(lever, term, dose):
    terms = Terms.blank(3)
    lever.offer(terms, lever.Params(), S)
    assert getattr(terms, term) == pytest.approx(dose * S)
    assert not terms.requests


def test_money_ends_in_2022_and_rules_stay():
    assert special_fund.Params().months() == (65, 95)
    assert overall_layout.Params().months()[1] > 12 * 100
    assert work_safety.Params().months()[1] > 12 * 100
