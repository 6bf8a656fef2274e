"""Nested draws and seeds on made data: intervals that hold, variances by source, chances."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import f

from experiments.methods import nested
from experiments.methods.effects import chances, effects
from experiments.methods.inference import p_value
from experiments.methods.intervals import paired, wilson
from experiments.methods.panel import Panel


def made(luck, draws: int, seeds: int, parameters: float, chance: float, effect: float = 0.5):
    """Differences of a known effect, and the draw of each."""
    by_draw = effect + parameters * luck.normal(size=(draws, 1))
    d = by_draw + chance * luck.normal(size=(draws, seeds))
    return d.ravel(), np.repeat(np.arange(draws), seeds).tolist()


def test_one_draw_has_the_interval_of_paired_seeds():
    d = np.random.default_rng(1).normal(size=(12, 3))
    for found, known in zip(nested.interval(d, [4] * 12), paired(d), strict=True):
        assert np.array_equal(found, known)


def test_the_estimate_weighs_draws_alike_whatever_their_seeds():
    d = np.array([1.0, 1.0, 1.0, 3.0])
    estimate, low, high = nested.interval(d, [0, 0, 0, 1])
    assert estimate == 2
    # Two draws: t(1, .975) = 12.7062 times the standard error 1.
    assert (low, high) == pytest.approx((2 - 12.7062, 2 + 12.7062), abs=1e-4)


def test_no_difference_at_all_is_exactly_zero():
    draws = np.repeat(np.arange(20), 3).tolist()
    for end in nested.interval(np.zeros((60, 2)), draws):
        assert (end == 0).all()
    found = nested.split(np.zeros(60), draws)
    assert found.chance == found.parameters == 0
    assert nested.reach(np.zeros(60), draws) == (0, 0)


@pytest.mark.parametrize("many", [4, 30])
def test_draws_that_are_alike_but_for_rounding_have_no_interval(many):
    levels = np.random.default_rng(1).normal(3, 1, 2 * many)
    d, draws = (levels - 0.00026) - levels, np.repeat(np.arange(many), 2).tolist()
    estimate, low, high = nested.interval(d, draws)
    assert estimate == pytest.approx(-0.00026)
    assert np.isnan([low, high, *nested.reach(d, draws)]).all()


def test_resamples_that_are_alike_but_for_rounding_are_known_as_such():
    levels = np.geomspace(1, 999, 12)
    d = (levels + np.where(np.arange(12) < 1, 0.5, 0.1)) - levels  # a third have no scatter
    _, low, high = nested.interval(d, list(range(12)))
    assert (low, high) == pytest.approx([float(x) for x in paired(d)[1:]])


def test_the_same_numbers_give_the_same_interval_and_order_of_seeds_is_no_matter():
    d, draws = made(np.random.default_rng(2), 15, 4, 1.0, 1.0)
    assert nested.interval(d, draws) == nested.interval(d.copy(), draws)
    several = nested.interval(np.stack([d, 2 * d], 1), draws)
    for one, both in zip(nested.interval(d, draws), several, strict=True):
        assert both == pytest.approx([one, 2 * one], rel=1e-12)


def test_p_and_interval_never_contradict_each_other():
    luck = np.random.default_rng(8)
    draws = np.repeat(np.arange(12), 2).tolist()
    found = []
    for shift in np.repeat([0.0, 0.4], 150):
        d = np.repeat(luck.exponential(size=12) - 1 + shift, 2) + 0.3 * luck.normal(size=24)
        _, low, high = nested.interval(d, draws)
        p = nested.p_value(d, draws)
        assert (p <= 0.05) == (low > 0 or high < 0)
        assert 0 < p <= 1
        found.append(p)
    assert np.mean(np.array(found[:150]) <= 0.05) < 0.12
    assert min(found) == 2 / (nested.RESAMPLES + 1)
    assert 0 < nested.p_value(d + 9, draws) < 1e-6  # Student's, beyond all resamples


def test_the_share_of_parameters_by_hand():
    d, draws = np.array([1.0, 3.0, 5.0, 7.0, 2.0, 4.0]), [0, 0, 1, 1, 2, 2]
    found = nested.split(d, draws)  # chance 2, between 2 x 13/3
    ends = [13 / 3 / f.ppf(q, 2, 3) for q in (0.975, 0.025)]
    expected = [max(0.0, (x - 1) / (x + 1)) for x in ends]
    assert [found.share_low, found.share_high] == pytest.approx(expected)
    nothing = nested.split(np.zeros(6), draws)
    one_seed, one_draw = nested.split(d, list(range(6))), nested.split(d, [0] * 6)
    levels = np.geomspace(1, 999, 6)
    alike = nested.split((levels + 0.1) - levels, draws)
    for unknown in (nothing, one_seed, one_draw, alike):
        assert np.isnan([unknown.share_low, unknown.share_high]).all()
    exact = nested.split(np.array([1.0, 1, 2, 2]), [0, 0, 1, 1])
    assert (exact.share_low, exact.share_high) == (1, 1)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_the_share_of_parameters_is_covered_at_its_nominal_rate(share):
    studies, many, seeds = 2000, 12, 2
    luck = np.random.default_rng(11)
    d = np.sqrt(share) * luck.normal(size=(many, 1, studies)) + np.sqrt(
        1 - share
    ) * luck.normal(size=(many, seeds, studies))
    found = nested.split(d.reshape(-1, studies), np.repeat(np.arange(many), seeds).tolist())
    covered = np.mean((found.share_low <= share) & (share <= found.share_high))
    assert covered == pytest.approx(0.975 if share == 0 else 0.95, abs=4 * 0.005)


def test_p_is_students_where_the_interval_is():
    luck = np.random.default_rng(9)
    d = luck.normal(0.5, 1, size=8)
    assert nested.p_value(d, [0] * 8) == nested.p_value(d, list(range(8))) == p_value(d)
    few = np.array([1.0] + [0.0] * 11)
    assert nested.p_value(few, list(range(12))) == p_value(few)
    assert nested.p_value(np.zeros(40), list(range(40))) == 1
    assert np.isnan(nested.p_value(np.ones(1), [0]))


def test_what_is_undefined_stays_so():
    d, draws = made(np.random.default_rng(3), 12, 2, 1.0, 1.0)
    both = np.stack([d, np.full_like(d, np.nan)], 1)
    for end in nested.interval(both, draws):
        assert np.isfinite(end[0])
        assert np.isnan(end[1])


def test_draws_that_hardly_ever_differ_still_have_ends():
    d = np.zeros(12)
    d[3] = 1.0
    _, low, high = nested.interval(d, list(range(12)))
    assert (low, high) == pytest.approx([float(x) for x in paired(d)[1:]])


@pytest.mark.parametrize(
    ("draws", "seeds", "parameters", "chance"),
    [(12, 4, 1.0, 1.0), (12, 4, 0.0, 1.0), (30, 2, 1.0, 0.2), (6, 5, 1.0, 1.0)],
)
def test_intervals_cover_at_their_nominal_rate(draws, seeds, parameters, chance):
    # 600 studies: the rate has a standard error of .0089; four of them.
    luck = np.random.default_rng(4)
    studies = [made(luck, draws, seeds, parameters, chance) for _ in range(600)]
    d = np.stack([study for study, _ in studies], axis=1)
    _, low, high = nested.interval(d, studies[0][1])
    covered = np.mean((low <= 0.5) & (high >= 0.5))
    assert covered == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 600))


def test_intervals_of_skewed_effects_cover_better_than_those_of_t():
    luck = np.random.default_rng(5)
    by_draw = luck.exponential(size=(15, 1, 600))
    d = (by_draw + 0.2 * luck.normal(size=(15, 2, 600))).reshape(30, 600)
    _, low, high = nested.interval(d, np.repeat(np.arange(15), 2).tolist())
    _, plain_low, plain_high = paired(d.reshape(15, 2, 600).mean(axis=1))
    covered = np.mean((low <= 1) & (high >= 1))
    assert covered > np.mean((plain_low <= 1) & (plain_high >= 1))
    assert covered == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 600))


def test_hand_worked_split():
    # Draw means 2 and 6; squares within 2 + 2, so chance 4 / 2 = 2; between 2 x 4 + 2 x 4 = 16,
    # so parameters (16 - 2) / 2 = 7; of the estimate 2 / 4 and 7 / 2.
    found = nested.split(np.array([1.0, 3.0, 5.0, 7.0]), [0, 0, 1, 1])
    assert (found.chance, found.parameters) == (2, 7)
    assert (found.of_estimate_chance, found.of_estimate_parameters) == (0.5, 3.5)
    assert not found.is_bounded


def test_split_is_unbiased_also_where_draws_have_different_numbers_of_seeds():
    luck = np.random.default_rng(6)
    draws = [0, 0, 0, 0, 1, 1, 2, 2, 2, 3]
    by_draw = 6.0 * luck.normal(size=(4, 20_000))
    d = by_draw[draws] + 1.5 * luck.normal(size=(10, 20_000))
    found = nested.split(d, draws)
    assert found.chance.mean() == pytest.approx(2.25, rel=0.02)
    assert found.is_bounded.mean() < 0.01
    assert found.parameters.mean() == pytest.approx(36, rel=0.03)
    total = found.of_estimate_chance + found.of_estimate_parameters
    means = np.array([part.mean(axis=0) for part in nested.by_draw(d, draws)])
    assert total.mean() == pytest.approx(means.mean(axis=0).var(), rel=0.04)


def test_parameters_that_matter_less_than_chance_are_bounded_at_zero():
    found = nested.split(np.array([0.0, 4.0, 1.0, 3.0]), [0, 0, 1, 1])
    assert found.parameters == 0
    assert found.is_bounded


def test_split_with_one_seed_a_draw_is_unknown_and_with_one_draw_all_chance():
    alone = nested.split(np.array([1.0, 2.0, 4.0]), [0, 1, 2])
    assert np.isnan(alone.chance)
    assert np.isnan(alone.parameters)
    fixed = nested.split(np.array([1.0, 2.0, 4.0]), [0, 0, 0])
    assert fixed.chance == pytest.approx(np.var([1, 2, 4], ddof=1))
    assert fixed.parameters == 0


def test_reach_is_that_of_parameters_alone():
    luck = np.random.default_rng(7)
    d, draws = made(luck, 4000, 2, 1.0, 3.0)
    assert nested.reach(d, draws) == pytest.approx((0.5 - 1.96, 0.5 + 1.96), abs=0.2)
    means = d.reshape(-1, 2).mean(axis=1)
    assert np.quantile(means, 0.975) > 4  # what chance would have added
    assert np.isnan(nested.reach(d, [0] * len(d))).all()


def test_chance_of_one_draw_is_that_of_its_seeds():
    hits = np.array([True] * 8 + [False] * 2)
    assert nested.chance(hits, [0] * 10) == (0.8, *wilson(8, 10))


def test_seeds_that_agree_are_one_trial_and_draws_that_agree_all_of_them():
    hits = np.repeat([True, True, True, False], 5)
    draws = np.repeat(np.arange(4), 5).tolist()
    p, low, high = nested.chance(hits, draws)
    assert (p, low, high) == (0.75, *wilson(3, 4))
    mixed = np.tile([True, False, True, True, False], 4)
    assert nested.chance(mixed, draws) == (0.6, *wilson(12, 20))
    assert nested.chance(np.ones(20, bool), draws) == (1.0, *wilson(4, 4))


def test_chances_cover_with_parameters_varying():
    # The chance of a draw is uniform, so half of all; 2,000 studies of 20 draws, 3 seeds.
    luck = np.random.default_rng(8)
    draws = np.repeat(np.arange(20), 3).tolist()
    hits = luck.uniform(size=(2000, 20, 3)) < luck.uniform(size=(2000, 20, 1))
    ends = [nested.chance(study.ravel(), draws)[1:] for study in hits]
    covered = np.mean([low <= 0.5 <= high for low, high in ends])
    assert 0.93 < covered < 0.97


def test_tables_take_the_draws_of_the_panel():
    luck = np.random.default_rng(9)
    d, draws = made(luck, 12, 3, 1.0, 1.0)
    values = np.zeros((2, 36, 1, 1, 1))
    values[1, :, 0, 0, 0] = d
    panel = Panel(
        ("none", "plan"), tuple(range(36)), (95,), ("rd_intensity",), ("zone",), values,
        draws=tuple(draws),
    )  # fmt: skip
    row = effects(panel, [("plan", "none")], [2022]).iloc[0]
    assert tuple(row[["estimate", "low", "high"]]) == nested.interval(d, draws)
    assert row["pairs"] == 36
    found = chances(panel, [("rd_intensity", 2022, 0.5)]).set_index("arm").loc["plan"]
    assert tuple(found[["chance", "low", "high"]]) == nested.chance(d >= 0.5, draws)
