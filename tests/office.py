"""A patent office with few applicants, for the tests of patenting and examination."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.processes.patenting import Params, step
from sim.randomness import Luck
from sim.state import State
from tests.books import balanced
from tests.small import small_state

MANY = 2000


def office(firms: int = 3, share: float = 0.25, exit_rate: float = 0.0) -> State:
    """Firms of city 0 without R&D; decisions after 26 months, a quarter of them grants."""
    state = small_state(firms=firms, institutes=1)
    n = len(state.cities)
    inputs = {
        name: np.full_like(state.region.inputs[name], value)
        for name, value in (
            ("filing_trend", 0.0), ("pendency_median", 26.0), ("grant_share", share),
        )
    }  # fmt: skip
    start = state.region.start | {"exit_rate": np.full(n, exit_rate)}
    state.region = replace(state.region, inputs=state.region.inputs | inputs, start=start)
    state.firms.city[:] = state.institutes.city[:] = 0
    state.firms.patent_propensity[:] = state.institutes.patent_propensity[:] = 1.0
    return state


def run(state: State, params: Params | None = None, seed: int = 1) -> None:
    with balanced(state):
        step(state, params or Params(), Luck(seed, "patenting", state.month))
