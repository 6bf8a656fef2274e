"""What is kept of a design: found again if nothing changed, told if it is damaged."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from configs.schema import Draw
from experiments.methods import batches, cells, tracks
from experiments.methods.batches import Batch
from experiments.methods.cells import Cells
from experiments.methods.engine import simulate
from experiments.methods.panel import Panel
from tests.experiments.made_design import DESIGN, ON, Heard, kept, same
from tests.experiments.test_design import SMALL, with_lever


@pytest.fixture(scope="module")
def panel() -> Panel:
    """The design in this process, nothing kept."""
    return simulate(DESIGN)


@pytest.fixture
def one_pair_a_batch(monkeypatch):
    """Six batches instead of one."""
    monkeypatch.setattr(batches, "AIM", 0.01)


@pytest.mark.parametrize("damage", ["torn", "flipped", "empty"])
def test_a_damaged_file_is_told_and_run_again(
    panel, damage, tmp_path, one_pair_a_batch, caplog
):
    design = replace(DESIGN, cells=tmp_path)
    simulate(design)
    broken = kept(tmp_path)[3]
    content = broken.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    broken.write_bytes({"torn": content[:middle], "flipped": flipped, "empty": b""}[damage])
    heard = Heard()
    assert same(simulate(design, heard), panel)
    assert heard.begun == [(10, 12)]
    assert broken.read_bytes() == content
    assert [record.getMessage() for record in caplog.records] == [
        f"{broken} is damaged; its 2 cells are run again"
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"arms": {"none": SMALL, "on": with_lever("shared_instruments", ON, dose=0.5)}},
        {"draws": (Draw(0), Draw(1, (("processes.knowledge.spillover", 0.01),)))},
        {"horizon": 2016},
        {"record": "monthly"},
        {"indicators": ("gdp",)},
        {"flows": False},
    ],
)
def test_what_was_changed_is_not_taken_from_before(change, tmp_path):
    old, new = Cells(tmp_path, DESIGN), Cells(tmp_path, replace(DESIGN, **change))
    pairs = batches.pairs_of(DESIGN), batches.pairs_of(replace(DESIGN, **change))
    assert old.key(Batch(pairs[0], ("none", "on"))) != new.key(Batch(pairs[1], ("none", "on")))


def test_another_model_has_other_cells(tmp_path, monkeypatch):
    batch = batches.batches(DESIGN)[0]
    before = Cells(tmp_path, DESIGN).key(batch)
    assert (
        Cells(tmp_path / "x", replace(DESIGN, workers=9, cluster="local")).key(batch) == before
    )
    source = tmp_path / "tracks.py"
    source.write_bytes(Path(tracks.__file__).read_bytes() + b"\n")
    monkeypatch.setattr(tracks, "__file__", str(source))
    cells.model_version.cache_clear()
    try:
        assert Cells(tmp_path, DESIGN).key(batch) != before
    finally:
        cells.model_version.cache_clear()


def test_cells_are_cleared_and_nothing_else(tmp_path):
    simulate(replace(DESIGN, cells=tmp_path / "cells"))
    (tmp_path / "cells" / "mine").write_text("")
    cells.clear(tmp_path / "cells")
    assert [path.name for path in (tmp_path / "cells").iterdir()] == ["mine"]
    (tmp_path / "cells" / "mine").unlink()
    cells.clear(tmp_path / "cells")
    assert not (tmp_path / "cells").exists()
    cells.clear(tmp_path / "cells")


def test_a_full_disk_loses_nothing_that_is_done(panel, tmp_path, monkeypatch, one_pair_a_batch):
    design, aside, written = replace(DESIGN, cells=tmp_path, workers=2), cells.aside, []

    def full(path, write):
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return aside(path, write)

    with monkeypatch.context() as patch:
        patch.setattr(cells, "aside", full)
        with pytest.raises(OSError, match="No space"):
            simulate(design)
    assert kept(tmp_path) == sorted(written)
    heard = Heard()
    assert same(simulate(design, heard), panel)
    assert heard.begun == [(4, 12)]


def test_files_without_flows_have_none(tmp_path):
    design = replace(DESIGN, flows=False, cells=tmp_path)
    first, second = simulate(design), simulate(design)
    assert first.flows is None
    assert second.flows is None
    assert np.array_equal(first.values, second.values, equal_nan=True)
