"""Estimators on made-up panels: what they find, how often they cover, what pairing buys."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.methods.effects import REPORTING_YEARS, chances, effects, reporting_years
from experiments.methods.intervals import paired, wilson
from experiments.methods.observed import aims
from experiments.methods.panel import Panel

PLACES = ("Nanjing", "Suzhou", "zone")


def panel(values: np.ndarray, arms: tuple[str, ...] = ("none", "plan")) -> Panel:
    """A panel of one indicator at the ends of 2021 and 2022: values[arm, seed, place]."""
    both = np.stack([np.zeros_like(values), values], axis=2)[:, :, :, None, :]
    seeds = tuple(range(values.shape[1]))
    return Panel(arms, seeds, (83, 95), ("rd_intensity",), PLACES, both)


def test_hand_worked_interval():
    # Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t(2, .975) = 4.302653.
    estimate, low, high = paired(np.array([1.0, 2.0, 3.0]))
    assert estimate == 2
    assert low == pytest.approx(2 - 4.302653 / np.sqrt(3), abs=1e-6)
    assert high == pytest.approx(2 + 4.302653 / np.sqrt(3), abs=1e-6)


def test_equal_arms_differ_by_exactly_zero():
    values = np.random.default_rng(1).normal(size=(1, 20, 3)).repeat(2, axis=0)
    table = effects(panel(values), [("plan", "none")], [2022])
    assert (table[["estimate", "low", "high"]] == 0).all(axis=None)
    assert list(table["city"]) == list(PLACES)


def test_planted_effect_is_recovered_in_its_place_and_year():
    luck = np.random.default_rng(2)
    base = luck.normal(size=(30, 3))
    values = np.stack([base, base + np.array([0.0, 0.5, 0.1]) + luck.normal(0, 0.01, (30, 3))])
    table = effects(panel(values), [("plan", "none")], [2021, 2022])
    now = table[table["year"] == 2022].set_index("city")
    assert now["estimate"].to_dict() == pytest.approx(
        {"Nanjing": 0.0, "Suzhou": 0.5, "zone": 0.1}, abs=0.01
    )
    assert (now["pairs"] == 30).all()
    assert (now["contrast"] == "plan - none").all()
    assert (table.loc[table["year"] == 2021, "estimate"] == 0).all()


def test_interval_covers_at_its_nominal_rate():
    # 4,000 studies of 8 seeds: the rate has a standard error of .0034; four of them.
    luck = np.random.default_rng(3)
    _, low, high = paired(0.3 + luck.normal(size=(8, 4000)))
    covered = np.mean((low <= 0.3) & (high >= 0.3))
    assert covered == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 4000))


def test_pairing_lowers_variance():
    luck = np.random.default_rng(4)
    shared, own = luck.normal(size=(50, 200)), luck.normal(0, 0.1, (50, 200))
    others = luck.normal(size=(50, 200))
    paired_means, _, _ = paired(shared + own - shared)
    unpaired_means, _, _ = paired(shared + own - others)
    assert unpaired_means.var() > 5 * paired_means.var()


def test_one_seed_has_an_estimate_and_no_interval():
    table = effects(panel(np.ones((2, 1, 3))), [("plan", "none")], [2022])
    assert table["estimate"].notna().all()
    assert table[["low", "high"]].isna().all(axis=None)


def test_what_is_undefined_is_left_out():
    values = np.ones((2, 4, 3))
    values[:, :, 0] = np.nan
    table = effects(panel(values), [("plan", "none")], [2022, 2030])
    assert list(table["city"]) == ["Suzhou", "zone"]
    assert effects(panel(values), [], [2022]).empty


def test_chance_is_the_share_of_seeds_at_or_above_the_target():
    values = np.zeros((2, 4, 3))
    values[1, :, 2] = [3.1, 3.2, 3.3, 3.4]
    table = chances(panel(values), [("rd_intensity", 2022, 3.2), ("other", 2022, 1.0)])
    found = table.set_index(["arm", "city"])["chance"]
    assert found["plan", "zone"] == 0.75
    assert found["none", "zone"] == 0.0
    assert set(table["indicator"]) == {"rd_intensity"}


def test_wilson_interval():
    # Wilson (1927) with k = 8, n = 10: 0.490 to 0.943.
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    low, high = wilson(0, 20)
    assert low == 0
    assert 0.15 < high < 0.17


def test_reporting_years_are_2022_and_2025_and_the_last():
    for last, shown in (
        (2030, [2022, 2025, 2030]), (2025, [2022, 2025]), (2023, [2022, 2023]),
        (2022, [2022]), (2018, [2018]),
    ):  # fmt: skip
        assert reporting_years(range(2015, last + 1)) == shown
    assert {year for _, year, *_ in aims()} <= set(REPORTING_YEARS)
