"""Filings and their cost: what officials buy for the count, and what a lower cost brings."""

import numpy as np
import pytest

from tests.books import paid
from tests.office import MANY, office, run


def pushed(cut=0.2, money=1e3, firms=MANY):
    """Firms of city 0 with 60 filings a year each, and officials who want more."""
    state = office(firms=firms)
    state.firms.rd_lagged[:], state.firms.patent_propensity[:] = 1 / 12, 5.0
    state.terms.filing_push[0], state.terms.filing_subsidy[0] = cut, 0.003
    state.lines["assessment"] = np.array([money, 0, 0, 0, 0])
    state.money.pay("city_funds", "lines", state.lines["assessment"].copy())
    return state


def test_officials_buy_filings_from_firms():
    state, plain = pushed(cut=1 - 1.1**-2.5), pushed(cut=0.0)
    run(state)
    run(plain)
    firms = state.firms
    low = firms.queue_low.sum(axis=1)
    assert (firms.filings - low == plain.firms.filings).all()
    mean = 0.1 * 5 * MANY
    assert low.sum() == pytest.approx(mean, abs=4 * np.sqrt(mean))
    assert (firms.queue_low <= firms.queue).all()
    assert (firms.queue.sum(axis=1) == firms.filings).all()
    assert paid(state, "suppliers")[0] == pytest.approx(0.003 * low.sum())
    assert not firms.cash.any()


def test_no_more_filings_than_the_money_pays():
    state = pushed(money=0.6)  # for 200 of about 900
    run(state)
    assert state.firms.queue_low.sum() == pytest.approx(200, abs=4 * np.sqrt(200))
    assert 0 <= state.lines["assessment"][0] < 0.2
    assert paid(state, "suppliers")[0] + state.lines["assessment"][0] == pytest.approx(0.6)
    state = pushed(money=0.0)
    run(state)
    assert not state.firms.queue_low.any()


def served(cut, money):
    """The same firms with services for patents and what their line holds."""
    state = pushed(cut=0.0)
    state.terms.filing_cost_cut[0] = cut
    state.lines["ip_service"] = np.array([money, 0, 0, 0, 0])
    state.money.pay("city_funds", "lines", state.lines["ip_service"].copy())
    run(state)
    return state


def test_a_cheaper_filing_is_filed_more_often():
    found = []
    for cut in (0.0, 0.15, 0.5):
        found.append(served(cut, 1e6).firms.filings.sum())
        mean = 5 * MANY * (1 - cut) ** -0.4
        assert found[-1] == pytest.approx(mean, abs=4 * np.sqrt(mean))
    assert found == sorted(found)


def test_services_reach_as_many_filings_as_their_money():
    usual = 5 * MANY
    money = 0.03 * 0.5 * usual / 4  # for a quarter of the filings at half their cost
    state = served(0.5, money)
    mean = usual * (1 + (0.5**-0.4 - 1) / 4)
    assert state.firms.filings.sum() == pytest.approx(mean, abs=4 * np.sqrt(mean))
    assert not state.lines["ip_service"].any()
    assert paid(state, "suppliers")[0] == pytest.approx(money)
    assert served(0.5, 0.0).firms.filings.sum() == pytest.approx(usual, abs=4 * usual**0.5)
