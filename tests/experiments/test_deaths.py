"""Who is blamed when a worker dies: what kills again and again, not what chance strikes."""

from __future__ import annotations

import pytest

from configs.schema import Draw
from experiments.methods.batches import Batch, Job
from experiments.methods.deaths import IN_A_ROW, IN_ALL, Deaths, lost


def job(number: int, *seeds: int) -> Job:
    """A job of two arms."""
    return Job(number, Batch(tuple((Draw(0), seed) for seed in seeds), ("none", "plan")))


def test_replications_are_parted_first():
    again = Deaths().again(job(4, 1, 2, 3))
    assert again == [job(4, 1), job(4, 2), job(4, 3)]


def test_three_in_a_row_are_too_many():
    deaths, now = Deaths(), job(0, 1)
    for _ in range(IN_A_ROW - 1):
        [now] = deaths.again(now)
    assert deaths.again(now) == []


@pytest.mark.parametrize("others", [1, 4])
def test_jobs_that_kill_in_turn_are_given_up_in_the_end(others):
    deaths, jobs = Deaths(), [job(0, seed) for seed in range(others + 1)]
    for _ in range(IN_ALL - 1):
        jobs = [again for now in jobs for again in deaths.again(now)]
        assert len(jobs) == others + 1
    assert [deaths.again(now) for now in jobs] == [[]] * (others + 1)


def test_what_is_given_up_says_so_for_every_cell():
    done = lost(job(0, 5, 6))
    assert [(r.arm, r.seed) for r in done.records] == [
        ("none", 5), ("plan", 5), ("none", 6), ("plan", 6)
    ]  # fmt: skip
    assert all("memory" in record.error for record in done.records)
    assert not done.kept
