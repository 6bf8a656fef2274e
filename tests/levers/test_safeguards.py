"""Layout, special fund and work safety: rules and new money, no requests."""

import numpy as np
import pytest

from sim import indicators
from sim.levers import overall_layout, special_fund, work_safety
from sim.terms import Terms
from tests import tiny

S = np.array([2.0, 0.5, 0.0])
MARGIN = 0.02  # patents per 10k residents: what counts as none, stated before any run


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


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_safety_alone_costs_money_and_no_patents(seed):
    none = tiny.settings()
    safe = tiny.changed(none, work_safety={"dose": 1})
    before, after = (tiny.run(tiny.built(arm, seed), arm, 36) for arm in (none, safe))
    cost = (after.money.position - before.money.position)[before.money.row["suppliers"]]
    assert cost.sum() > 300  # million yuan in three years
    patents = [indicators.measure(state)["patents_per_10k"] for state in (before, after)]
    assert np.abs(patents[1] - patents[0]).max() < MARGIN
