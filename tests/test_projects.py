"""Projects at the start: a full pipeline, and books that hold it."""

import numpy as np
import pytest

from sim import calls
from tests import tiny


def test_the_year_starts_with_promises_and_running_projects():
    choice = tiny.settings()
    state = tiny.built(choice)
    firms, cities = state.firms, state.cities
    params = choice.processes["rd_investment"]
    held = calls.promised(state)
    assert (held <= cities.calls_pool + 1e-9).all()
    # Six months of money are promised, and as many times as it is spent set aside: a year
    # and a half of calls, less what is spent by then.
    assert held.sum() / cities.firm_grants.sum() == pytest.approx(6, abs=2)
    aside = (firms.weight * firms.project_rd).sum() / cities.firm_grants.sum()
    assert aside == pytest.approx((12 * 13 / 2) / 12, abs=2)
    assert not firms.grant_value.any()
    assert not cities.grants_pool.any()
    waiting = firms.project_month[firms.project_promised > 0]
    assert waiting.min() >= 0
    assert waiting.max() <= params.approval_months - 1


def test_the_money_of_projects_does_not_dry_up_in_2015():
    choice = tiny.settings()
    state, spent, given = tiny.built(choice), [], []
    for _ in range(24):
        tiny.run(state, choice, 1)
        spent.append((state.firms.weight * state.firms.rd_grant).sum())
        given.append(state.cities.firm_grants.sum())
    ratio = np.array(spent) / np.array(given)
    assert ratio.min() > 0.6
    assert ratio.mean() == pytest.approx(1, abs=0.15)
