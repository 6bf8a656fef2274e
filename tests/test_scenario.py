"""National shocks: when, where and how strongly, and that the years before stay."""

from dataclasses import replace

import numpy as np
import pytest

from sim import region
from sim.processes.production import path_at
from sim.scenario import NO_SHOCKS, Params, applied
from tests import tiny

JANUARY_2020, JANUARY_2021, JULY_2021 = 60, 72, 78


def world(**changes):
    return applied(region.load(), Params(**changes))


def test_without_shocks_every_month_is_usual():
    place, plain = world(**NO_SHOCKS), region.load()
    for name, usual in region.USUAL.items():
        assert (place.monthly[name] == usual).all(), name
        assert (plain.now(name, 5) == usual).all(), name
    for name in ("grant_share", "other_productivity"):
        np.testing.assert_array_equal(place.inputs[name], plain.inputs[name])


@pytest.mark.parametrize("name", sorted(region.USUAL))
def test_nothing_is_unusual_before_2020(name):
    assert (world().monthly[name][:JANUARY_2020] == region.USUAL[name]).all()


def test_the_epidemic_moves_output_within_2020_only():
    place = world(lockdown_2022=0)
    capacity = place.monthly["capacity"]
    year = slice(JANUARY_2020, JANUARY_2021)
    assert (capacity[JANUARY_2021:] == 1).all()
    assert capacity[year].min() == pytest.approx(0.85)  # February
    assert capacity[year].max() > 1.02
    # Of the year as a whole less than a ten-thousandth, on the path of output itself.
    level = np.exp([path_at(place.inputs["other_productivity"], m) for m in range(60, 72)])
    moved = (level * capacity[year]).sum(axis=0) / level.sum(axis=0) - 1
    assert np.abs(moved).max() < 5e-4
    assert (capacity[JANUARY_2021 - 1] == 1).all()  # a window of growth may end in December


def test_the_closures_of_2022_hit_by_city_and_are_not_made_good():
    place = world()
    lost = 12 - place.monthly["capacity"][84:96].sum(axis=0)
    deepest = place.cities[int(np.argmax(lost))]
    assert deepest == "Suzhou"
    assert lost.max() == pytest.approx(0.25)
    assert (lost > 0).all()
    twice = world(lockdown_2022=2).monthly["capacity"]
    assert 1 - twice[87] == pytest.approx(2 * (1 - place.monthly["capacity"][87]))


def test_deduction_and_campaign_begin_when_they_did():
    monthly = world().monthly
    assert (monthly["super_deduction"][JANUARY_2021 - 1] == 0.75).all()
    assert (monthly["super_deduction"][JANUARY_2021] == 1.0).all()
    assert (monthly["filing_subsidy_force"][JULY_2021 - 1] == 1).all()
    assert (monthly["filing_subsidy_force"][JULY_2021] == 0.3).all()
    assert (monthly["filing_subsidy_force"][-1] == 0.3).all()


def test_fewer_filings_but_better_ones():
    place = world(purged=0.1, low_quality=0.2, subsidy_force=0.5)
    shift = np.exp(place.monthly["filing_shift"][:, 0])
    assert shift[73] == pytest.approx(1.0)  # February 2021
    assert shift[74] == pytest.approx(0.9)  # the purge
    assert shift[JULY_2021] == pytest.approx(0.9 * 0.9)
    assert shift[84] == pytest.approx(0.9)  # from 2022 on the campaign alone
    # A tenth of filings with half the chance gone: 95 % of the grants from 90 % of filings.
    plain = region.load()
    ratio = place.input("grant_share", 2025) / plain.input("grant_share", 2025)
    assert ratio == pytest.approx(0.95 / 0.9)
    assert place.input("grant_share", 2022) == pytest.approx(plain.input("grant_share", 2022))


def test_relabelled_cities_take_their_shocks_along():
    place = world()
    order = np.array([3, 1, 4, 0, 2])
    turned = place.reordered(order)
    for name, path in place.monthly.items():
        np.testing.assert_array_equal(turned.monthly[name], path[:, order])
    assert applied(region.load().reordered(order), Params()).monthly[
        "capacity"
    ] == pytest.approx(turned.monthly["capacity"])


def test_the_model_is_the_same_to_2019_and_does_more_research_from_2021():
    shocked = tiny.settings()
    calm = replace(shocked, scenario=Params(**NO_SHOCKS))
    with_shocks, without = (tiny.run(tiny.built(c), c, 60) for c in (shocked, calm))
    assert tiny.differences(tiny.image(with_shocks), tiny.image(without)) == []
    only = replace(calm, scenario=replace(calm.scenario, super_deduction=1.0))
    more = without.copy()
    more.region = applied(region.load(), only.scenario)
    tiny.run(more, only, 24)
    tiny.run(without, calm, 24)
    rd = [state.history["rd_real"][72 + 12 : 84 + 12].sum() for state in (more, without)]
    assert 1.005 < rd[0] / rd[1] < 1.05  # elasticity .4 on -5 % to -11 % of the cost
