"""Candidates: drawn in proportion to mass, and by nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.candidates import draw, draw_within
from sim.randomness import Luck

MASS = np.array([1.0, 0.0, 3.0, 4.0, 0.0, 2.0])


def test_draws_by_hand():
    luck = np.array([0.0, 0.099, 0.101, 0.399, 0.401, 0.799, 0.801, 0.999])
    assert draw(MASS, luck).tolist() == [0, 0, 2, 2, 3, 3, 5, 5]


def test_draws_are_in_proportion_to_mass():
    luck = Luck(1, "candidates", 0).uniform("draw", 20_000)
    found = np.bincount(draw(MASS, luck), minlength=6)
    some = MASS > 0
    assert not found[~some].any()
    expected = 20_000 * MASS[some] / MASS.sum()
    assert stats.chisquare(found[some], expected).pvalue > 0.001


def test_draws_within_a_group_by_hand():
    group = np.array([7, 2, 2, 7, 2, 2])
    luck = np.array([[0.1, 0.3], [0.1, 0.7], [0.5, 0.5]])
    # Group 2 has rows 2 (3) and 5 (2), group 7 rows 0 (1) and 3 (4), group 5 nobody.
    found = draw_within(MASS, group, np.array([7, 2, 5]), luck)
    assert found.tolist() == [[0, 3], [2, 5], [-1, -1]]


def test_a_group_without_mass_offers_nobody():
    found = draw_within(MASS, np.array([0, 1, 0, 0, 1, 0]), np.array([1]), np.full((1, 2), 0.5))
    assert found.tolist() == [[-1, -1]]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 100)), min_size=1, max_size=20),
    st.floats(0.001, 0.999),
)
def test_who_is_drawn_belongs_to_the_group_and_has_mass(rows, luck):
    group, mass = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    wanted = np.arange(4)
    found = draw_within(mass, group, wanted, np.full((4, 1), luck))[:, 0]
    for code, row in zip(wanted, found, strict=True):
        if mass[group == code].sum() > 1e-6:
            assert group[row] == code
        if row >= 0 and mass[row] < 1e-9:
            # Only rounding at the edge of a far larger neighbour may end here.
            assert mass.max() > 1e3 * mass[row]


def test_candidates_of_a_group_do_not_hang_on_other_groups():
    group = np.array([0, 0, 1, 1, 1])
    mass = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    luck = Luck(1, "candidates", 0).uniform("within", 50, 4)
    before = draw_within(mass, group, np.ones(50, dtype=int), luck)
    after = draw_within(mass * [9, 0, 1, 1, 1], group, np.ones(50, dtype=int), luck)
    assert (before == after).all()


@pytest.mark.parametrize("n", [1, 4])
def test_many_draws_of_one_row_are_independent_of_how_many_draw(n):
    luck = Luck(1, "candidates", 0).uniform("within", 10, 3)
    group = np.zeros(6, dtype=int)
    every = draw_within(MASS, group, np.zeros(10, dtype=int), luck)
    assert (draw_within(MASS, group, np.zeros(n, dtype=int), luck[:n]) == every[:n]).all()
