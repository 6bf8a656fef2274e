"""How many real firms a row stands for changes the noise and the time, not the results."""

from __future__ import annotations

import time
from statistics import median

import numpy as np

from sim import indicators
from tests import tiny
from tests.populations import built, settings

SEEDS, MONTHS = range(1, 7), 18
LEVELS = {
    "rd_intensity": 0.05, "patents_per_10k": 0.04, "gdp": 0.02, "rd_spending": 0.05,
    "patent_grants": 0.05, "rd_active_firms": 0.08, "firms": 0.05, "rd_people": 0.03,
    "venture_capital": 0.05,
}  # fmt: skip  # by how much two means of all seeds may differ, whatever their noise
SURE = 4.6  # t of a chance of one in a thousand with ten degrees of freedom


def levels(scale: float) -> dict[str, np.ndarray]:
    """Indicators of the zone without the plan, a value per seed."""
    found = [
        indicators.measure(tiny.run(built(scale, seed), settings(scale), MONTHS))
        for seed in SEEDS
    ]
    return {name: np.array([each[name][-1] for each in found]) for name in LEVELS}


def test_scales_agree_within_their_noise() -> None:
    fine, coarse = levels(20), levels(100)
    for level, limit in LEVELS.items():
        middle = fine[level].mean()
        gap = coarse[level].mean() / middle - 1
        noise = fine[level].var(ddof=1) + coarse[level].var(ddof=1)
        assert abs(gap) < min(limit, SURE * np.sqrt(noise / len(SEEDS)) / middle), level


def seconds_of_a_month(scale: float) -> float:
    """Median processor time of a month: others on the machine do not count."""
    choice, state, found = settings(scale), built(scale, 1), []
    for _ in range(6):
        start = time.process_time()
        tiny.run(state, choice, 1)
        found.append(time.process_time() - start)
    return median(found)


def test_four_times_the_firms_cost_less_than_five_times_the_time() -> None:
    ratio = np.inf
    for _ in range(3):  # a burst of noise may spoil one comparison, hardly three
        ratio = min(ratio, seconds_of_a_month(1) / seconds_of_a_month(4))
        if ratio < 5:
            break
    assert ratio < 5
