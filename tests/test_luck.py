"""Luck: every draw hangs on (seed, process, month, name, row) and on nothing else."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from sim import population, randomness
from sim.shapes import Floats
from sim.state import State
from tests import tiny

Name = tuple[int, str, int, str]  # seed, process, month, name of the draw
Draw = tuple[Name, np.ndarray, Floats]


# Seeds.


def test_same_seed_same_bytes() -> None:
    choice = tiny.settings(dose=1)
    one, other = (tiny.run(tiny.built(choice, seed=7), choice, 14) for _ in range(2))
    assert tiny.differences(tiny.image(one), tiny.image(other)) == []


def test_different_seeds_differ_in_every_table() -> None:
    choice = tiny.settings(dose=1)
    one, other = (tiny.run(tiny.built(choice, seed), choice, 2) for seed in (7, 8))
    differing = tiny.differences(tiny.image(one), tiny.image(other))
    assert {"seed", "history gdp", "history patents"} <= set(differing)
    assert {"cities", "firms", "institutes", "funds", "talent"} <= {
        name.partition(".")[0] for name in differing
    }


# One more firm.


def with_one_more(state: State, **columns: float) -> State:
    """The same state with a row more at the end of the firms."""
    twin = state.copy()
    twin.known = None  # who is known where is made once a year, of the rows there are
    rows = twin.firms.grow(1)
    for name, entry in columns.items():
        twin.firms.arrays[name][rows] = entry
    for (book, account), stock in population.opening_positions(twin).items():
        ledger = getattr(twin, book)
        ledger.position[ledger.row[account]] = stock
    return twin


def test_one_more_closed_firm_changes_nothing_for_anybody() -> None:
    choice = tiny.settings(dose=1)
    state = tiny.run(tiny.built(choice), choice, 13)
    twin, n = with_one_more(state), len(state.firms)
    tiny.run(state, choice, 11)  # to December: in January the slots would come behind it
    tiny.run(twin, choice, 11)
    for name, array in tiny.columns(state).items():
        same = tiny.columns(twin)[name]
        same = same[:n] if name.startswith("firms.") else same
        np.testing.assert_array_equal(same, array, err_msg=name)
    assert not twin.firms.sales[n]


OPEN = {
    "weight": 1, "city": 2, "field": 3, "is_active": True, "birth_month": -40,
    "is_rd_active": True, "rd_propensity": 0.04, "productivity": 1, "appeal": 5, "sales": 5,
    "sales_mean": 5, "cash": 4, "knowledge": 10, "rd_spending": 0.2, "rd_lagged": 0.2,
    "rd_recent": 0.2, "lot": 0.37, "position": 0.5,
}  # fmt: skip


def test_one_more_open_firm_leaves_the_luck_of_all_others_alone() -> None:
    choice = tiny.settings(dose=1)
    state = tiny.run(tiny.built(choice), choice, 13)
    twin, n = with_one_more(state, **OPEN), len(state.firms)
    tiny.run(state, choice, 3)
    tiny.run(twin, choice, 3)
    assert twin.firms.is_active[n]
    assert (twin.firms.sales[:n] != state.firms.sales).any()  # it takes a share of demand
    for name in (
        "is_active", "is_rd_active", "rd_shock", "filings", "grants", "patents", "queue",
        "partner", "branch_city", "city", "is_certified",
    ):  # fmt: skip
        np.testing.assert_array_equal(
            twin.firms.arrays[name][:n], state.firms.arrays[name], err_msg=name
        )
    for name in ("city", "is_active"):
        np.testing.assert_array_equal(twin.talent.arrays[name], state.talent.arrays[name])
    np.testing.assert_array_equal(twin.institutes.filings, state.institutes.filings)


@pytest.fixture(scope="module")
def draws() -> dict[bool, list[Draw]]:
    """Every draw of eleven months, without and with one firm more."""
    found: dict[bool, list[Draw]] = {}
    keyed, drawn = randomness.stream_key, randomness.uniforms
    names: dict[int, Name] = {}

    def name_key(*name: Any) -> int:
        names[keyed(*name)] = name
        return keyed(*name)

    def spy(seen: list[Draw], key: int, index: np.ndarray) -> Floats:
        luck = drawn(key, index)
        seen.append((names[key], index.ravel(), luck.ravel()))
        return luck

    choice = tiny.settings(dose=1)
    state = tiny.run(tiny.built(choice), choice, 13)
    for more, start in ((False, state.copy()), (True, with_one_more(state, **OPEN))):
        found[more] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(randomness, "stream_key", name_key)
            patch.setattr(randomness, "uniforms", partial(spy, found[more]))
            tiny.run(start, choice, 11)
    return found


def test_almost_all_others_draw_the_same(draws: dict[bool, list[Draw]]) -> None:
    before = {
        (name, i): u
        for name, index, luck in draws[False]
        for i, u in zip(index.tolist(), luck.tolist(), strict=True)
    }
    after = {
        (name, i): u
        for name, index, luck in draws[True]
        for i, u in zip(index.tolist(), luck.tolist(), strict=True)
    }
    shared = before.keys() & after.keys()
    assert all(before[draw] == after[draw] for draw in shared)
    assert len(shared) > 0.99 * len(before)


def test_no_draw_is_used_twice(draws: dict[bool, list[Draw]]) -> None:
    asked: dict[Name, set[int]] = {}
    for name, index, _ in draws[False]:
        if name[2] < 0:  # permanent draws are asked for again every month: it is their point
            continue
        again, fresh = asked.setdefault(name, set()), set(index.tolist())
        assert len(fresh) == len(index), name
        assert again.isdisjoint(fresh), name
        again |= fresh
    assert {name[1] for name in asked} >= {"hiring", "migration", "patenting", "financing"}


def test_build_takes_its_luck_from_the_seed_alone() -> None:
    choice = tiny.settings()
    np.random.seed(1)  # noqa: NPY002
    one = tiny.image(tiny.built(choice))
    np.random.seed(2)  # noqa: NPY002
    assert tiny.differences(one, tiny.image(tiny.built(choice))) == []
