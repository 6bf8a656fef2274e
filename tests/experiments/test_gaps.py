"""The share of the gap to a target that an effect closes."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.methods.gaps import CLOSED, OPEN, UNCLEAR, closed, more_chance
from experiments.methods.intervals import wilson

ONE_DRAW = [0] * 40


def test_a_known_share_is_found_and_signs_are_as_said():
    luck = np.random.default_rng(1)
    without = 2.7 + 0.02 * luck.normal(size=40)
    effect = 0.1 + 0.01 * luck.normal(size=40)
    found = closed(effect, without, 3.2, ONE_DRAW)
    assert found.state == OPEN
    assert found.gap == pytest.approx(0.5, abs=0.02)
    assert found.low < 0.2 < found.high
    assert found.share == pytest.approx(effect.mean() / (3.2 - without).mean())
    assert closed(-effect, without, 3.2, ONE_DRAW).share == pytest.approx(-found.share)


def test_no_effect_closes_exactly_nothing():
    without = 2.7 + 0.02 * np.random.default_rng(2).normal(size=40)
    found = closed(np.zeros(40), without, 3.2, ONE_DRAW)
    assert (found.share, found.low, found.high) == (0, 0, 0)


def test_a_gap_that_is_closed_already_has_no_share():
    without = 3.4 + 0.02 * np.random.default_rng(3).normal(size=40)
    found = closed(np.full(40, 0.1), without, 3.2, ONE_DRAW)
    assert found.state == CLOSED
    assert found.gap < 0
    assert np.isnan([found.share, found.low, found.high]).all()


def test_a_gap_that_may_be_closed_has_no_share():
    luck = np.random.default_rng(4).normal(size=40)
    found = closed(np.full(40, 0.1), 3.19 + 0.2 * (luck - luck.mean()), 3.2, ONE_DRAW)
    assert found.gap == pytest.approx(0.01)
    assert found.state == UNCLEAR
    assert np.isnan(found.share)


def test_shares_cover_at_their_nominal_rate():
    # 800 studies: the rate has a standard error of .0077; four of them.
    luck = np.random.default_rng(5)
    covered = []
    for _ in range(800):
        without = 1.0 + 0.2 * luck.normal(size=20)
        effect = 0.5 + 0.3 * (1 - without) + 0.2 * luck.normal(size=20)
        found = closed(effect, without, 3.0, [0] * 20)
        covered.append(found.low <= 0.25 <= found.high)
    assert np.mean(covered) == pytest.approx(0.95, abs=4 * 0.0077)


def test_a_gap_is_told_open_or_closed_by_its_interval_on_both_sides():
    luck = np.random.default_rng(12)
    scatter = luck.normal(size=10)
    scatter -= scatter.mean()
    effect = np.full(10, 0.1) + 0.01 * scatter
    for centre, state in ((5, OPEN), (0.05, UNCLEAR), (-0.05, UNCLEAR), (-5, CLOSED)):
        found = closed(effect, 3.0 - centre + scatter, 3.0, [0] * 10)
        assert found.gap == pytest.approx(centre)
        assert found.state == state
        assert np.isfinite(found.share) == (state == OPEN)
    for centre, state in ((0.05, OPEN), (-0.05, CLOSED)):  # one pair has no interval
        assert closed(effect[:1], np.array([3.0 - centre]), 3.0, [0]).state == state


def test_an_effect_alike_in_all_seeds_has_a_share_and_no_interval():
    without = np.random.default_rng(13).normal(2, 0.1, 10)
    found = closed((without + 0.1) - without, without, 3.0, [0] * 10)
    assert found.share == pytest.approx(0.1, abs=0.01)
    assert np.isnan([found.low, found.high]).all()


def test_with_draws_the_ratio_is_of_means_over_draws():
    luck = np.random.default_rng(6)
    draws = np.repeat(np.arange(12), 2).tolist()
    without = np.repeat(2.0 + 0.1 * luck.normal(size=12), 2)
    effect = 0.5 * (3 - without) + 0.001 * luck.normal(size=24)
    found = closed(effect, without, 3.0, draws)
    assert (found.share, found.low, found.high) == pytest.approx((0.5,) * 3, abs=0.001)
    assert found.low < found.share < found.high


def test_a_chance_that_never_changes_is_not_known_to_stay():
    never = np.zeros(20, bool)
    for before in (never, ~never):
        more, low, high = more_chance(before, before, [0] * 20)
        assert more == 0
        assert (low, high) == pytest.approx((-wilson(0, 20)[1], wilson(0, 20)[1]))


def test_more_chance_covers_at_its_nominal_rate():
    # 30 % meet the target only with the plan, 10 % only without; 1,500 studies of 40 seeds.
    u = np.random.default_rng(7).uniform(size=(1500, 40))
    with_only, without_only, both = u < 0.3, (u >= 0.3) & (u < 0.4), u > 0.8
    ends = [
        more_chance(both[i] | with_only[i], both[i] | without_only[i], ONE_DRAW)
        for i in range(1500)
    ]
    covered = np.mean([low <= 0.2 <= high for _, low, high in ends])
    assert 0.935 < covered < 0.975
