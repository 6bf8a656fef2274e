"""Firms and institutes that look for partners, for the tests of collaboration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.processes.collaboration import Params
from sim.randomness import Luck
from tests.small import small_state

EAGER = replace(Params(), search_rate=12, reservation=-10)


def luck(month=0, seed=1):
    return Luck(seed, "collaboration", month)


def crowd(firms=60, institutes=10):
    """Firms with R&D and institutes, all alike but for their place."""
    state = small_state(firms=firms, institutes=institutes)
    rng = np.random.default_rng(5)
    for table in (state.firms, state.institutes):
        table.start_mass[:] = 1
        table.rd_lagged[:] = 1
    state.firms.is_rd_active[:] = True
    state.firms.position[:] = rng.random(firms)
    state.institutes.field_weights[:] = 1 / len(state.fields)
    return state
