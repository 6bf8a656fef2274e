"""The engine: runs what is missing, survives what fails, and leaves the same numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from configs.schema import Draw
from experiments.methods import batches, tracks
from experiments.methods.engine import simulate
from experiments.methods.panel import Failure, Panel
from experiments.methods.tracks import RunError
from tests.experiments.made_design import DESIGN, DRAWS, Heard, kept, same


@pytest.fixture(scope="module")
def panel() -> Panel:
    """The design in this process, nothing kept."""
    return simulate(DESIGN)


@pytest.fixture
def one_pair_a_batch(monkeypatch):
    """Six batches instead of one."""
    monkeypatch.setattr(batches, "AIM", 0.01)


@pytest.mark.parametrize(
    ("workers", "cluster"), [(1, None), (2, None), (4, None), (2, "local")]
)
def test_where_it_runs_changes_no_bit(panel, workers, cluster, tmp_path, one_pair_a_batch):
    design = replace(DESIGN, workers=workers, cluster=cluster, cells=tmp_path)
    assert same(simulate(design), panel)
    assert len(kept(tmp_path)) == 6
    names = [path.name for path in kept(tmp_path)]
    simulate(replace(DESIGN, cells=tmp_path / "alone"))
    assert [path.name for path in kept(tmp_path / "alone")] == names


def test_only_what_is_missing_is_run(panel, tmp_path, one_pair_a_batch):
    design = replace(DESIGN, cells=tmp_path)
    assert same(simulate(design), panel)
    gone = kept(tmp_path)[2]
    content = gone.read_bytes()
    gone.unlink()
    heard = Heard()
    assert same(simulate(design, heard), panel)
    assert heard.begun == [(10, 12)]
    assert heard.cells == 2
    assert gone.read_bytes() == content
    again = Heard()
    assert same(simulate(design, again), panel)
    assert (again.begun, again.cells) == ([(12, 12)], 0)


def test_more_seeds_run_only_those(tmp_path, one_pair_a_batch):
    simulate(replace(DESIGN, seeds=(4,), cells=tmp_path))
    heard = Heard()
    simulate(replace(DESIGN, cells=tmp_path), heard)
    assert heard.begun == [(4, 12)]


def failing(monkeypatch, arm: str, draw: int) -> None:
    """The model stops in June 2015 where the lever of the arm is on, in that draw."""
    advance = tracks.month.advance

    def stops(state, settings):
        is_on = settings.levers["shared_instruments"].dose > 0
        drawn = settings.processes["knowledge"].spillover == 0
        if state.month == 5 and is_on == (arm == "on") and drawn == (draw == 1):
            raise ArithmeticError("money does not\nclose")
        advance(state, settings)

    monkeypatch.setattr(tracks.month, "advance", stops)


def test_a_failing_cell_fails_alone_and_is_not_run_again(panel, tmp_path, monkeypatch):
    failing(monkeypatch, "on", 1)
    design = replace(DESIGN, cells=tmp_path)
    for begun in ([(0, 12)], [(12, 12)]):
        heard = Heard()
        found = simulate(design, heard)
        assert heard.begun == begun
        assert (found.draws, found.seeds) == ((0, 0, 0), (4, 1, 9))
        assert found.values.tobytes() == panel.values[:, :3].tobytes()
        why = "2015-06: ArithmeticError: money does not close"
        assert found.failures == tuple(Failure("on", 1, seed, why) for seed in (1, 4, 9))
        assert sorted(heard.failures, key=Failure.order) == list(found.failures)


def test_nothing_left_is_an_error(monkeypatch):
    failing(monkeypatch, "none", 0)
    with pytest.raises(RunError, match=r"arm none, seed 1, 2015-06: .* \(3 cells failed\)"):
        simulate(replace(DESIGN, draws=DRAWS[:1]))


def test_a_design_with_a_probe_has_one_draw_and_is_not_kept(tmp_path):
    class Nothing:
        def see(self, state) -> None:
            pass

        def found(self) -> int:
            return 7

    with pytest.raises(ValueError, match="one draw"):
        simulate(replace(DESIGN, probe=Nothing))
    found = simulate(replace(DESIGN, probe=Nothing, draws=DRAWS[:1], cells=tmp_path))
    assert found.found[("on", 9)] == 7
    assert kept(tmp_path) == []
    with pytest.raises(ValueError, match="distinct"):
        simulate(replace(DESIGN, draws=(Draw(1), Draw(1))))
