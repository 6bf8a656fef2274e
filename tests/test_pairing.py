"""Pairing pays: arms that share their luck differ far less by chance than arms that do not.

The committed table `tests/pairing.csv` holds the variances over 200 pairs, of the headline
levers one by one and together and of the whole plan. It is made anew, in about twenty minutes
of one core, and compared with the committed one without `--accept`, by

    pytest -m slow -n 0 -s tests/test_pairing.py --accept
"""

from __future__ import annotations

import csv
import os
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from experiments.methods.players import HEADLINE, PLAN
from sim import indicators
from tests import pairing
from tests.pairing import Row

TABLE = Path(__file__).with_name("pairing.csv")
PAIRS, LEAST = 200, 10.0


def read() -> list[Row]:
    """The committed table."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return [
            Row(line["contrast"], line["indicator"],
                *(float(line[name]) for name in Row._fields[2:-1]), int(line["pairs"]))
            for line in csv.DictReader(file)
        ]  # fmt: skip


def write(rows: list[Row]) -> None:
    """Commit a table."""
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(Row._fields)
        for row in rows:
            out.writerow([*row[:2], *(f"{x:.6g}" for x in row[2:-1]), row.pairs])


def test_a_few_pairs_show_it() -> None:
    for row in (r for r in pairing.table(pairing.quick_plan(), 3) if is_headline(r)):
        assert row.variance_independent > LEAST * row.variance_shared, row


def test_the_committed_table_shows_what_pairing_is_worth() -> None:
    rows = read()
    contrasts = [f"{arm} - none" for arm in (*HEADLINE.names, HEADLINE.whole, PLAN)]
    assert [(r.contrast, r.indicator) for r in rows] == list(
        product(contrasts, pairing.INDICATORS)
    )
    for row in rows:
        assert row.pairs == PAIRS
        assert row.factor >= (LEAST if is_headline(row) else 1)
        if row.variance_shared:
            ratio = row.variance_independent / row.variance_shared
            assert row.factor == pytest.approx(ratio, 1e-4)


def is_headline(row: Row) -> bool:
    """Whether the plan is judged by this indicator."""
    return row.indicator in indicators.HEADLINE


@pytest.mark.slow
def test_the_table_is_what_the_model_gives(accept: bool) -> None:
    rows = pairing.table(pairing.small_plan(), PAIRS, workers=os.cpu_count() or 1)
    for row in rows:
        said = f"shared {row.variance_shared:10.3g}  other {row.variance_independent:10.3g}"
        print(f"{row.contrast:16} {row.indicator:24} {said}  factor {row.factor:10.3g}")
    if accept:
        write(rows)
    assert all(row.factor >= LEAST for row in rows if is_headline(row))
    np.testing.assert_allclose(
        [row[2:-1] for row in rows], [row[2:-1] for row in read()], rtol=1e-4
    )


def test_other_luck_meets_the_same_population() -> None:
    plan = pairing.quick_plan()
    equal = plan._replace(arms={"none": plan.none}, months=3)
    (found,) = pairing.differences(equal, seed=3)
    for same, different in found[:2]:
        assert same == 0
        assert 0 < abs(different) < 1
