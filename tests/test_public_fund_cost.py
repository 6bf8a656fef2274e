"""What public money in funds costs: fees and losses, not what is held or comes back."""

import numpy as np
import pytest

from sim.indicators import public_fund_cost
from tests.small import small_state


def test_what_is_paid_and_held_costs_nothing_until_it_is_gone():
    state = small_state(firms=2, funds=1)
    firms, funds, money = state.firms, state.funds, state.money
    state.lines["fund_matching"] = np.array([10.0, 0, 0, 0, 0])
    money.pay("provincial_fund", "lines", state.lines["fund_matching"].copy())
    assert public_fund_cost(state) == pytest.approx([0.0] * 5)
    # Half of it is called by a fund that is public by a quarter, and buys a stake.
    state.lines["fund_matching"][0] = 5.0
    funds.public_share[0], funds.capital[0] = 0.25, 12.0
    firms.stake[1], firms.stake_public[1], firms.fund[1] = 8.0, 2.0, 0
    funds.portfolio[0] = 8.0
    assert public_fund_cost(state) == pytest.approx([0.0] * 5)
    funds.capital[0] -= 4.0  # fees
    assert public_fund_cost(state)[0] == pytest.approx(1.0)
    firms.stake[1] = firms.stake_public[1] = funds.portfolio[0] = 0.0  # written off
    assert public_fund_cost(state)[0] == pytest.approx(3.0)
    money.pay("funds", "city_funds", np.array([7.0, 0, 0, 0, 0]))  # sold after all, and well
    assert public_fund_cost(state)[0] == pytest.approx(-4.0)


def test_older_companies_are_held_too():
    state = small_state(firms=1, funds=1)
    state.funds.public_share[0], state.funds.portfolio[0] = 0.5, 30.0
    assert public_fund_cost(state)[0] == pytest.approx(-15.0)
