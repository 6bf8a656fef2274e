"""Partners: firms and institutes as one list of those with whom one may do research.

Firms come first, institutes after them, so that one look-up serves both.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.entities import INSTITUTE, Firms
from sim.shapes import Floats, Ints
from sim.state import State


def partners(firms: Firms, rows: Ints) -> Ints:
    """Numbers of partners: firms come first, institutes after them; -1 for none."""
    return firms.partner[rows] + len(firms) * (firms.partner_kind[rows] == INSTITUTE)


def of_all(state: State, column: str) -> Any:
    """A column of all firms, then of all institutes."""
    return np.concatenate([state.firms.arrays[column], state.institutes.arrays[column]])


def meeting_city(state: State, who: Ints, here: Ints) -> Ints:
    """City of the partners `who` for those who come from `here`."""
    school, is_firm = who - len(state.firms), who < len(state.firms)
    present = state.institutes.branches[np.maximum(school, 0), here] & ~is_firm
    return np.where(present, here, of_all(state, "city").take(who))


def field_distance(state: State, field: Ints, who: Ints) -> Floats:
    """Distance of candidates' fields from a field; that of an institute is the mean."""
    between, weights = state.region.field_distance, state.institutes.field_weights
    # The long axis stands last: six times as fast.
    mixed = (between[:, :, None] * np.ascontiguousarray(weights.T)[:, None]).sum(axis=0)
    table = np.concatenate([between.T, mixed], axis=1)
    place = np.concatenate([state.firms.field, len(between) + np.arange(len(weights))])
    return table.take(field * table.shape[1] + place.take(who))
