"""One small run, number by number: `pytest --accept` rewrites what is expected.

A change here is no error in itself. It says that results moved; the changelog says which
and why. Rounding differs between machines, so the last digits are left to them.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from sim import indicators
from tests import tiny

TABLE = Path(__file__).with_name("baseline.csv")
HEADER = ("arm", "year", "city", "indicator", "value")
FIRST, LAST = 2019, 2022  # the headline levers begin after the first of these years
Numbers = dict[tuple[str, ...], float]


def measured() -> Numbers:
    """Indicators at the end of each year, without levers and with all of them."""
    none, headline = tiny.settings(), tiny.settings(dose=1, first=f"{FIRST + 1}-01")
    shared = tiny.run(tiny.built(none, seed=1), none, 12 * (FIRST - 2014))
    found: Numbers = {}
    for arm, choice in (("none", none), ("headline", headline)):
        state = shared.copy()
        for year in range(FIRST, LAST + 1):
            tiny.run(state, choice, 12 * (year - FIRST > 0))
            for name, values in indicators.measure(state).items():
                for city, number in zip((*state.region.cities, "zone"), values, strict=True):
                    found[arm, str(year), city, name] = float(number)
    return found


def expected() -> Numbers:
    """The committed numbers."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return {tuple(line[name] for name in HEADER[:-1]): float(line["value"])
                for line in csv.DictReader(file)}  # fmt: skip


def test_a_small_run_gives_the_committed_numbers(accept: bool) -> None:
    found = measured()
    if accept:
        with TABLE.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(HEADER)
            out.writerows([*key, f"{number:.10g}"] for key, number in found.items())
    known = expected()
    assert found.keys() == known.keys()
    moved = {
        key: (known[key], number)
        for key, number in found.items()
        if not math.isclose(number, known[key], rel_tol=1e-6, abs_tol=1e-9)
        and not (math.isnan(number) and math.isnan(known[key]))
    }
    assert moved == {}, "results moved: say in CHANGELOG.md why, then pytest --accept"


def test_the_committed_numbers_are_those_of_a_living_region() -> None:
    known = expected()
    zone = {(arm, name): known[arm, str(LAST), "zone", name]
            for arm in ("none", "headline") for name in indicators.HEADLINE}  # fmt: skip
    assert 2 < zone["none", "rd_intensity"] < 5
    assert 40 < zone["none", "patents_per_10k"] < 100
    assert 40 < zone["none", "st_contribution"] < 90
    for name in indicators.HEADLINE:
        assert zone["none", name] != pytest.approx(zone["headline", name], rel=1e-9)
