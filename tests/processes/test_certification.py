"""Certification: the notch, what is relabelled, who applies and how long it holds."""

from dataclasses import replace

import numpy as np
import pytest

from sim.processes.certification import (
    Params,
    accumulate,
    applicants,
    months_counted,
    yearly_mean,
)
from tests.books import paid
from tests.notch import DECEMBER, WILLING, near, run


def test_who_loses_the_certificate_in_january_plans_nothing_for_it():
    state = near(2)
    state.firms.is_certified[:] = True
    state.firms.certified_until[:] = [DECEMBER, DECEMBER + 1]
    run(state, replace(WILLING, renewal_rate=0.0))
    assert state.firms.is_certified.all()
    assert state.firms.rd_jump.tolist()[0] == state.firms.rd_paper.tolist()[0] == 0
    assert state.firms.rd_jump[1] + state.firms.rd_paper[1] > 0


def test_years_move_on_in_january():
    sums = np.array([[5.0, 3.0, 1.0]])
    accumulate(sums, np.array([2.0]), False)
    assert sums.tolist() == [[7.0, 3.0, 1.0]]
    accumulate(sums, np.array([4.0]), True)
    assert sums.tolist() == [[4.0, 7.0, 3.0]]


@pytest.mark.parametrize("months", [1, 5, 12, 14, 30, 36, 60])
def test_a_steady_firm_has_its_yearly_mean_at_any_age(months):
    sums = np.zeros((1, 3))
    now = DECEMBER + 24
    birth = now - months
    for month in range(birth + 1, now + 1):
        accumulate(sums, np.array([2.0]), month % 12 == 0)
    counted = months_counted(np.array([birth]), now)
    assert yearly_mean(sums, counted) == pytest.approx([24.0])


def test_firms_of_the_start_have_three_full_years():
    birth = np.array([-13, -80, 0, 6])
    assert months_counted(birth, 11).tolist() == [36, 36, 11, 5]


def test_more_apply_every_year_until_2019():
    params = Params(first_apply_rate=0.3, apply_rate=0.9, renewal_rate=0.5)
    luck = (np.arange(1000) + 0.5) / 1000
    no, yes = np.zeros(1000, dtype=bool), np.ones(1000, dtype=bool)
    counts = [applicants(no, yes, luck, year, params).sum() for year in range(2015, 2022)]
    assert counts == [300, 450, 600, 750, 900, 900, 900]
    assert applicants(yes, yes, luck, 2020, params).sum() == 500
    assert applicants(yes, no, luck, 2020, params).sum() == 0


def test_the_yearly_choice_by_hand():
    state = near()
    firms = state.firms
    firms.weight[:] = [2.0, 1.0, 1.0, 1.0]
    firms.rd_by_year[1] *= 0.5  # 1.5 % of sales: below .4 of the 4 % required,
    firms.profit[1] = 50.0  # however much the certificate would be worth
    firms.profit[2] = 0.1  # 1.2 a year, and b = .324, do not pay
    firms.is_certified[3], firms.certified_until[3] = True, DECEMBER + 12
    run(state)
    assert firms.is_certified.tolist() == [True, False, False, True]
    assert firms.certified_until.tolist() == [DECEMBER + 36, -1, -1, DECEMBER + 12]
    # b = .10 x 6 x 2.7 = 1.62, r = .2 x 1.62 / 1 = .324 of a gap of 1:
    # k = .3 + .75 x .676 + .324² / .4 = 1.07.
    # The last holds a certificate: it plans for the notch as well.
    assert firms.rd_jump * 12 == pytest.approx([0.676, 0, 0, 0.676])
    assert firms.rd_paper * 12 == pytest.approx([0.324, 0, 0, 0.324])
    assert not firms.rd_relabelled.any()  # the plan is for the next year
    assert firms.cash == pytest.approx([-0.3, 0, 0, 0])
    assert paid(state, "suppliers")[0] == pytest.approx(0.6)


def test_a_gap_too_dear_is_not_filled():
    state = near(firms=2)
    # b = .10 x 2.4 x 2.7 = .648, r = .1296, k = .3 + .6528 + .042 = .995;
    # with a gap of .1, r = .45 and k = .3 + .04125 + .0506 = .392.
    state.firms.profit[:] = 0.2
    state.firms.rd_by_year[1] *= 3.9 / 3
    state.firms.rd_spending[1] *= 3.9 / 3
    run(state)
    assert state.firms.is_certified.tolist() == [False, True]
    assert 12 * state.firms.rd_paper[1] == pytest.approx(0.045)


def test_the_reach_is_a_share_of_what_is_required():
    state = near(firms=2)
    state.firms.profit[:] = 50.0
    state.firms.rd_spending[:] = np.array([1.59, 1.61]) / 12
    state.firms.rd_by_year[:] = 12 * state.firms.rd_spending[:, None] * [11 / 12, 1, 1]
    run(state)
    assert state.firms.is_certified.tolist() == [False, True]


def test_a_firm_that_has_sold_nothing_yet_is_not_certified():
    state = near(firms=1)
    firms = state.firms
    firms.birth_month[:] = DECEMBER
    for name in ("sales", "rd_spending", "sales_by_year", "rd_by_year"):
        firms.arrays[name][:] = 0.0
    run(state)
    assert not firms.is_certified.any()


def test_a_firm_above_the_threshold_pays_the_fixed_cost_only():
    state = near(firms=1)
    state.firms.rd_by_year[:] *= 2
    run(state)
    assert state.firms.is_certified[0]
    assert state.firms.rd_jump[0] == state.firms.rd_paper[0] == 0


@pytest.mark.parametrize("month", [DECEMBER - 1, DECEMBER + 1, DECEMBER + 6])
def test_there_is_one_choice_a_year(month):
    state = near()
    state.month = month
    run(state)
    assert not state.firms.is_certified.any()
    assert not state.money.turnover.any()


def test_firms_without_research_do_not_apply():
    state = near()
    state.firms.is_rd_active[:] = [True, False, True, True]
    run(state)
    assert state.firms.is_certified.tolist() == [True, False, True, True]


def test_nobody_applies_at_a_rate_of_zero():
    state = near()
    run(state, replace(WILLING, apply_rate=0.0))
    assert not state.firms.is_certified.any()


def test_a_certificate_holds_until_its_last_month():
    state = near(firms=3)
    firms = state.firms
    firms.is_certified[:] = True
    firms.certified_until[:] = [DECEMBER, DECEMBER + 1, DECEMBER + 2]
    firms.rd_jump[:] = firms.rd_paper[:] = 0.1
    state.month = DECEMBER + 1
    run(state)
    assert firms.is_certified.tolist() == [False, True, True]
    assert firms.rd_jump[0] == firms.rd_paper[0] == 0
    assert (firms.rd_jump[1:] > 0).all()
    firms.is_active[1] = False
    firms.is_rd_active[2] = False
    run(state)
    assert firms.is_certified.tolist() == [False, False, True]
    assert not firms.rd_jump.any()
    assert not firms.rd_paper.any()


def test_a_holder_steers_by_what_the_year_still_lacks():
    state = near(firms=3)
    firms = state.firms
    state.month = DECEMBER + 9  # September: three months are left
    firms.is_certified[:], firms.certified_until[:] = True, DECEMBER + 36
    # Own R&D of 3 a year where 4 are required, and r = .324 as above.
    firms.sales_by_year[:, 0], firms.rd_by_year[:, 0] = 100 * 8 / 12, 3 * 8 / 12
    firms.rd_for_notch[1] = [0.4, 0.3]
    firms.rd_for_notch[2] = [0.8, 0.324]
    run(state)
    # Nothing done so far: three times the even pace, not .676 / 3.
    assert firms.rd_jump == pytest.approx([0.676 / 4, 0.276 / 3, 0.0])
    assert firms.rd_paper == pytest.approx([0.324 / 4, 0.024 / 3, 0.0])


def test_renewal_looks_at_research_but_for_the_notch():
    state = near(firms=2)
    firms = state.firms
    firms.is_certified[:] = True
    firms.certified_until[:] = DECEMBER
    # Both did 4 this year; of it the second has done 1 only for the certificate.
    firms.rd_jump[:] = [0.0, 1 / 12]
    firms.rd_spending[:] = 4 / 12
    firms.rd_by_year[:] = [[4 * 11 / 12, 4, 4], [3 * 11 / 12, 3, 3]]
    firms.rd_for_notch[1, 0] = 11 / 12
    run(state)
    assert firms.certified_until.tolist() == [DECEMBER + 36] * 2
    assert firms.rd_for_notch == pytest.approx(np.array([[0, 0], [1, 0]]))
    assert 12 * firms.rd_jump == pytest.approx([0.0, 0.676])
    assert 12 * firms.rd_paper == pytest.approx([0.0, 0.324])


def test_a_holder_stands_at_the_notch_at_the_end_of_the_year():
    state = near(firms=1)
    firms = state.firms
    firms.is_certified[:], firms.certified_until[:] = True, DECEMBER + 12
    firms.rd_jump[:], firms.rd_paper[:] = 0.7 / 12, 0.2 / 12
    firms.rd_spending[:] = 3.7 / 12
    firms.rd_for_notch[0] = 11 / 12 * np.array([0.7, 0.2])
    run(state)
    assert firms.rd_relabelled[0] == pytest.approx(0.3 - 0.2 * 11 / 12)
    assert firms.rd_for_notch[0] == pytest.approx([0.7, 0.3])
    assert firms.rd_by_year[0, 0] + firms.rd_for_notch[0].sum() == pytest.approx(4.0)


def test_an_expiring_certificate_is_renewed_by_the_renewal_rate():
    for rate, kept in ((1.0, 300), (0.0, 0)):
        state = near(firms=300)
        state.firms.is_certified[:] = True
        state.firms.certified_until[:] = DECEMBER
        run(state, replace(WILLING, renewal_rate=rate))
        state.month += 1
        run(state)
        assert state.firms.is_certified.sum() == kept


def test_the_sums_of_a_year_begin_in_january():
    state = near(firms=1)
    firms = state.firms
    state.month = 60  # January 2020
    firms.is_certified[0], firms.certified_until[0] = True, 90
    firms.rd_paper[0], firms.rd_jump[0] = 0.05, 0.04
    firms.rd_for_notch[0] = 7.0
    run(state)
    assert firms.rd_relabelled[0] == 0.05
    assert firms.rd_by_year[0] == pytest.approx([3 / 12 - 0.04, 3 * 11 / 12, 3])
    assert firms.rd_for_notch[0] == pytest.approx([0.04, 0.05])
    assert firms.sales_by_year[0] == pytest.approx([100 / 12, 100 * 11 / 12, 100])


def test_what_officials_are_told_is_reported_and_not_done():
    state = near(firms=5)
    firms = state.firms
    state.month = 60
    firms.is_certified[0], firms.certified_until[0], firms.rd_paper[0] = True, 90, 0.05
    before = firms.rd_spending.copy()
    state.terms.relabel_push[:2] = 0.01, 0.02
    run(state)
    assert firms.rd_relabelled == pytest.approx([0.05 + 0.01 * 0.25, 0.02 * 0.25, 0, 0, 0])
    assert (firms.rd_spending == before).all()
    assert firms.rd_for_notch[:, 1] == pytest.approx([0.05, 0, 0, 0, 0])  # not the tax office
