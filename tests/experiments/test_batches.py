"""How the work is cut: the same batches whatever the workers, every cell once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from configs.schema import Design, Draw
from experiments.methods.batches import (
    Batch,
    Job,
    batches,
    cut,
    expected,
    jobs,
    pairs_of,
    run_job,
)
from sim.levers import LEVERS
from sim.processes import name_of
from tests.experiments.test_design import SMALL, with_lever

LEVER_NAMES = [name_of(module) for module in LEVERS]
PLAIN = Design(experiment="compare", arms={"none": SMALL}, seeds=(0,), horizon=2015)


def drawn_design(draws: int, seeds: int, arms: int = 1, horizon: int = 2015) -> Design:
    """No plan, and levers from 2015 on."""
    late = {name: with_lever(name, dose=1.0, first_month="2015-02") for name in LEVER_NAMES}
    chosen = {"none": SMALL, **late}
    return replace(
        PLAIN, draws=tuple(Draw(i) for i in range(draws)), seeds=tuple(range(seeds)),
        arms=dict(list(chosen.items())[:arms]), horizon=horizon,
    )  # fmt: skip


def cells(found: list[Batch]) -> Counter[tuple[str, int, int]]:
    """Every cell and how often it is run."""
    return Counter(
        (arm, draw.number, seed) for b in found for draw, seed in b.pairs for arm in b.arms
    )


@pytest.mark.parametrize("draws", [1, 7])
@pytest.mark.parametrize("seeds", [1, 5, 120])
@pytest.mark.parametrize("arms", [1, 3])
def test_every_cell_is_in_one_batch(draws, seeds, arms):
    design = drawn_design(draws, seeds, arms)
    found = batches(design)
    assert set(cells(found).values()) == {1}
    assert len(cells(found)) == draws * seeds * arms
    assert batches(replace(design, workers=64, cluster="local")) == found


def test_draws_with_luck_of_their_own_share_no_seed():
    design = replace(PLAIN, draws=tuple(Draw(i) for i in range(3)), seeds=(4, 0))
    assert [seed for _, seed in pairs_of(design)] == [4, 0] * 3
    own = replace(design, own_luck=True)
    assert [seed for _, seed in pairs_of(own)] == [4, 0, 9, 5, 14, 10]
    assert [pair for batch in batches(own) for pair in batch.pairs] == pairs_of(own)


def test_a_batch_takes_a_few_seconds():
    for design in (drawn_design(1, 200), drawn_design(200, 1), drawn_design(60, 4)):
        whole = batches(design)[:-1]
        assert whole
        for batch in whole:
            assert 1.5 < len(batch.pairs) * expected(design) < 6
            assert batch.arms == tuple(design.arms)


def test_a_batch_has_some_seeds_of_one_draw_or_some_whole_draws():
    for batch in batches(drawn_design(3, 200)):
        assert len({draw.number for draw, _ in batch.pairs}) == 1
    for batch in batches(drawn_design(60, 4)):
        assert len(batch.pairs) % 4 == 0


def test_more_seeds_leave_the_first_batches_as_they_are():
    few, many = batches(drawn_design(1, 100)), batches(drawn_design(1, 150))
    assert few[:-1] == many[: len(few) - 1]


def test_a_replication_that_takes_long_has_its_arms_cut():
    design = drawn_design(1, 2, arms=22, horizon=2030)
    many = replace(
        design, arms={f"{n}{i}": s for n, s in design.arms.items() for i in range(4)}
    )
    assert expected(many) > 60
    found = batches(many)
    assert set(cells(found).values()) == {1}
    assert len(found) > 4
    assert {len(b.pairs) for b in found} == {1}
    assert len({len(b.arms) for b in found}) <= 2


def test_neighbours_stay_together_in_parts_of_equal_size():
    assert cut(range(5), 2) == [(0, 1), (2, 3, 4)]
    assert cut("ab", 5) == [("a",), ("b",)]
    assert cut("abc", 1) == [("a", "b", "c")]


def test_the_last_round_is_cut_so_that_all_are_busy():
    pairs = tuple((Draw(0), seed) for seed in range(2))
    work = [(i, Batch(pairs, ("a", "b", "c"))) for i in range(3)]

    def sizes(workers: int) -> list[tuple[int, int, int]]:
        found = jobs(work, workers)
        assert cells([job.batch for job in found]) == cells([batch for _, batch in work])
        return [(job.number, len(job.batch.pairs), len(job.batch.arms)) for job in found]

    assert sizes(1) == [(0, 2, 3), (1, 2, 3), (2, 2, 3)]
    assert sizes(2) == [(0, 2, 3), (1, 2, 3), (2, 1, 3), (2, 1, 3)]
    assert sizes(8)[:2] == [(0, 1, 3), (0, 1, 3)]
    assert len(sizes(100)) == 18
    assert len(sizes(12)) == 12


def test_a_job_leaves_a_record_for_every_cell_in_order():
    pairs = ((Draw(2), 5), (Draw(4, (("scenario.growth", 0.05),)), 5))
    done = run_job(Job(0, Batch(pairs, ("none",))), PLAIN)
    assert [(r.draw, r.seed, r.arm) for r in done.records] == [(2, 5, "none"), (4, 5, "none")]
    assert done.seconds > 0
    assert (done.records[0].values != done.records[1].values).any()
