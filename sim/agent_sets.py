"""Agent sets: Mesa's AgentSet over rows; columns are read and written whole.

    firms = model.agents_by_type[Firm]
    firms.agg("rd_spending", sum)
    firms.groupby("city_name").agg("rd_spending", np.mean)
    large = firms.select(firms.column("sales") > 100)
    large.set("rd_propensity", 0.05)

A set is an array of unique ids. `column`, `get`, `set`, `agg`, `sort` and `groupby` of a
column, `city_name`, `row` or `unique_id` work on arrays; iteration, `do`, `shuffle_do`, `map`
and functions of an agent make the agents they touch. The sets of the model itself always
hold the rows open now; a set made from them keeps its rows, also those that close.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, MutableSet
from itertools import islice
from typing import Any, Self
from weakref import WeakKeyDictionary

import mesa
import numpy as np
from mesa.agent import AgentSet
from numpy.typing import NDArray

from sim.agents import KINDS, View, kinds_and_rows, unique_ids, write
from sim.shapes import Ints

try:
    from mesa.agentset import GroupBy  # Mesa 3.5  # pyright: ignore
except ImportError:
    from mesa.agent import GroupBy  # pyright: ignore


class ColumnSet(AgentSet):
    """Agents in order, known by their unique ids."""

    def __init__(self, model: mesa.Model, ids: Ints) -> None:
        self.model: Any = model
        self.random = model.random
        self._ids = ids

    @property
    def ids(self) -> Ints:
        """Unique ids of the agents, in order."""
        return self._ids

    @property
    def _agents(self) -> WeakKeyDictionary[View, None]:
        # What Mesa's own methods (do, map, shuffle_do, ...) run over.
        return WeakKeyDictionary(dict.fromkeys(self))

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[View]:
        return map(self.model.views.__getitem__, self.ids.tolist())

    def __contains__(self, agent: Any) -> bool:
        ours = isinstance(agent, View) and agent.model is self.model
        return ours and bool((self.ids == agent.unique_id).any())

    def __getitem__(self, item: int | slice) -> Any:
        if isinstance(item, slice):
            return [self.model.views[i] for i in self.ids[item].tolist()]
        return self.model.views[int(self.ids[item])]

    def __copy__(self) -> ColumnSet:
        return ColumnSet(self.model, self.ids.copy())

    __getstate__ = object.__getstate__  # pyright: ignore[reportAssignmentType]

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)

    def __repr__(self) -> str:
        counts = [f"{len(rows)} {kind.TABLE}" for kind, _, rows in self._parts()]
        return f"<{type(self).__name__} of {', '.join(counts) or 'nothing'}>"

    @classmethod
    def _from_iterable(cls, it: Any) -> Any:
        # What |, & and - of Python's sets return: here one of Mesa's own.
        return AgentSet(it)

    def _update(self, agents: Any) -> Self:
        self._ids = agents
        return self

    def _chosen(self, ids: Ints, inplace: bool) -> ColumnSet:
        return self._update(ids) if inplace else ColumnSet(self.model, ids)

    def _parts(self) -> list[tuple[type[View], NDArray[Any], Ints]]:
        """Kind, places in the set and rows, of every kind that is in it."""
        kinds, rows = kinds_and_rows(self.ids)
        present = np.flatnonzero(np.bincount(kinds, minlength=len(KINDS)))
        if len(present) == 1:
            return [(KINDS[present[0]], np.arange(len(rows)), rows)]
        places = [(kind, np.flatnonzero(kinds == kind)) for kind in present]
        return [(KINDS[kind], place, rows[place]) for kind, place in places]

    def _array(self, name: str) -> NDArray[Any] | None:
        """Values as an array, where all agents have them in the same shape; else None."""
        if name == "unique_id":
            return self.ids.copy()
        if name == "row":
            return kinds_and_rows(self.ids)[1]
        if name == "city_name":
            cities = np.array(self.model.state.region.cities)
            return cities[self.column("city")]
        parts = self._parts()
        if not parts or any(name not in kind.COLUMNS for kind, _, _ in parts):
            return None
        arrays = [getattr(self.model.state, kind.TABLE).arrays[name] for kind, _, _ in parts]
        if len({array.shape[1:] for array in arrays}) > 1:
            return None
        shape = (len(self.ids), *arrays[0].shape[1:])
        found = np.empty(shape, np.result_type(*arrays))
        for array, (_, places, rows) in zip(arrays, parts, strict=True):
            found[places] = array[rows]
        return found

    def column(self, name: str) -> NDArray[Any]:
        """Values in the order of the set, as an array of its own; `get` gives a list."""
        found = self._array(name)
        return np.array(self.get(name)) if found is None else found

    def get(
        self, attr_names: Any, handle_missing: Any = "error", default_value: Any = None
    ) -> list[Any]:
        """Values of one attribute in a list, or of several in a list of lists."""
        names = [attr_names] if isinstance(attr_names, str) else list(attr_names)
        arrays = [self._array(name) for name in names]
        if any(array is None for array in arrays):
            return super().get(attr_names, handle_missing, default_value)
        lists = [list(a) if a.ndim > 1 else a.tolist() for a in arrays if a is not None]
        if isinstance(attr_names, str):
            return lists[0]
        return [list(entries) for entries in zip(*lists, strict=True)]

    def set(self, attr_name: str, value: Any) -> Self:
        """Write a column: one value for all, or one for each in the order of the set."""
        parts = self._parts()
        if without := [kind for kind, _, _ in parts if attr_name not in kind.COLUMNS]:
            raise without[0].unknown(attr_name)
        for kind, places, rows in parts:
            array = getattr(self.model.state, kind.TABLE).arrays[attr_name]
            entries = np.broadcast_to(value, (len(self.ids), *array.shape[1:]))
            write(self.model, kind.TABLE, attr_name, rows, entries[places])
        return self

    def agg(self, attribute: str, func: Any) -> Any:
        """`func`, or each of several, of the array of an attribute."""
        values = self.column(attribute)
        return func(values) if callable(func) else [each(values) for each in func]

    def select(
        self,
        filter_func: Any = None,
        at_most: float = math.inf,
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> ColumnSet:
        """Agents for which `filter_func` holds: a function of an agent, or true and false
        for each in an array, which is fast. `at_most` is a number or a share of the set."""
        ids, limit = self.ids, None
        if isinstance(at_most, float) and at_most <= 1:
            at_most = int(at_most * len(ids))
        if at_most != math.inf:
            limit = max(math.ceil(at_most), 0)
        if isinstance(filter_func, np.ndarray | list):
            ids, filter_func = ids[np.asarray(filter_func, dtype=bool)], None
        if agent_type is not None:
            wanted = np.array([issubclass(kind, agent_type) for kind in KINDS])
            ids = ids[wanted[kinds_and_rows(ids)[0]]]
        if filter_func is not None:
            views = self.model.views
            passing = (i for i in ids.tolist() if filter_func(views[i]))
            ids = np.fromiter(islice(passing, limit), dtype=np.int64)
        return self._chosen(ids[:limit], inplace)

    def shuffle(self, inplace: bool = False) -> ColumnSet:
        """The same agents in random order, by the model's random numbers."""
        order = list(range(len(self)))
        self.random.shuffle(order)
        return self._chosen(self.ids[order], inplace)

    def sort(self, key: Any, ascending: bool = False, inplace: bool = False) -> ColumnSet:
        """The same agents by an attribute or a function of an agent; equal ones stay put."""
        values = self.column(key).tolist() if isinstance(key, str) else [key(a) for a in self]
        order = sorted(range(len(self)), key=values.__getitem__, reverse=not ascending)
        return self._chosen(self.ids[order], inplace)

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> Groups:
        """Groups by an attribute or a function of an agent, in the order of appearance."""
        keys = self.column(by).tolist() if isinstance(by, str) else [by(a) for a in self]
        places: dict[Any, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            places[key].append(place)
        ids = self.ids
        groups: dict[Any, Any] = {k: ColumnSet(self.model, ids[at]) for k, at in places.items()}
        if result_type == "list":
            groups = {key: list(group) for key, group in groups.items()}
        return Groups(groups)

    def add(self, agent: Any) -> None:
        """Put an agent at the end, unless it is there."""
        if agent not in self:
            self._update(np.append(self.ids, agent.unique_id))

    def discard(self, agent: Any) -> None:
        """Take an agent out of the set, if it is there; the model keeps it."""
        if agent in self:
            self._update(self.ids[self.ids != agent.unique_id])

    remove = MutableSet.remove  # or a KeyError  # pyright: ignore[reportAssignmentType]


class OpenRows(ColumnSet):
    """The rows of some kinds that are open now, whenever it is asked."""

    def __init__(self, model: mesa.Model, kinds: tuple[type[View], ...]) -> None:
        self.model, self.random, self.kinds = model, model.random, kinds

    @property
    def ids(self) -> Ints:
        """Unique ids of the open rows, kind by kind."""
        tables = [(kind.KIND, getattr(self.model.state, kind.TABLE)) for kind in self.kinds]
        return np.concatenate(
            [unique_ids(kind, np.flatnonzero(table.is_active)) for kind, table in tables]
        )

    def _update(self, agents: Any) -> Self:
        raise TypeError("the model's own agent set follows its tables; change a copy of it")


class Groups(GroupBy):  # pyright: ignore[reportGeneralTypeIssues]
    """Mesa's groups of agents, adding up columns as arrays."""

    def agg(self, attr_name: str, func: Any) -> dict[Any, Any]:
        """`func` of an attribute, by group."""
        return {
            key: group.agg(attr_name, func)
            if isinstance(group, ColumnSet)
            else func([getattr(agent, attr_name) for agent in group])
            for key, group in self.groups.items()
        }
