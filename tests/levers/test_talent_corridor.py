"""Talent corridor: what movers and visitors are offered, and what cities pay."""

from dataclasses import replace

import numpy as np
import pytest

from sim.levers.talent_corridor import ACTS_IN, LINE, Params, offer
from sim.processes import migration
from sim.terms import PAYERS, SERVICES, Terms

S = np.array([1.0, 0.5, 0.0])


def offered(params=None, strength=S):
    terms = Terms.blank(3)
    offer(terms, params or Params(), strength)
    return terms


def test_offer_by_hand():
    terms = offered()
    assert terms.move_cost_cut == pytest.approx([0.10, 0.05, 0])
    assert terms.title_recognition == pytest.approx([0.40, 0.20, 0])
    assert terms.housing_places == pytest.approx([5000, 2500, 0])
    assert terms.housing_subsidy == pytest.approx([0.024, 0.024, 0])
    assert terms.visit_time_cut == pytest.approx([10, 5, 0])


def test_a_double_dose_recognises_at_most_every_title():
    terms = offered(strength=2 * S)
    assert terms.title_recognition == pytest.approx([0.5, 0.4, 0])
    assert terms.visit_time_cut == pytest.approx([20, 10, 0])


def test_cities_are_asked_for_the_cost():
    requests = offered().requests
    for line, yearly in ((LINE, 240), (SERVICES, 30)):
        asked = 12 * requests[line]
        assert asked[PAYERS.index("city_budgets")] == pytest.approx(yearly * S)
        assert asked.sum() == pytest.approx(yearly * S.sum())
    free = replace(Params(), cost_of_recognition=0, cost_of_housing=0, cost_of_visits=0)
    assert offered(free).requests[LINE].sum() == 0


def test_what_holds_without_the_plan_is_that_of_migration():
    assert Params().recognition_without == migration.Params().recognised_share


def test_the_corridor_stays_and_grows_over_three_years():
    first, last = Params().months()
    assert first == 65
    assert last > 12 * 100
    assert Params().ramp_months == 36


def test_shorter_visits_count_for_funds_too():
    assert "financing" in ACTS_IN  # where deals look at the time of a visit
