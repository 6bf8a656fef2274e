"""A planted effect is recovered and covered as often as said, an inert one seldom claimed.

The committed table `tests/coverage.csv` holds 2,000 studies in the reduced model of
`tests/coverage.py`. It is made anew, in about ten minutes of two idle cores, and compared with
the committed one without `--accept`, by

    pytest -m slow -n 0 -s tests/test_coverage.py --accept
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from tests import coverage
from tests.coverage import EFFECT, INERT, PLANTED, Row

PAIRS, STUDIES = 16, 2000


def test_what_is_planted_changes_nothing_else_and_is_found() -> None:
    found = coverage.differences(range(4))
    plain, same, other_plain, other = np.moveaxis(found, 1, 0)
    planted = INERT.index(PLANTED)
    for without, with_it in ((plain, same), (other_plain, other)):
        d = with_it - without
        assert d[:, planted] == pytest.approx(EFFECT, rel=0.1)
        assert (np.delete(d, planted, axis=1) == 0).all()
    assert (np.abs(other_plain - plain) > 0).any(axis=0).all()


def test_the_committed_table_is_at_the_nominal_rates() -> None:
    rows = coverage.read()
    assert [(r.question, r.luck, r.indicator) for r in rows] == [
        ("planted: covers", "shared", PLANTED), ("planted: covers", "other", PLANTED),
        *(("inert: rejects", "other", name) for name in INERT),
    ]  # fmt: skip
    for row in rows:
        check(row)
        assert (row.pairs, row.studies) == (PAIRS, STUDIES)


def check(row: Row) -> None:
    low, high = coverage.nominal(row)
    assert low <= row.share <= high, row


@pytest.mark.slow
def test_the_table_is_what_the_model_gives(accept: bool) -> None:
    rows = coverage.table(PAIRS, STUDIES, workers=os.cpu_count() or 1)
    for row in rows:
        print(f"{row.question:16} {row.luck:7} {row.indicator:15} truth {row.truth:5g}  "
              f"{row.share:.4f} of {row.studies} studies of {row.pairs} pairs")  # fmt: skip
    if accept:
        coverage.write(rows)
    for row in rows:
        check(row)
    assert rows == coverage.read()
