"""Made games: the arms of all coalitions with values that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from experiments.methods.contrasts import Coalition, Players
from experiments.methods.panel import Panel

INDICATOR, YEAR, PLACES = "rd_intensity", 2022, ("Nanjing", "zone")


def players(*names: str) -> Players:
    """Every player is one lever of the same name."""
    return Players("everybody", {name: (name,) for name in names})


def panel(
    game: Players,
    wanted: Iterable[Coalition],
    worth: Callable[[frozenset[str], int], float],
    pairs: int = 4,
) -> Panel:
    """A panel with the worth of these coalitions in each replication; the zone has twice it."""
    names = {game.arm(c): frozenset(c) for c in wanted}
    zone = np.array([[worth(c, pair) for pair in range(pairs)] for c in names.values()])
    values = np.stack([zone, 2 * zone], axis=-1)[:, :, None, None, :]
    return Panel(tuple(names), tuple(range(pairs)), (95,), (INDICATOR,), PLACES, values)
