"""Shares for inventors: posts in start-ups are preferred where the plan offers them."""

import numpy as np
import pytest

from sim.employers import start_up_premium
from sim.entities import STARTUP
from tests.small import small_state


def test_premium_by_hand():
    state = small_state(firms=4, institutes=2)
    assert start_up_premium(state, 1.8) is None
    state.firms.kind[1:3] = STARTUP
    state.terms.inventor_income[:] = [0.02, 0.04, 0, 0, 0]
    found = start_up_premium(state, 1.8)
    assert found == pytest.approx([0, 0.072, 0, 0, 0, 0])
    assert np.isfinite(found).all()
