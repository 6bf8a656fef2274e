"""What Mesa users expect of sets of agents."""

from __future__ import annotations

import copy

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from sim import Firm, Fund, InnovationModel, Institute, Talent
from sim.agent_sets import ColumnSet

SMALL = {"firms_per_agent": 200, "people_per_agent": 1000}


@pytest.fixture
def model() -> InnovationModel:
    return InnovationModel(rng=1, **SMALL)


@pytest.fixture
def firms(model: InnovationModel) -> ColumnSet:
    return model.agents_by_type[Firm]


def test_own_sets_follow_what_opens_and_closes(model, firms):
    model.step()
    kept = firms.select()
    rows = np.flatnonzero(model.state.firms.is_active)
    assert firms.get("row") == rows.tolist()
    firms[0].is_active = False
    assert firms.get("row") == rows[1:].tolist()
    new = model.state.firms.grow(2)
    model.state.firms.is_active[new] = True
    assert firms.get("row") == [*rows[1:], new.start, new.start + 1]
    assert kept.get("row") == rows.tolist()
    assert model.agent_types == [*model.agents_by_type] == [Firm, Institute, Fund, Talent]
    assert len(model.agents) == sum(len(each) for each in model.agents_by_type.values())


@pytest.mark.parametrize("which", ["firms", "all"])
def test_sets_do_what_those_of_mesa_do(model, which):
    model.step()
    ours = model.agents_by_type[Firm] if which == "firms" else model.agents
    theirs = AgentSet(list(ours), model.random)
    assert len(ours) == len(theirs)
    for name in ("city", "is_active", "unique_id", "city_name", ["city", "is_active"]):
        assert ours.get(name) == theirs.get(name)
    assert ours.get("cahs", "default", 7) == theirs.get("cahs", "default", 7)
    assert ours.agg("city", max) == theirs.agg("city", max)
    assert ours.agg("city", [min, np.mean]) == pytest.approx(theirs.agg("city", [min, np.mean]))
    assert list(ours.sort("city")) == list(theirs.sort("city"))
    assert list(ours.sort("city", ascending=True)) == list(theirs.sort("city", ascending=True))
    assert list(ours.sort(lambda a: -a.row)) == list(theirs.sort(lambda a: -a.row))

    def odd(agent):
        return agent.row % 2 == 1

    for chosen in (
        {"filter_func": odd}, {"filter_func": odd, "at_most": 3}, {"at_most": 4},
        {"at_most": 0.3}, {"at_most": 0}, {"agent_type": Fund}, {"agent_type": mesa.Agent},
        {"filter_func": odd, "agent_type": Firm, "at_most": 0.01},
    ):  # fmt: skip
        assert list(ours.select(**chosen)) == list(theirs.select(**chosen))
    by_mask = ours.select(ours.column("row") % 2 == 1)
    assert list(by_mask) == list(theirs.select(odd))

    for by in ("city", "city_name", odd):
        mine, other = ours.groupby(by), theirs.groupby(by)
        assert list(mine.count().items()) == list(other.count().items())
        assert mine.agg("city", sum) == other.agg("city", sum)
        assert {k: list(v) for k, v in mine} == {k: list(v) for k, v in other}
    assert ours.groupby("city", "list").groups == theirs.groupby("city", "list").groups

    orders = []
    for each in (ours, theirs):
        model.random.seed(5)
        orders.append([])
        each.shuffle_do(lambda agent, seen: seen.append(agent), orders[-1])
        orders[-1] += list(each.shuffle())
    assert orders[0] == orders[1]
    assert ours.map(lambda agent: agent.row) == ours.get("row")
    assert ours[2] is list(ours)[2]
    assert ours[-3:] == list(ours)[-3:]
    assert set(ours & theirs.select(odd)) == set(theirs.select(odd))


def test_set_writes_one_value_or_one_for_each(model, firms):
    model.step()
    cash = model.state.firms.arrays["cash"]
    few = firms.select(at_most=3).shuffle()
    others = np.setdiff1d(np.arange(len(cash)), few.get("row"))
    before = cash[others]
    assert few.set("cash", 2.5) is few
    assert few.get("cash") == [2.5] * 3
    few.set("cash", np.array([1.0, 2.0, 3.0]))
    assert [firm.cash for firm in few] == [1.0, 2.0, 3.0]
    np.testing.assert_array_equal(cash[others], before)
    few.set("rd_recent", [7.0, 8.0, 9.0])
    assert few[1].rd_recent.tolist() == [7.0, 8.0, 9.0]
    mixed = model.agents.select(at_most=2) | model.agents_by_type[Institute].select(at_most=2)
    pair = model.agents.select(lambda agent: agent in mixed).shuffle()
    pair.set("filings", [4, 5, 6, 7])
    assert [agent.filings for agent in pair] == [4, 5, 6, 7]
    assert not cash.flags.writeable
    with pytest.raises(ValueError, match="shape"):
        few.set("cash", [1.0, 2.0])


def test_columns_that_only_some_kinds_have(model):
    mixed = model.agents.select(lambda a: isinstance(a, Firm | Institute))
    assert mixed.get("cash") == [agent.cash for agent in mixed]
    assert mixed.agg("cash", np.sum) == pytest.approx(
        model.state.firms.cash.sum() + model.state.institutes.cash.sum()
    )
    with pytest.raises(AttributeError):
        model.agents.get("cash")
    assert model.agents.get("cash", "default", None)[-1] is None
    assert model.agents.select(at_most=0).get("cash") == []


def test_copies_can_be_changed(firms):
    few = copy.copy(firms.select(at_most=3))
    first = few[0]
    few.remove(first)
    assert (len(few), first in few, first in firms) == (2, False, True)
    assert InnovationModel(rng=1, **SMALL).agents[0] not in firms
    few.add(first)
    few.add(first)
    assert list(few)[-1] is first
    assert len(few) == 3
    few.discard(firms[10])
    with pytest.raises(KeyError):
        few.remove(firms[10])
