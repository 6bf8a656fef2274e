"""Firm cultivation: the dose adds firms; more certificates, and the treasury gets less."""

from dataclasses import replace

import numpy as np
import pytest

from sim.levers.firm_cultivation import LINE, Params, offer
from sim.processes import certification
from sim.terms import PAYERS, Terms
from tests import tiny


def test_offer_by_hand():
    terms = Terms.blank(3)
    offer(terms, Params(), np.array([2.0, 0.5, 0.0]))
    assert terms.cultivation_places.tolist() == [6000, 1500, 0]
    assert terms.cultivation_award.tolist() == [0.2, 0.2, 0]
    assert terms.qualifying_cost_cut.tolist() == [0.2, 0.2, 0]
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("province")] == pytest.approx([400, 100, 0])
    assert asked[PAYERS.index("city_budgets")] == pytest.approx([800, 200, 0])
    assert asked.sum() == pytest.approx(1500)


def test_the_money_follows_the_number_of_firms_and_the_award():
    terms = Terms.blank(1)
    offer(terms, Params(pool_additional=1000, award=0.4), np.ones(1))
    assert 12 * terms.requests[LINE].sum() == pytest.approx(400)


def test_the_pools_stay():
    assert Params().months()[1] > 12 * 50


def test_the_line_is_the_one_that_certification_pays_from():
    assert LINE == certification.POOL


def settings(cut):
    """The same money is asked for at any cut: what it displaces is the same."""
    choice = tiny.settings(dose=0.0)
    lever = replace(
        choice.levers[LINE], dose=2.0, first_month="2015-02", ramp_months=1,
        qualifying_cost_cut=cut,
    )  # fmt: skip
    return replace(choice, levers={**choice.levers, LINE: lever})


@pytest.fixture(scope="module")
def arms():
    """Three Decembers with pools that take nothing or the whole fixed cost off."""
    start = tiny.built(settings(0.0))
    return [tiny.run(start.copy(), settings(cut), 37) for cut in (0.0, 1.0)]


def test_more_firms_are_certified(arms):
    plain, pool = (float((s.firms.weight * s.firms.is_certified).sum()) for s in arms)
    assert pool > plain


def test_the_treasury_loses_ten_points_of_their_profit_tax(arms):
    taxes = []
    for state in arms:
        later = state.copy()
        row = later.money.row["treasury"]
        before = later.money.position[row].sum()
        fiscal = later.region.input("fiscal_st", later.year)
        fiscal = (fiscal / later.region.input("gdp_deflator", later.year)).sum() / 12
        tiny.run(later, settings(0.0), 1)
        taxes.append(later.money.position[row].sum() - before + fiscal)
    assert taxes[1] < taxes[0]


def test_awards_go_to_the_firms_of_the_pool_and_the_rest_stays(arms):
    pool = arms[1]
    assert pool.firms.in_pool.any()
    asked = 1200 * 3  # from February 2015 to January 2018
    rest = pool.lines[LINE].sum()
    assert 0 < rest < asked
    assert rest >= 1200 / 12  # nothing is spent after December
