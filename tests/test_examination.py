"""Examination: waiting, chances by kind of applicant, lapse, and the weight of patents."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.entities import QUEUE_MONTHS
from sim.examination import (
    by_kind,
    due_months,
    enqueue,
    grant_chance,
    kind_shares,
    lapse_chance,
    leaving_chance,
    neutral,
    relative_lapse,
    worth,
)
from sim.patentees import Part
from sim.processes.patenting import Params
from tests.books import paid
from tests.office import MANY, office, run
from tests.populations import at_scale
from tests.small import small_state


def test_delays_are_the_quantiles_of_a_lognormal():
    counts, luck = np.array([3, 0, 1]), np.array([0.5, 0.9, 0.25])
    rows, months = due_months(counts, luck, 26.0, 0.40)
    wait = stats.lognorm(0.40, scale=26.0)
    place = np.array([0.5 / 3, 1.5 / 3, 2.5 / 3, 0.25])
    assert rows.tolist() == [0, 0, 0, 2]
    assert months.tolist() == (np.floor(wait.ppf(place)).astype(int) + 1).tolist()


@pytest.mark.parametrize(("median", "spread"), [(26.0, 0.40), (5.0, 0.1), (40.0, 0.8)])
def test_the_table_of_delays_gives_what_a_search_gives(median, spread):
    luck = np.concatenate([[2.0**-53, 1 - 2.0**-53], (np.arange(20_000) + 0.5) / 20_000])
    _, months = due_months(np.ones(len(luck), dtype=int), luck, median, spread)
    decided = stats.norm.cdf(np.log(np.arange(1, QUEUE_MONTHS - 1) / median) / spread)
    assert (months == np.searchsorted(decided, luck, side="right") + 1).all()


def test_half_of_all_filings_are_decided_within_the_median():
    luck = (np.arange(4000) + 0.5) / 4000
    _, months = due_months(np.ones(4000, dtype=int), luck, 26.0, 0.40)
    assert (months <= 26).mean() == pytest.approx(0.5, abs=0.001)
    assert np.log(months - 0.5).std() == pytest.approx(0.40, abs=0.005)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(1, 30), st.floats(0.001, 0.999), st.floats(0.1, 0.8))
def test_delays_rise_and_one_more_filing_moves_none_beyond_its_neighbours(n, luck, spread):
    _, few = due_months(np.array([n]), np.array([luck]), 26.0, spread)
    _, many = due_months(np.array([n + 1]), np.array([luck]), 26.0, spread)
    assert (np.diff(few) >= 0).all()
    assert (few >= 1).all()
    assert (few < QUEUE_MONTHS).all()
    assert (many[:-1] <= few).all()
    assert (few <= many[1:]).all()


def test_the_queue_runs_round():
    queue = np.zeros((2, QUEUE_MONTHS), dtype=np.int32)
    enqueue(queue, np.array([0, 1]), np.array([5, 4]), now=0)
    assert (queue[0, 5], queue[1, 4], queue.sum()) == (1, 1, 2)
    queue[:] = 0
    enqueue(queue, np.array([0, 0, 0, 1]), np.array([1, 1, 5, 2]), now=QUEUE_MONTHS - 3)
    assert queue[0, QUEUE_MONTHS - 2] == 2
    assert queue[0, 2] == 1
    assert queue[1, QUEUE_MONTHS - 1] == 1
    assert queue.sum() == 4


def test_grant_chance_by_hand():
    found = grant_chance(np.full(3, 0.25), np.array([0.0, 1.0, -1.0]), np.log(3))
    assert found == pytest.approx([0.25, 0.5, 0.1])  # odds of 1:3, 1:1 and 1:9


def test_the_lapse_hazard_rises_with_age():
    age = np.array([0.0, 1.6, 8.8, 1e3])
    assert 12 * lapse_chance(age, 0.0125) == pytest.approx([0, 0.02, 0.11, 0.5])


def test_who_does_not_lapse_may_be_sold():
    found = leaving_chance(np.array([0.0, 0.2, 0.2]), np.array([0.1, 0.0, 0.1]))
    assert found == pytest.approx([0.1, 0.2, 1 - 0.8 * 0.9])


def test_shares_of_kinds_by_hand():
    kind, city = np.array([0, 1, 0, 3]), np.array([0, 0, 0, 1])
    found = kind_shares(kind, np.array([2.0, 1, 1, 5]), city, np.array([0.2, 0.3, 0.4]))
    # City 2 has no institute: all its filings are of firms.
    expected = [[0.15, 0.05, 0, 0, 0.8], [0, 0, 0, 0.3, 0.7], [0, 0, 0, 0, 1]]
    assert found == pytest.approx(np.array(expected))


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.floats(0.02, 0.95), st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 1))
def test_kinds_differ_and_the_mean_of_a_city_stays(share, universities, others, odds):
    kinds = np.array([[universities, others / 2, others / 2, 1 - universities - others]])
    shift = np.array([odds, odds / 2, odds / 2, 0.0])
    chance = neutral(np.array([share]), kinds, shift)
    assert (kinds * chance).sum() == pytest.approx(share, rel=1e-9)
    gap = np.log(chance / (1 - chance))[0]
    assert gap[0] - gap[3] == pytest.approx(odds)
    lapse = relative_lapse(kinds, np.array([1 + odds, 1, 1, 1]))
    assert (kinds * lapse).sum() == pytest.approx(1)
    assert lapse[0, 0] == pytest.approx((1 + odds) * lapse[0, 3])


def test_universities_are_granted_more_than_institutes_and_these_than_firms():
    state = at_scale(50)
    parts = [Part(each, each.patents >= 0) for each in (state.firms, state.institutes)]
    chance, lapse = by_kind(state, parts, Params())
    n, share = len(state.firms), state.region.input("grant_share", state.year)
    for city in range(len(state.cities)):
        here = [state.institutes.kind[state.institutes.city == city] == k for k in (0, 1)]
        of = chance[n:][state.institutes.city == city]
        firm = chance[:n][state.firms.city == city][0]
        assert of[here[0]].min() > of[here[1]].max() > firm
        assert firm < share[city]
    assert lapse[n:][state.institutes.kind == 0].min() > 1 > lapse[:n].max()


def test_one_more_filing_leaves_the_chances_of_others_alone():
    state = small_state(firms=5, institutes=5)
    state.region = office().region
    parts = [Part(each, each.patents >= 0) for each in (state.firms, state.institutes)]
    before = by_kind(state, parts, Params())
    state.institutes.queue[0] += 100
    state.institutes.rd_lagged[:] = 50.0
    for old, new in zip(before, by_kind(state, parts, Params()), strict=True):
        assert (old == new).all()


def test_an_institution_founded_later_leaves_the_chances_of_others_alone():
    state = small_state(firms=5, institutes=5)
    state.region = office().region
    institutes = state.institutes
    parts = [Part(each, each.patents >= 0) for each in (state.firms, institutes)]
    before = by_kind(state, parts, Params())
    institutes.slot_month[4], institutes.rd_start[4] = 65, 1000.0
    institutes.city[4], institutes.patent_propensity[4] = 0, 5.0
    after = by_kind(state, parts, Params())
    others = [*range(4), *range(5, 9)]  # all firms but one of its old city, other institutes
    for old, new in zip(before, after, strict=True):
        assert (old[others] == new[others]).all()


def test_filings_for_the_count_are_granted_half_as_often_and_weigh_less():
    state = office(firms=2, share=0.4)
    firms = state.firms
    firms.queue[:, 0], firms.queue_low[1, 0] = 4000, 4000
    state.patents.pay("filed", "pending", np.array([8000.0, 0, 0, 0, 0]))
    run(state)
    for row, chance in ((0, 0.4), (1, 0.2)):
        spread = 4 * np.sqrt(4000 * chance * (1 - chance))
        assert firms.grants[row] == pytest.approx(4000 * chance, abs=spread)
    assert firms.patent_quality == pytest.approx([1.0, 0.3])
    assert not firms.queue_low.any()
    assert paid(state, "refused", "patents")[0] == 8000 - firms.grants.sum()


def test_the_quality_of_a_portfolio_is_the_mean_of_its_patents():
    state = office(firms=1, share=0.95)
    firms = state.firms
    firms.quality[0], firms.queue[0, 0] = 60.0, 3  # never refused
    firms.patents[0], firms.patent_quality[0] = 6, 2.0
    run(state, Params(quality_spread=0.01))
    assert firms.patents[0] == 9
    assert firms.patent_quality[0] == pytest.approx((6 * 2.0 + 3 * np.exp(0.6)) / 9)


def test_the_mean_patent_of_the_start_weighs_one():
    state = at_scale(50)
    tables = (state.firms, state.institutes)
    weighed = sum((each.patents * each.patent_quality).sum() for each in tables)
    assert weighed == pytest.approx(sum(each.patents.sum() for each in tables), rel=1e-12)
    rows = np.flatnonzero(state.firms.patents)[:50]
    quality, unit = state.firms.quality[rows], state.cities.quality_unit[0]
    assert state.firms.patent_quality[rows] == pytest.approx(worth(quality, 0.5, unit))


def test_universities_lose_their_patents_sooner():
    state = small_state(firms=1, institutes=MANY)
    state.region = office().region
    rows = state.institutes
    rows.city[:] = state.firms.city[:] = 0
    rows.kind[:] = np.arange(MANY) % 2
    rows.patent_propensity[:], rows.rd_start[:] = 1.0, 1.0
    rows.patents[:], rows.patent_age[:] = 100, 8.0
    state.patents.pay("filed", "in_force", np.array([100.0 * MANY, 0, 0, 0, 0]))
    run(state, Params(university_lapse=2.0, lapse_slope=0.0125))
    lost = [(100 - rows.patents[rows.kind == kind]).sum() for kind in (0, 1)]
    half = state.region.start["patents_institute_share"][0] / 2
    for kind, times in ((0, 2.0), (1, 1.0)):
        mean = 100 * MANY / 2 * 0.1 / 12 * times / (1 + half)
        assert lost[kind] == pytest.approx(mean, abs=4 * np.sqrt(mean))
