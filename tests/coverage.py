"""How often intervals cover a planted effect, and tests reject where nothing is planted.

A reduced model: the whole month at the tiny scale, one population three months old, and then
one month of luck. In that month a planted lever reports R&D that is not done,

    x_i = 2 A u_i / (W_i n)       of every open firm i, million yuan                  (1)

with luck u_i uniform in (0, 1), W_i firms in the row and n open firms. Reported R&D of the
zone is the sum of W_i (real + x_i), and nothing in the model reads what is only reported, so
the true effect is A whatever else happens. Inert, A is 0. A study is a few pairs of an arm
with and one without, under the same luck or under other luck, and its interval that of
`experiments.methods.intervals`.

Under other luck a few large firms, one row each, give R&D heavy tails (kurtosis above 4), and t
then errs on the safe side at this number of pairs: 96.7 % covered, 3.6 % rejected. Where arms
share their luck, as in every experiment here, and in counts and output it is as said.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np

from experiments.methods.intervals import LEVEL, paired
from sim import indicators, month
from sim.randomness import Luck
from sim.state import State
from tests import tiny

TABLE = Path(__file__).with_name("coverage.csv")
AGE, EFFECT = 3, 500.0  # million yuan: 6 % of what the zone reports in a month
PLANTED = "rd_spending"
INERT = ("rd_spending", "patent_grants", "gdp")
HEAVY_TAILED = ("other", "rd_spending")


class Row(NamedTuple):
    """One line of the table: how often, of so many studies."""

    question: str
    luck: str
    indicator: str
    truth: float
    pairs: int
    studies: int
    share: float


def planted(amount: float) -> Any:
    """The month with a process more, equation (1)."""

    def step(state: State, params: None, luck: Luck) -> None:
        firms = state.firms
        rows = np.flatnonzero(firms.is_active)
        size = 2 * amount * luck.uniform("planted", rows) / (firms.weight[rows] * len(rows))
        firms.rd_relabelled[rows] += size

    return tiny.planted(step, "firms.rd_relabelled")


@cache
def start() -> State:
    """The population that all runs begin with."""
    choice = tiny.settings()
    return tiny.run(tiny.built(choice), choice, AGE)


def runs(pair: int) -> np.ndarray:
    """Four runs of one pair by indicator: without, planted, and under other luck both."""
    return np.array([run for luck in (2 * pair, 2 * pair + 1) for run in both(luck)])


def both(luck: int) -> list[list[float]]:
    """The month with and without what is planted, under the same luck."""
    choice = tiny.settings()
    state, other = start().copy(), start().copy()
    state.seed = other.seed = 10_000 + luck
    plain = measured(tiny.run(state, choice, 1))
    with mock.patch.object(month, "MONTH", planted(EFFECT)):
        return [plain, measured(tiny.run(other, tiny.with_planted(choice), 1))]


def measured(state: State) -> list[float]:
    """The zone's indicators that are looked at."""
    found = indicators.measure(state)
    return [float(found[name][-1]) for name in INERT]


def differences(numbers: Sequence[int], workers: int = 1) -> np.ndarray:
    """Runs of these pairs: (pairs, four runs, indicators)."""
    if workers == 1:
        return np.array([runs(pair) for pair in numbers])
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return np.array(list(pool.map(runs, numbers, chunksize=50)))


def table(pairs: int, studies: int, workers: int = 1) -> list[Row]:
    """Coverage of the planted effect and rejections of the inert one."""
    found = differences(range(pairs * studies), workers)
    found = found.reshape(studies, pairs, 4, len(INERT))
    plain, same, other_plain, other = np.moveaxis(found, 2, 0)
    column = INERT.index(PLANTED)
    rows = []
    for luck, d in (("shared", same - plain), ("other", other - plain)):
        _, low, high = paired(d[:, :, column].T)
        share = float(np.mean((low <= EFFECT) & (high >= EFFECT)))
        rows.append(Row("planted: covers", luck, PLANTED, EFFECT, pairs, studies, share))
    for i, name in enumerate(INERT):
        _, low, high = paired((other_plain - plain)[:, :, i].T)
        share = float(np.mean((low > 0) | (high < 0)))
        rows.append(Row("inert: rejects", "other", name, 0.0, pairs, studies, share))
    return rows


def read() -> list[Row]:
    """The committed table."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return [
            Row(line["question"], line["luck"], line["indicator"], float(line["truth"]),
                int(line["pairs"]), int(line["studies"]), float(line["share"]))
            for line in csv.DictReader(file)
        ]  # fmt: skip


def write(rows: list[Row]) -> None:
    """Commit a table."""
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(Row._fields)
        out.writerows(rows)


def nominal(row: Row) -> tuple[float, float]:
    """Where the share must lie: one point around what the level says, or on its safe side."""
    covers = row.question.startswith("planted")
    right = LEVEL if covers else 1 - LEVEL
    if (row.luck, row.indicator) == HEAVY_TAILED:
        return (right - 0.01, 1.0) if covers else (0.0, right + 0.01)
    return right - 0.01, right + 0.01
