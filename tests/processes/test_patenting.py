"""Patenting: filings from past R&D, waiting, grants, lapses and sales; counts balance."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.processes.patenting import Params, filing_rate
from tests.books import paid
from tests.office import MANY, office, run
from tests.small import small_state


def test_filings_by_hand():
    params = Params(rd_elasticity=0.4, pair_premium=0.2, filing_level=1.0, reference_rd=1.0)
    found = filing_rate(
        np.array([32.0, 32.0, 1.0, 0.0]), np.array([0.5, 0.5, 0.5, 0.5]), np.log(2),
        np.array([0.0, 1.0, 0.0, 0.0]), params,
    )  # fmt: skip
    assert found == pytest.approx([4.0, 4.8, 1.0, 0.0])  # 32^.4 = 4
    found = filing_rate(
        np.array([64.0]), np.ones(1), 0.0, np.zeros(1), replace(params, reference_rd=2.0)
    )
    assert found == pytest.approx([4.0])


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.floats(0.01, 1e5), st.floats(1.01, 10))
def test_filings_rise_less_than_research(rd, more):
    few, many = filing_rate(np.array([rd, rd * more]), np.ones(2), 0.0, np.zeros(2), Params())
    assert few < many < few * more


def test_research_files_no_patent_before_the_fourth_month():
    state = office(firms=1)
    state.firms.patent_propensity[:] = 1e4
    filed = []
    for month in range(24):
        state.month = month
        state.firms.rd_spending[:] = 1.0 if month == 0 else 0.0
        run(state)
        filed.append(int(state.firms.filings[0]))
    assert filed[:4] == [0, 0, 0, 0]
    assert filed[4] == max(filed) > 0


def test_the_mean_lag_is_nine_months():
    state = office(firms=1)
    weight = []
    for month in range(150):
        state.month = month
        weight.append(state.firms.rd_lagged[0])
        state.firms.rd_spending[:] = 1.0 if month == 0 else 0.0
        run(state)
    assert np.sum(weight) == pytest.approx(1.0)
    assert np.dot(np.arange(150), weight) == pytest.approx(9.0)


def test_instruments_raise_the_research_that_counts():
    state = office(firms=2)
    state.firms.instrument_boost[1] = 0.2
    state.firms.rd_spending[:] = 1.0
    for month in range(120):
        state.month = month
        run(state)
    assert state.firms.rd_lagged == pytest.approx([1.0, 1.2])
    state.firms.rd_spending[:] = 3.0
    run(state)
    assert state.firms.rd_recent == pytest.approx(np.array([[3, 1, 1], [3.6, 1.2, 1.2]]))


def test_facilities_raise_the_research_of_institutes_that_counts():
    state = office()
    state.institutes.facility_inputs[:] = 0.1
    state.institutes.rd_spending[:] = 2.0
    for month in range(120):
        state.month = month
        run(state)
    assert state.institutes.rd_lagged == pytest.approx(2.2)
    assert state.institutes.rd_spending == pytest.approx(2.0)


def filing(firms=MANY, weight=1.0, propensity=0.5):
    """Firms with 12 m yuan of R&D a year, and as many filings as that brings."""
    state = office(firms=firms)
    state.firms.weight[:] = weight
    state.firms.rd_lagged[:] = 1.0
    state.firms.patent_propensity[:] = propensity
    run(state)
    return state.firms.filings


def test_filings_are_poisson_with_the_mean_of_all_firms_of_a_row():
    expected = 0.5 * 12**0.4
    for weight, firms in ((1.0, MANY), (10.0, MANY // 10)):
        found, mean = filing(firms, weight), weight * expected
        error = np.sqrt(mean / firms)
        assert found.mean() == pytest.approx(mean, abs=4 * error)
        # The variance of a Poisson sample: its standard error is about mean (2 / n)^.5.
        assert found.var() == pytest.approx(mean, rel=4 * np.sqrt(2 / firms))


def test_a_project_adds_a_fifth_and_no_research_files_nothing():
    state = office(firms=MANY)
    state.firms.rd_lagged[: MANY // 2] = 1.0
    state.firms.pair_yield[: MANY // 4] = 0.05
    state.firms.patent_propensity[:] = 3.0
    run(state)
    parts = state.firms.filings.reshape(4, -1).sum(axis=1)
    mean = 3 * 12**0.4 * MANY / 4
    assert parts[0] == pytest.approx(1.2 * mean, abs=4 * np.sqrt(mean))
    assert parts[1] == pytest.approx(mean, abs=4 * np.sqrt(mean))
    assert parts[2] == parts[3] == 0


def test_institutes_file_as_well():
    state = office()
    state.institutes.rd_lagged[:] = 100.0
    state.institutes.patent_propensity[:] = 10.0
    run(state)
    mean = 10 * 1200**0.4
    assert state.institutes.filings[0] == pytest.approx(mean, abs=4 * np.sqrt(mean))
    assert paid(state, "pending", "patents")[0] == state.institutes.filings[0]


def test_every_row_gets_its_own_and_nobody_else_any():
    state = small_state(firms=6, institutes=5)
    state.region = office().region
    for table, busy in ((state.firms, [1, 4]), (state.institutes, [0, 3])):
        table.patent_propensity[:] = 100.0
        table.rd_lagged[busy] = [0.5, 2.0]
        table.filings[:] = table.grants[:] = 9  # last month's
    run(state)
    for table, busy in ((state.firms, [1, 4]), (state.institutes, [0, 3])):
        mean = 100 * np.array([6.0, 24.0]) ** 0.4
        assert (np.abs(table.filings[busy] - mean) < 4 * np.sqrt(mean)).all()
        assert table.filings.sum() == table.filings[busy].sum()
        assert (table.queue.sum(axis=1) == table.filings).all()
        assert not table.grants.any()


def test_one_decision_or_one_patent_is_enough_to_count():
    state = office(firms=2, share=2.0)  # a share above one is taken as .95
    state.firms.quality[:] = 60.0
    state.firms.queue[0, 0] = 1
    state.firms.patents[1], state.firms.patent_age[1] = 1, 2.0
    run(state)
    assert state.firms.patents.tolist() == [1, 1]
    assert state.firms.patent_age == pytest.approx([0.0, 2 + 1 / 12])


def test_what_is_due_is_decided_and_nothing_else():
    state = office(firms=3, share=0.95)
    state.month = 5
    state.firms.quality[:] = [0.0, 60.0, -60.0]  # as the data say, always, never
    state.firms.queue[:, 5], state.firms.queue[:, 6] = 400, 7
    state.patents.pay("filed", "pending", np.array([1221.0, 0, 0, 0, 0]))
    run(state)
    granted = state.firms.grants
    assert granted[1:].tolist() == [400, 0]
    assert granted[0] == pytest.approx(380, abs=4 * np.sqrt(400 * 0.95 * 0.05))
    assert (state.firms.patents == granted).all()
    assert state.firms.queue[:, 5].tolist() == [0, 0, 0]
    assert state.firms.queue[:, 6].tolist() == [7, 7, 7]
    assert paid(state, "in_force", "patents")[0] == granted.sum()
    assert paid(state, "refused", "patents")[0] == 1200 - granted.sum()
    assert state.firms.patent_age.tolist() == [0.0, 0.0, 0.0]


def holding(age=4.0, exit_rate=0.0):
    state = office(firms=MANY, exit_rate=exit_rate)
    state.firms.patents[:] = 30
    state.firms.patent_age[:] = age
    state.patents.pay("filed", "in_force", np.array([30.0 * MANY, 0, 0, 0, 0]))
    return state


def test_lapses_come_at_the_rate_of_their_age():
    state = holding(age=4.0)
    run(state)
    lapsed = paid(state, "lapsed", "patents")[0]
    mean = 30 * MANY * 0.0125 * 4 / 12
    assert lapsed == pytest.approx(mean, abs=4 * np.sqrt(mean))
    assert paid(state, "transferred", "patents")[0] == 0
    assert state.firms.patent_age == pytest.approx(np.full(MANY, 4 + 1 / 12))


def test_new_patents_lapse_only_later():
    state = holding(age=0.0)
    run(state)
    assert paid(state, "lapsed", "patents")[0] == 0


def test_what_leaves_beyond_the_lapse_of_the_province_is_sold():
    state = holding(age=0.0, exit_rate=16.7)  # 12 % a year beyond 4.7
    run(state)
    mean = 30 * MANY * 0.01
    assert paid(state, "transferred", "patents")[0] == pytest.approx(mean, abs=4 * mean**0.5)
    state = holding(age=1e3, exit_rate=16.7)  # half a year's rate lapse first
    run(state)
    lapsed, sold = (paid(state, name, "patents")[0] for name in ("lapsed", "transferred"))
    mean = 30 * MANY * 0.5 / 12
    assert lapsed == pytest.approx(mean, abs=4 * mean**0.5)
    mean = 30 * MANY * (1 - 0.5 / 12) * 0.01
    assert sold == pytest.approx(mean, abs=4 * mean**0.5)
    state = holding(age=0.0, exit_rate=4.0)
    run(state)
    assert paid(state, "transferred", "patents")[0] == 0


def test_new_grants_make_a_portfolio_younger():
    state = office(firms=1, share=0.95)
    state.firms.quality[:] = 60.0
    state.firms.patents[0], state.firms.queue[0, 0] = 1, 3
    state.firms.patent_age[0] = 2.0
    run(state)
    left = state.firms.patents[0] - 3
    assert state.firms.grants[0] == 3
    assert state.firms.patent_age[0] == pytest.approx(left * (2 + 1 / 12) / (left + 3))


def test_a_longer_run_keeps_the_books_and_loses_no_application():
    state = office(firms=20, exit_rate=8.0)
    state.firms.patent_propensity[:] = 2.0
    for month in range(100):
        state.month = month
        state.firms.rd_spending[:] = 1.0
        run(state)
    pending, in_force = (paid(state, name, "patents")[0] for name in ("pending", "in_force"))
    assert pending == state.firms.queue.sum() > 0
    assert in_force == state.firms.patents.sum() > 0
    out = sum(paid(state, name, "patents")[0] for name in ("refused", "lapsed", "transferred"))
    assert -paid(state, "filed", "patents")[0] == pending + in_force + out
