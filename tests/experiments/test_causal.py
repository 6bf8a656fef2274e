"""Estimators of effects on made data whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.methods import causal, causal_firms
from tests.experiments.made_micro import YEARS, made, members

ROWS = 400


def changed(data, **firms):
    """Micro-data with some columns of firms replaced."""
    return replace(data, firms=data.firms | firms)


def test_four_numbers_by_hand():
    # Two firms, two years: the treated goes from 1 to 5, the other from 2 to 3.
    y, d = np.array([1.0, 5.0, 2.0, 3.0]), np.array([[0.0], [1.0], [0.0], [0.0]])
    unit, year = np.array([0, 0, 1, 1]), np.array([1, 2, 1, 2])
    years = causal.years_of(year, 0 * year)
    assert years.tolist() == [[0], [1], [0], [1]]
    found = causal.two_way(y, d, unit, years, np.ones(4))
    assert found.slope[0] == pytest.approx((5 - 1) - (3 - 2))
    rise, _ = causal.poisson_effect(y, d[:, 0], unit, years)
    assert rise == pytest.approx(5 / 1 / (3 / 2) - 1)


def test_years_of_each_city_are_taken_out_but_the_first():
    year, city = np.array([1, 2, 1, 2]), np.array([0, 0, 7, 7])
    assert causal.years_of(year, city).tolist() == [[0, 0], [1, 0], [0, 0], [0, 1]]


def test_weights_count_like_repeated_rows():
    rng = np.random.default_rng(2)
    unit, year = np.divmod(np.arange(30), 3)
    y, d, w = rng.normal(size=30), rng.integers(0, 2, (30, 1)).astype(float), unit % 3 + 1.0
    one = causal.two_way(y, d, unit, causal.years_of(year, 0 * year), w)
    many = np.repeat(np.arange(30), w.astype(int))
    copy = np.concatenate([np.arange(int(k)) for k in w])
    years = causal.years_of(year[many], 0 * many)
    each = causal.two_way(y[many], d[many], unit[many] * 10 + copy, years, np.ones(len(many)))
    assert one.slope[0] == pytest.approx(each.slope[0])


def test_share_of_like_firms_that_innovate():
    found = causal.innovates(np.array([0, 2, 0, 1, 2]), np.array([1.0, 1, 2, 2, 2]), 1)
    # Two filings of two like firms: both of one firm with chance a half, then half innovate.
    assert found == pytest.approx([0, 1, 0, 0.5, 0.75])
    two = causal.innovates(np.array([[1, 2, 3]]), np.array([[1.0, 2, 2]]), 2)
    # Of two, a firm has both with chance a quarter; of three, two or more with chance a half.
    assert two == pytest.approx(np.array([[0, 0.25, 0.5]]))


def test_first_year_and_peers():
    flag = np.array([[0, 0, 1], [1, 0, 1]], dtype=bool)
    assert causal.first_year(flag, np.array([2020, 2021])).tolist() == [2021, -1, 2020]
    city, field = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 0])
    peers = causal.alike(np.array([True, False, False, False]), city, field)
    assert peers.tolist() == [True, False, False, False]
    assert causal.alike(np.array([0, 0, 1, 0], dtype=bool), city, field).tolist() == [
        False, False, True, True
    ]  # fmt: skip


def test_the_year_of_joining_and_the_years_after_are_left_out():
    sample = causal_firms.joined(made(40, cluster=members(40, 2020, 2021, 3)), "cluster", 2024)
    years = np.array(YEARS)
    assert years[sample.treated[:, 0]].tolist() == [2021, 2022]
    assert years[sample.used[:, 0]].tolist() == [2018, 2019, 2021, 2022]
    assert years[sample.used[:, 1]].tolist() == list(range(2018, 2025))
    now = causal_firms.joined(
        made(40, cluster=members(40, 2020, 2021, 3)), "cluster", 2024, present=True
    )
    assert years[now.used[:, 0] & now.treated[:, 0]].tolist() == [2021]


def test_years_without_research_are_left_out():
    active = np.ones((len(YEARS), 40), dtype=bool)
    active[YEARS.index(2022), :] = False
    data = made(40, cluster=members(40, 2020, step=3), researches=active)
    used = causal_firms.joined(data, "cluster", 2024).used[:, 1]
    assert np.array(YEARS)[used].tolist() == [2018, 2019, 2020, 2021, 2024]


def test_a_planted_rise_of_filings_is_found_and_true():
    rng = np.random.default_rng(5)
    none = made(4000, 1)
    flag = members(4000, 2020)
    more = none.firms["filings"] + rng.poisson(0.3 * none.firms["rd"] * np.roll(flag, 1, 0))
    data = changed(none, filings=more, cluster=flag)
    sample = causal_firms.joined(data, "cluster", 2024)
    found = causal_firms.count_effect(data, none, sample)
    assert found.error < 0.03
    assert abs(found.estimate - 0.3) < 3 * found.error
    assert found.truth == pytest.approx(0.3, abs=0.02)
    placebo = causal_firms.count_effect(changed(none, cluster=flag), none, sample)
    assert abs(placebo.estimate) < 3 * placebo.error
    assert placebo.truth == 0


def test_trends_that_differ_bias_the_estimate_and_not_the_truth():
    flag = members(ROWS, 2020)
    none = made(ROWS, cluster=flag)
    growing = none.firms["rd"] * np.where(flag, 1.2, 1.0)  # in both arms
    none = changed(none, rd=growing)
    data = changed(none, rd=growing * np.where(flag, 0.9, 1.0))
    sample = causal_firms.joined(data, "cluster", 2024, present=True)
    found = causal_firms.mean_effect(data, none, sample, causal_firms.log_research)
    assert found.truth == pytest.approx(np.log(0.9))
    assert found.estimate == pytest.approx(np.log(0.9) + np.log(1.2))


def test_nobody_treated_is_no_estimate():
    data = made(40)
    found = causal_firms.count_effect(data, data, causal_firms.joined(data, "cluster", 2024))
    assert np.isnan(found.estimate)


def test_places_compare_firms_of_their_cities_only():
    park = np.tile(np.arange(ROWS) % 3 == 0, (len(YEARS), 1))
    data = made(ROWS, park=park, ftz=park & (made(ROWS).firms["city"] < 2))
    capital = data.firms["city"][0] == 0
    sample = causal_firms.parks(data, (2023,))
    assert not sample.used[:, capital].any()
    years = np.array(YEARS)
    assert years[sample.used[:, ~capital].any(axis=1)].tolist() == [2018, 2019, 2023]
    assert years[sample.treated.any(axis=1)].tolist() == [2023]
    zone = causal_firms.free_trade(data, (2024,))
    assert set(data.firms["city"][0][zone.used.any(axis=0)]) == {0, 1}
    cities = causal_firms.targeted(data, ("Wuxi",), (2021,))
    assert set(data.firms["city"][0][cities.treated.any(axis=0)]) == {2}


def test_the_event_study_finds_the_year_of_the_effect():
    none = made(3000, 3)
    flag = members(3000, 2020, 2020)
    effect = np.where(np.roll(flag, 1, axis=0), 2, 1)  # the year after use only
    data = changed(none, user=flag, filings=none.firms["filings"] * effect)
    found = {step: (rise, truth) for step, rise, truth in causal_firms.study(data, none, 2023)}
    assert set(found) == set(range(-3, 4))
    assert found[-1][0] == 0
    assert found[1][0] == pytest.approx(1.0, abs=0.1)
    assert found[1][1] == 1
    for step in (-3, -2, 0, 2, 3):
        assert abs(found[step][0]) < 0.1
        assert found[step][1] == 0
