"""Industry clusters: coverage and tilt follow the dose, what a member gets does not."""

import numpy as np
import pytest

from sim.levers import joint_generic_research
from sim.levers.industry_clusters import LINE, Params, offer
from sim.month import strength
from sim.processes import patenting
from sim.terms import PAYERS, Terms
from tests.small import small_state


def test_offer_by_hand():
    terms = Terms.blank(3)
    force = np.array([2.0, 0.5, 0.0])
    offer(terms, Params(), force)
    assert terms.cluster_coverage == pytest.approx(0.05 * force)
    assert terms.entry_tilt == pytest.approx(0.2 * force)
    assert terms.cluster_rd.tolist() == [-0.1, -0.1, 0]
    assert not terms.cluster_yield[2]
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("city_budgets")] == pytest.approx(200 * force)
    assert asked.sum() == pytest.approx(200 * force.sum())


def test_a_member_gets_what_one_of_joint_research_with_the_same_rise_gets():
    one, other = Terms.blank(1), Terms.blank(1)
    offer(one, Params(rise_per_point=0.05), np.ones(1))
    joint = joint_generic_research.Params(rise_per_point=0.05)
    joint_generic_research.offer(other, joint, np.ones(1))
    assert one.cluster_yield == pytest.approx(1.25**2.5 / 0.9 - 1)
    assert one.cluster_yield == other.consortium_yield
    assert one.cluster_rd == other.consortium_rd
    assert Params().patents_elasticity == patenting.Params().rd_elasticity


def test_clusters_grow_for_three_years_and_stay():
    state, params = small_state(), Params(dose=1)
    found = []
    for month in (64, 65, 82, 100, 190):
        state.month = month
        found.append(strength(state, params)[0])
    assert found == pytest.approx([0, 1 / 36, 0.5, 1, 1])
