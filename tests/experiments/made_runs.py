"""Runs that are made up: panels of a design whose effects are known functions of doses.

The zone's R&D/GDP is 3 plus luck plus the worth of what is on; other indicators stay what
luck makes them. Draws change the worth of everything by a factor.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from configs.schema import Design
from experiments.methods.panel import Panel
from sim.settings import Settings

INDICATORS = ("rd_intensity", "patents_per_10k", "st_contribution")
PLACES = ("Nanjing", "zone")
Worth = Callable[[dict[str, float]], float]  # of the doses of levers


def doses(settings: Settings) -> dict[str, float]:
    """Dose by lever."""
    return {name: params.dose for name, params in settings.levers.items()}


def made(
    design: Design, worth: Worth, factor: Callable[[int], float] = lambda draw: 1.0
) -> Panel:
    """The panel of a design: yearly to its horizon, shared luck, a little of each arm's own."""
    pairs = [(draw.number, seed) for draw in design.draws for seed in design.seeds]
    years = design.horizon - 2015 + 1
    values = np.zeros((len(design.arms), len(pairs), years, len(INDICATORS), len(PLACES)))
    for j, (draw, seed) in enumerate(pairs):
        luck = np.random.default_rng([seed, draw]).normal(0, 0.05, len(INDICATORS))
        values[:, j] = np.array([3.0, 60.0, 65.0])[:, None] + luck[:, None]
        for i, settings in enumerate(design.arms.values()):
            values[i, j, -1, 0] += factor(draw) * worth(doses(settings))
    return Panel(
        arms=tuple(design.arms), seeds=tuple(s for _, s in pairs),
        draws=tuple(d for d, _ in pairs), months=tuple(range(11, 12 * years, 12)),
        indicators=INDICATORS, places=PLACES, values=values,
    )  # fmt: skip


def instead(monkeypatch: pytest.MonkeyPatch, module: str, worth: Worth, **more: object) -> None:
    """Made panels in place of runs, in an experiment and where it runs many arms."""

    def simulate(design: Design, progress: object = None) -> Panel:
        return made(design, worth, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(f"{module}.simulate", simulate)
    monkeypatch.setattr("experiments.methods.more_arms.simulate", simulate)
