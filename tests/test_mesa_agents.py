"""What Mesa users expect of agents: views of rows."""

from __future__ import annotations

import copy

import mesa
import numpy as np
import pytest

from sim import Firm, Fund, InnovationModel, Institute, Talent
from sim.agent_sets import ColumnSet
from sim.agents import KINDS, Views

SMALL = {"firms_per_agent": 200, "people_per_agent": 1000}


@pytest.fixture
def model() -> InnovationModel:
    return InnovationModel(rng=1, **SMALL)


@pytest.fixture
def firms(model: InnovationModel) -> ColumnSet:
    return model.agents_by_type[Firm]


def collected(model: InnovationModel, months: int) -> np.ndarray:
    for _ in range(months):
        model.step()
    return model.datacollector.get_model_vars_dataframe().to_numpy()


def test_no_agent_is_made_before_it_is_looked_at(model):
    model.step()
    state = model.state
    rows = state.talent.grow(1_000_000)
    state.talent.is_active[rows] = True
    state.talent.wage[rows] = 0.5
    talent = model.agents_by_type[Talent]
    assert len(talent) > 1_000_000
    assert talent.agg("wage", np.max) == 0.5
    assert talent.groupby("city_name").count()[state.region.cities[0]] > 1_000_000
    assert max(talent.groupby("city").agg("wage", np.max).values()) == 0.5
    talent.select(talent.column("wage") == 0.5).set("wage", 0.6)
    assert state.talent.wage[-1] == 0.6
    assert len(model.views) == 0
    assert talent[-1].wage == 0.6
    assert len(model.views) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_can_be_read_and_set(kind):
    m = InnovationModel(rng=1, **SMALL)
    m.step()
    agent = m.agents_by_type[kind][3]
    assert isinstance(agent, mesa.Agent)
    assert (agent.pos, agent.model) == (None, m)
    table = getattr(m.state, agent.TABLE)
    assert set(type(table).columns()) == set(kind.COLUMNS)
    for name in kind.COLUMNS:
        array = table.arrays[name]
        np.testing.assert_array_equal(getattr(agent, name), array[agent.row])
        before = array.copy()
        setattr(agent, name, np.ones(array.shape[1:], dtype=array.dtype))
        assert (array[agent.row] == 1).all()
        np.testing.assert_array_equal(
            np.delete(array, agent.row, axis=0), np.delete(before, agent.row, axis=0)
        )
        assert not array.flags.writeable


def test_city_is_the_code_and_city_name_the_name(firms, model):
    firm = firms[5]
    assert firm.city == model.state.firms.city[firm.row]
    assert firm.city_name == model.state.region.cities[firm.city]
    assert repr(firm) == f"<Firm row {firm.row}, {firm.city_name}>"


def test_what_was_read_stays_as_it_was(firms):
    firm = firms[5]
    firm.rd_recent = [1.0, 2.0, 3.0]
    before = firm.rd_recent
    firm.rd_recent = 0.0
    assert before.tolist() == [1.0, 2.0, 3.0]
    assert firm.rd_recent.tolist() == [0.0, 0.0, 0.0]


def test_unique_ids_are_unique_and_hang_on_the_row():
    first, second = (InnovationModel(rng=1, **SMALL) for _ in range(2))
    ids = [agent.unique_id for agent in first.agents]
    assert len(set(ids)) == len(ids)
    assert min(ids) >= 1
    assert [agent.unique_id for agent in reversed(second.agents)] == ids[::-1]
    assert first.agents[0] is first.agents_by_type[Firm][0]
    with pytest.raises(KeyError):
        Views(first)[10**9]


def test_what_no_column_holds_is_refused(firms, model):
    with pytest.raises(AttributeError, match=r"Firm has no column cahs; it has .*cash"):
        firms[0].cahs = 1
    with pytest.raises(AttributeError, match=r"Firm has no column cahs; it has .*cash"):
        firms.set("cahs", 1)
    with pytest.raises(AttributeError, match="Fund has no column cash"):
        model.agents_by_type[Fund].set("cash", 1)
    with pytest.raises(ValueError, match=r"firms.city \(int64\) cannot hold 1.5"):
        firms[0].city = 1.5
    with pytest.raises(ValueError, match=r"firms.cash .* cannot hold some of"):
        firms.select(at_most=1).set("cash", np.nan)


def test_agents_are_neither_added_nor_removed(model, firms):
    for forbidden in (
        firms[0].remove, lambda: mesa.Agent(model), model.remove_all_agents,
        lambda: firms.discard(firms[0]), lambda: firms.shuffle(inplace=True),
    ):  # fmt: skip
        with pytest.raises(TypeError):
            forbidden()


def test_what_is_set_enters_the_books(model, firms):
    model.step()
    firms.set("cash", 5.0)
    firms[0].cash += 100
    model.agents_by_type[Institute].set("cash", 7.0)
    model.step()  # the accounts would stop it
    model.state.firms.arrays["cash"].flags.writeable = True
    model.state.firms.cash[firms[0].row] += 100
    with pytest.raises(RuntimeError, match="firms"):
        model.step()


def test_looking_changes_nothing():
    plain, watched = (InnovationModel(rng=1, **SMALL) for _ in range(2))
    for _ in range(3):
        plain.step()
        watched.step()
        watched.agents.shuffle_do(lambda agent: agent.city)
    np.testing.assert_array_equal(collected(plain, 1), collected(watched, 1))


def test_agent_reporters_of_the_user_work(model):
    model.datacollector = mesa.DataCollector(agenttype_reporters={Fund: {"held": "capital"}})
    model.step()
    frame = model.datacollector.get_agenttype_vars_dataframe(Fund)
    assert frame["held"].sum() == pytest.approx(model.state.funds.capital.sum())


def test_mesa_draws_do_not_decide_anything(model):
    other = InnovationModel(rng=1, **SMALL)
    other.random.random()
    other.rng.random()
    np.testing.assert_array_equal(collected(model, 2), collected(other, 2))


def test_copy_of_a_model_goes_its_own_way(model, firms):
    first = firms[0]
    twin = copy.deepcopy(model)
    twin.step()
    assert (twin.steps, model.steps, model.state.month) == (1, 0, 0)
    assert twin.agents[0].model is twin
    twin.agents_by_type[Firm].set("cash", 3.0)
    assert twin.agents_by_type[Firm][0].cash == 3 != first.cash
