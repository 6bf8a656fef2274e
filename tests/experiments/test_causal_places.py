"""Money of funds, pairs of cities and start-ups: made data with a known answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.methods import causal_places
from experiments.methods.causal_data import FUNDED
from tests.experiments.made_micro import CITIES, YEARS, made


def money(per_yuan: float, growth: float = 1.0):
    """Two cities get public money from 2020 to 2023; private money follows."""
    size = np.array([300.0, 700, 250, 150, 60])
    private = np.tile(size, (len(YEARS), 1))
    years = np.array(YEARS)[:, None]
    private = private * np.where(years >= 2020, growth, 1.0)
    public = np.where((years >= 2020) & (years <= 2023), [0, 80.0, 30, 0, 0], 0.0)
    none = {"private": private, "public": 0 * public, "waiting": np.zeros(5)}
    more = {"private": private + per_yuan * public, "public": public, "waiting": np.zeros(5)}
    data = made(10)
    return replace(data, funds=more), replace(data, funds=none)


@pytest.mark.parametrize(("per_yuan", "growth"), [(0.9, 1.0), (0.9, 1.4), (0.0, 1.2)])
def test_yuan_per_yuan_whatever_all_cities_do(per_yuan, growth):
    found = causal_places.crowd_in(*money(per_yuan, growth))
    assert found.estimate == pytest.approx(per_yuan, abs=1e-9)
    assert found.truth == pytest.approx(per_yuan)


def test_money_that_still_waits_counts_in_truth():
    data, none = money(0.9)
    waiting = np.array([0.0, -32, -12, 0, 0])
    late = replace(data, funds=data.funds | {"waiting": waiting})
    assert causal_places.crowd_in(late, none).truth == pytest.approx(0.8)


def test_pairs_are_unordered_and_leave_out_the_city_itself():
    pairs = np.arange(25.0).reshape(1, 5, 5)
    joint, one, other = causal_places.between(pairs)
    assert joint.shape == (1, 10)
    assert joint[0, 0] == pairs[0, 0, 1] + pairs[0, 1, 0]
    assert (one < other).all()


def test_a_connection_is_found_and_its_bias_seen():
    flat = np.full((len(YEARS), 5, 5), 50.0)
    none = replace(made(10), pairs=flat)
    late = np.flatnonzero(np.array(YEARS) >= 2022)
    rise = flat.copy()
    rise[np.ix_(late.tolist(), [2], [0, 1, 2, 3, 4])] *= 1.3
    rise[np.ix_(late.tolist(), [0, 1, 3, 4], [2])] *= 1.3
    found = causal_places.connected(
        replace(none, pairs=rise), none, ("Wuxi",), (2022, 2023, 2024)
    )
    assert found.estimate == pytest.approx(0.3)
    assert found.truth == pytest.approx(0.3)
    # Partners drawn from other pairs: these fall, and the estimate doubles that.
    drawn = rise.copy()
    drawn[np.ix_(late.tolist(), [0, 1, 3, 4], [0, 1, 3, 4])] *= 0.8
    biased = causal_places.connected(
        replace(none, pairs=drawn), none, ("Wuxi",), (2022, 2023, 2024)
    )
    assert biased.estimate == pytest.approx(1.3 / 0.8 - 1)
    assert biased.truth == pytest.approx(0.3)


def startups(extra: float, seed: int = 0):
    """A third of 6,000 start-ups is funded 70 months on; deals within a year follow."""
    rng = np.random.default_rng(seed)
    n = 6000
    paid = np.where(np.arange(n) % 3 == 0, 70, -1)
    luck = rng.uniform(size=n)
    born = np.full(n, 60)

    def deals(chance):
        return np.where(luck < chance, 75, -1)

    same = {"birth_month": born, "row": np.arange(n), "city": np.zeros(n, dtype=int)}
    arm = same | {FUNDED: paid, "venture_month": deals(np.where(paid > 0, 0.1 * extra, 0.1))}
    none = same | {FUNDED: np.full(n, -1), "venture_month": deals(0.1)}
    data = made(10)
    return replace(data, startups=arm), replace(data, startups=none)


def test_first_deals_of_the_funded_against_others():
    found = causal_places.funded(*startups(2.0))
    assert found.truth == pytest.approx(2, abs=0.1)
    assert abs(found.estimate - 2) < 3 * found.error
    assert found.error < 0.2
    assert causal_places.funded(*startups(1.0)).truth == 1


def test_deals_before_the_money_and_too_late_ones_do_not_count():
    data, none = startups(2.0)
    start = data.startups
    early = np.where(start[FUNDED] > 0, 65, start["venture_month"])
    assert np.isnan(
        causal_places.funded(
            replace(data, startups=start | {"venture_month": early}), none
        ).estimate
    )
    late = np.where(start["venture_month"] > 0, 70 + causal_places.PATIENCE, -1)
    assert np.isnan(
        causal_places.funded(
            replace(data, startups=start | {"venture_month": late}), none
        ).estimate
    )


def test_without_a_programme_there_is_no_estimate():
    data = made(10)
    assert np.isnan(causal_places.funded(data, data).estimate)
    assert len(CITIES) == data.pairs.shape[1]
