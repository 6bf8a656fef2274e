"""A small design with draws, and what its tests look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from configs.schema import Design, Draw
from experiments.methods.panel import Failure, Panel
from tests.experiments.test_design import SMALL, with_lever

ON = with_lever("shared_instruments", dose=1.0, first_month="2015-03", ramp_months=1)
DRAWS = (Draw(0), Draw(1, (("processes.knowledge.spillover", 0.0),)))
DESIGN = Design(
    experiment="compare", arms={"none": SMALL, "on": ON}, seeds=(4, 1, 9), draws=DRAWS,
    horizon=2015, indicators=("gdp", "rd_intensity"),
)  # fmt: skip


class Heard:
    """What the engine says."""

    def __init__(self) -> None:
        self.begun: list[tuple[int, int]] = []
        self.cells = 0
        self.failures: list[Failure] = []

    def begin(self, done: int, of: int, failures) -> None:
        self.begun.append((done, of))
        self.failures += failures

    def more(self, cells: int, failures, seconds: float) -> None:
        assert seconds > 0
        self.cells += cells
        self.failures += failures


def same(one: Panel, other: Panel) -> bool:
    """Whether two panels are alike to the last bit."""
    assert one.flows is not None
    assert other.flows is not None
    return (
        one.values.tobytes() == other.values.tobytes()
        and one.flows.tobytes() == other.flows.tobytes()
        and replace(one, values=0, flows=0) == replace(other, values=0, flows=0)
    )


def kept(tmp_path: Path) -> list[Path]:
    """The files of cells."""
    return sorted(tmp_path.glob("*.arrow"))
