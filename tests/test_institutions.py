"""New-type institutions: slots open by lot, live on the line, then on contracts."""

from dataclasses import replace

import numpy as np
import pytest

from sim import population
from sim.institutions import LINE, NEW_TYPE, InstitutionParameters, found, new_income
from sim.population import slots
from sim.randomness import Luck
from tests import tiny
from tests.books import balanced, paid
from tests.small import small_state

PARAMS = InstitutionParameters(new_institute_size=24, new_client_share=1, new_support_months=12)


def waiting(number=100, month=24):
    """Slots of the third year in all cities, all of them of one month."""
    state = small_state(institutes=number)
    institutes = state.institutes
    institutes.kind[:], institutes.is_active[:] = NEW_TYPE, False
    institutes.slot_month[:] = month
    institutes.lot[:] = (np.arange(number) + 0.5) / number
    institutes.field_weights[:, 0] = 1
    state.month = month
    return state


def test_as_many_open_as_are_wanted_and_more_with_more():
    few = waiting()
    few.terms.new_institutes[:] = 20.0
    found(few, PARAMS, 0.2)
    # Lots around .5 open first: the lowest have access to facilities, and stay a fair sample.
    assert np.flatnonzero(few.institutes.is_active).tolist() == list(range(50, 70))
    more = waiting()
    more.terms.new_institutes[:] = 40.0
    found(more, PARAMS, 0.2)
    assert (more.institutes.is_active >= few.institutes.is_active).all()
    assert more.institutes.is_active.sum() == 40
    # 24 a year; what it would know at rest is 24 / .2, and at first it knows nothing.
    assert few.institutes.rd_start[50:70] == pytest.approx(2.0)
    assert few.institutes.knowledge_start[50:70, 0] == pytest.approx(120.0)
    assert not few.institutes.knowledge.any()
    assert not few.institutes.rd_start[:50].any()


def test_slots_open_in_their_month_and_only_where_wanted():
    for month, wanted in ((25, 100.0), (24, 0.0)):
        state = waiting()
        state.month = month
        state.terms.new_institutes[:] = wanted
        found(state, PARAMS, 0.2)
        assert not state.institutes.is_active.any()
    state = waiting()
    state.terms.new_institutes[:] = [100.0, 0, 0, 0, 0]
    found(state, PARAMS, 0.2)
    assert set(state.institutes.city[state.institutes.is_active]) == {0}


def running(line=10.0):
    """Two institutions of city 0, one in its first year; firms do 10 of research each."""
    state = waiting(number=6, month=24)
    institutes, firms = state.institutes, state.firms
    institutes.is_active[[0, 5]] = True
    institutes.birth_month[[0, 5]] = [20, 5]
    firms.is_rd_active[:], firms.rd_spending[:] = True, 10.0
    state.lines[LINE] = np.array([line, 0, 0, 0, 0])
    state.money.pay("province", "lines", state.lines[LINE].copy())
    return state


@pytest.mark.parametrize(("line", "given"), [(10.0, 2.0), (0.5, 0.5)])
def test_first_year_out_of_the_line_then_contracts(line, given):
    state = running(line)
    with balanced(state):
        income = new_income(state, PARAMS)
        state.institutes.cash += income
    # 24 a year while the line pays; half as much from the only firm of the city.
    assert income == pytest.approx([given, 0, 0, 0, 0, 1.0])
    assert state.lines[LINE][0] == pytest.approx(line - given)
    assert state.firms.contract_fee == pytest.approx([1, 0, 0, 0])
    assert state.firms.cash == pytest.approx([-1, 0, 0, 0])
    assert paid(state, "lines")[0] == pytest.approx(line - given)


def test_clients_pay_no_more_than_half_of_their_research():
    state = running()
    state.firms.rd_spending[:] = 0.5
    with balanced(state):
        income = new_income(state, PARAMS)
        state.institutes.cash += income
    assert income[5] == pytest.approx(0.25)


def test_without_institutions_nothing_is_touched():
    state = waiting()
    before = tiny.image(state)
    assert not new_income(state, PARAMS).any()
    found(state, PARAMS, 0.2)
    assert tiny.differences(before, tiny.image(state)) == []


def test_slots_are_the_same_in_every_year_from_the_first_and_closed():
    choice = tiny.settings()
    state = tiny.built(choice)
    old = len(state.institutes)
    slots.add(state, replace(choice.population, institute_from=2016), Luck(1, "slots", 2015))
    assert len(state.institutes) == old
    slots.add(state, choice.population, Luck(1, "slots", 2015))
    new, institutes = np.arange(old, len(state.institutes)), state.institutes
    assert len(new) == pytest.approx(choice.population.institute_slots, abs=5)
    assert not institutes.is_active[new].any()
    assert not institutes.rd_start[new].any()
    assert not institutes.base_funding[new].any()
    assert (institutes.kind[new] == NEW_TYPE).all()
    own = state.region.speciality[institutes.city[new]]
    assert (institutes.field_weights[new, own] >= 0.5).all()
    assert institutes.field_weights[new].sum(axis=1) == pytest.approx(1.0)
    assert institutes.lot[new].mean() == pytest.approx(0.5, abs=0.1)
    assert population.Params().institute_from == 2020
