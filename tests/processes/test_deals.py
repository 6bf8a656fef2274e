"""Deals of funds: choosing, selling, writing off."""

from dataclasses import replace

import numpy as np
import pytest

from sim.processes.financing import (
    Params,
)
from sim.venture import exit_proceeds, score
from tests.capital import PLAIN, fund, market, run, startups


def one_deal(**columns):
    """A fund in city 0 with cash for one sure deal, and one start-up in city 0."""
    state = market(firms=4)
    startups(state, [0])
    fund(state, capital=20.0, **columns)
    return state


SURE = replace(PLAIN, patience=1)


def test_a_deal_by_hand():
    state = one_deal(public_share=0.2)
    run(state, SURE)
    firms, funds = state.firms, state.funds
    assert firms.cash.tolist() == [15, 0, 0, 0]
    assert firms.venture_rd[0] == pytest.approx(0.45 * 15)
    assert (firms.stake[0], firms.stake_public[0]) == (15, 3)
    assert (firms.fund[0], firms.venture_month[0]) == (0, 0)
    assert (funds.capital[0], funds.portfolio[0], funds.invested_home[0]) == (5, 15, 15)
    assert state.flows.moved["capital"][0, 0] == 15


def test_a_large_fund_does_larger_deals():
    state = one_deal(committed=1000.0)
    state.funds.capital[0] = 30
    run(state, SURE)
    assert state.firms.cash[0] == 25


@pytest.mark.parametrize("why", ["closed", "old", "ordinary", "full", "poor fund", "future"])
def test_no_deal(why):
    state = one_deal()
    if why == "closed":
        state.firms.is_active[0] = False
    elif why == "old":
        state.firms.birth_month[0] = -96
    elif why == "ordinary":
        state.firms.kind[0] = 0
    elif why == "full":
        state.firms.stake[0] = 100
        state.firms.fund[0] = 0
        state.funds.portfolio[0] = 100
    elif why == "poor fund":
        state.funds.capital[0] = 14
    else:
        state.firms.slot_month[0] = 1
    run(state, SURE)
    assert (state.firms.cash == 0).all()


@pytest.mark.parametrize(("extra", "deal"), [(0.0, False), (0.2, True)])
def test_a_fund_may_take_only_a_part_of_its_money_away(extra, deal):
    # With this deal 60 of 120 million yuan are away: more than .40, less than .60.
    state = one_deal(invested_home=60.0, invested_away=45.0, leave_extra=extra)
    state.firms.city[0] = 3
    run(state, SURE)
    assert (state.firms.cash[0] > 0) == deal
    assert state.funds.invested_away[0] == (60 if deal else 45)
    assert state.flows.moved["capital"][0, 3] == (15 if deal else 0)


def test_funds_that_choose_the_same_start_up_form_a_syndicate():
    state = one_deal()
    fund(state, row=1, capital=20.0, city=2, public_share=0.5, invested_home=30.0)
    run(state, SURE)
    firms, funds = state.firms, state.funds
    assert (firms.cash[0], firms.stake[0], firms.stake_public[0]) == (30, 30, 7.5)
    assert firms.fund[0] == 0
    assert funds.portfolio.tolist() == [30, 0]
    assert funds.capital.tolist() == [5, 5]
    assert funds.invested_away.tolist() == [0, 15]


def test_a_perfect_signal_finds_the_best():
    quality = np.array([0.1, 2.0, 1.0])
    error = np.array([5.0, -5.0, 0.0])
    off = np.zeros(3, dtype=bool)
    exact = replace(Params(), signal_precision=1.0)
    assert score(quality, error, off, np.zeros(3), off, exact).argmax() == 1
    blind = replace(Params(), signal_precision=0.0)
    assert score(quality, error, off, np.zeros(3), off, blind).argmax() == 0


def test_score_by_hand():
    yes, no = np.array([True]), np.array([False])
    plain = score(np.array([1.0]), np.array([0.0]), no, np.zeros(1), no, Params())
    full = score(np.array([1.0]), np.array([0.0]), yes, np.array([2.0]), yes, Params())
    assert plain == pytest.approx([0.3])
    assert full == pytest.approx([0.3 + 0.5 - 0.6 - 0.2])


def test_proceeds_rise_and_fall_in_the_public_share():
    stake = np.full(4, 10.0)
    found = exit_proceeds(stake, np.array([0.0, 0.175, 0.35, 0.7]), np.zeros(4), Params())
    assert found == pytest.approx([11, 11 * (1 + 0.3 * 0.175 / 2), 11, 11 * (1 - 0.21)])


def test_a_sale_goes_back_to_who_paid():
    state = one_deal(public_share=0.2)
    run(state, SURE)
    sell = replace(PLAIN, exit_hazard=0.9, holding_years=0, exit_spread=0.0, deal_size=200.0)
    for month in range(1, 30):
        run(state, sell, month)
    assert state.firms.stake[0] == 0
    assert state.firms.fund[0] == -1
    assert state.funds.portfolio[0] == 0
    books, proceeds = state.money, 15 * 1.1 * (1 + 0.3 * 0.2 * (1 - 0.2 / 0.35))
    assert books.position[books.row["buyers"], 0] == pytest.approx(-proceeds)
    assert books.position[books.row["investors"], 0] == pytest.approx(0.8 * proceeds)
    assert books.position[books.row["provincial_fund"], 0] == pytest.approx(0.12 * proceeds)
    assert books.position[books.row["city_funds"], 0] == pytest.approx(0.08 * proceeds)


def test_nothing_is_sold_before_six_years():
    state = one_deal()
    run(state, SURE)
    keep = replace(PLAIN, exit_hazard=0.9, deal_size=200.0)
    for month in range(1, 72):
        run(state, keep, month)
    assert state.firms.stake[0] == 15
    for month in range(72, 100):
        run(state, keep, month)
    assert state.firms.stake[0] == 0


def test_a_closed_company_is_written_off():
    state = one_deal()
    run(state, SURE)
    state.firms.is_active[0] = False
    buyers = state.money.position[state.money.row["buyers"]].copy()
    run(state, SURE, 1)
    assert state.firms.stake[0] == 0
    assert state.firms.fund[0] == -1
    assert state.funds.portfolio[0] == 0
    assert np.array_equal(state.money.position[state.money.row["buyers"]], buyers)


def test_companies_bought_before_the_start_are_sold_at_the_hazard():
    state = market()
    fund(state, portfolio=100.0)
    for month in range(12):
        run(state, month=month)
    assert state.funds.portfolio[0] == pytest.approx(88)
    got = -state.money.position[state.money.row["buyers"], 0]
    assert got == pytest.approx(12 * 1.1 * np.exp(0.5))


def test_idle_money_goes_back_after_ten_years_and_the_fund_ends():
    state = market()
    fund(state, capital=10.0, public_share=0.5)
    run(state, month=118)
    assert state.funds.capital[0] == 10
    run(state, month=119)
    assert state.funds.capital[0] == 0
    assert not state.funds.is_active[0]
    books = state.money
    assert books.position[books.row["investors"], 0] == pytest.approx(5)


def test_one_fund_more_leaves_the_deals_of_others_alone():
    def deals(more):
        state = market(firms=40, funds=3)
        startups(state, slice(0, 40))
        fund(state, 0, capital=20.0)
        if more:
            fund(state, 1, capital=20.0)
        fund(state, 2, capital=20.0, city=1)
        run(state, SURE)
        return state.firms.cash

    alone, crowded = deals(False), deals(True)
    assert (crowded >= alone).all()
    assert crowded.sum() == alone.sum() + 15
