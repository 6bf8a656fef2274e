"""Two thousand small cells in batches of half a second, as a command that can be killed.

python -m tests.experiments.long_sweep FOLDER WORKERS [CLUSTER]
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from configs.schema import Design, Draw
from experiments.methods import batches, store
from experiments.methods.arrow import trajectories
from experiments.methods.engine import simulate
from experiments.methods.progress import Lines
from sim.levers import LEVERS
from sim.processes import name_of
from tests.experiments.test_design import SMALL, with_lever

NAMES = [name_of(module) for module in LEVERS][:9]
LATE = {name: with_lever(name, dose=1.0, first_month="2015-11") for name in NAMES}
SWEEP = Design(
    experiment="compare",
    arms={"none": SMALL, **LATE},
    draws=tuple(
        Draw(i, (("processes.knowledge.spillover", round(0.001 * i, 3)),)) for i in range(40)
    ),
    seeds=tuple(range(5)),
    horizon=2015,
    indicators=("gdp", "rd_intensity"),
    flows=False,
)


def main(folder: Path, workers: int, cluster: str | None) -> None:
    """Run what is missing, and write the table once all is there."""
    batches.AIM = 0.5
    design = replace(SWEEP, cells=folder / "cells", workers=workers, cluster=cluster)
    panel = simulate(design, Lines("sweep"))
    store.write_parquet(folder / "trajectories.parquet", trajectories(panel))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
