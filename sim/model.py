"""The Mesa model: state, month, clock and collected indicators.

    from sim import Firm, InnovationModel

    model = InnovationModel(rng=1, horizon=2022, fund_matching__dose=1.0)
    model.run_model()                                      # or model.step(), month by month
    model.datacollector.get_model_vars_dataframe()         # the zone, a row per month
    model.datacollector.get_table_dataframe("cities")      # every city and the zone
    model.agents_by_type[Firm].groupby("city_name").agg("rd_spending", sum)

Replications with `mesa.batch_run`. Without a seed every run draws a fresh one and reports
it in the column `seed`: `InnovationModel(rng=seed)` repeats that run exactly. To fix the
seeds, and so give every parameter the same luck, write

    batch_run(InnovationModel, {"rng": [1, 2], "fund_matching__dose": [0, 1]})    Mesa 3.3
    batch_run(InnovationModel, {"fund_matching__dose": [0, 1]}, rng=[1, 2])       Mesa 3.5

One seed with `iterations=2` gives the same run twice on 3.3 (mesa issue 2841), and 3.5
replaces an `rng` among the parameters by that of its own argument.
"""

from __future__ import annotations

import inspect
from dataclasses import fields, replace
from typing import Any

import mesa
import numpy as np
from mesa.datacollection import DataCollector

from sim import indicators, month, population
from sim.agent_sets import OpenRows
from sim.agents import KINDS, Views
from sim.levers import LEVERS
from sim.parameters import FIRST_YEAR, ParameterError
from sim.processes import MONTH, name_of
from sim.settings import Settings

ZONE = "zone"
MODULES = {name_of(module): "processes" for module in MONTH} | {
    name_of(module): "levers" for module in LEVERS
}


class UnknownParameterError(ParameterError, TypeError):
    """A keyword that no parameter has; a TypeError, as Python's own for such keywords."""


class InnovationModel(mesa.Model):
    """The region from January 2015 to December of `horizon`; a step is a month.

    Keywords are the parameters of population, scenario and accounting by name
    (`firms_per_agent=10`) and those of levers and processes as `lever__parameter`
    (`fund_matching__dose=1.0`, `rd_investment__drift=0.005`), on top of `settings` where
    that is given. `rng` is the seed: the same seed and settings give the same run.

    `state` holds the tables, at the end of `month` (1 to 12) of `year`; before the first
    step that is December 2014. Indicators are collected after every step.
    """

    def __init__(
        self,
        *,
        rng: int | None = None,
        horizon: int = 2022,
        settings: Settings | None = None,
        **parameters: Any,
    ) -> None:
        # Mesa would take a fresh seed from the system as well, and not tell which.
        fresh = int(np.random.default_rng().integers(2**31))
        self.seed = fresh if rng is None else _whole("rng", rng, 0, 2**63 - 1)
        super().__init__(rng=self.seed)
        self.horizon = _whole("horizon", horizon, FIRST_YEAR, population.LAST_YEAR)
        self.settings = changed(settings or Settings(), parameters)
        self.state = population.build(self.settings, self.seed)
        for lever in self.settings.levers.values():
            month.strength(self.state, lever)  # refuses cities that do not exist
        self.measured = indicators.measure(self.state, self.settings.accounting)
        self.was_set = False
        self.views = Views(self)
        self._open_rows = OpenRows(self, KINDS)
        self._open_by_type = {kind: OpenRows(self, (kind,)) for kind in KINDS}
        self.datacollector = DataCollector(
            model_reporters={name: name for name in ("seed", "year", "month")}
            | {name: [self.indicator, [name]] for name in indicators.UNITS},
            tables={"cities": ["year", "month", "city", *indicators.UNITS]},
        )

    def step(self) -> None:
        """Move the state one month on and collect the indicators."""
        self._refuse_after_horizon()
        if self.was_set:
            self._reopen_books()
        month.advance(self.state, self.settings)
        self.measured = indicators.measure(self.state, self.settings.accounting)
        self._collect()
        if self.state.month >= self._months:
            self.running = False

    def indicator(self, name: str, city: str = ZONE) -> float:
        """An indicator of the zone or of one city in the last completed month."""
        return float(self.measured[name][(*self.state.region.cities, ZONE).index(city)])

    @property
    def year(self) -> int:
        """Year of the last completed month."""
        return FIRST_YEAR + (self.state.month - 1) // 12

    @property
    def month(self) -> int:
        """Last completed month, 1 to 12."""
        return (self.state.month - 1) % 12 + 1

    @property
    def agents(self) -> OpenRows:  # pyright: ignore[reportIncompatibleMethodOverride]
        """All open firms, institutes, funds and talent."""
        return self._open_rows

    @property
    def agents_by_type(self) -> dict[Any, Any]:
        """The open rows of each kind, under its class."""
        return self._open_by_type

    @property
    def agent_types(self) -> list[type]:
        """The kinds of agents."""
        return list(KINDS)

    def register_agent(self, agent: Any) -> None:
        """Refuse: agents are rows."""
        raise TypeError(f"{agent!r} cannot be added: the agents here are rows of the tables")

    def deregister_agent(self, agent: Any) -> None:
        """Refuse: a row is an identity for life."""
        raise TypeError(f"{agent!r} cannot be removed: rows open and close in the processes")

    def remove_all_agents(self) -> None:
        """Refuse: a row is an identity for life."""
        self.deregister_agent(self._open_rows)

    @property
    def _months(self) -> int:
        return 12 * (self.horizon - FIRST_YEAR + 1)

    def _wrapped_step(self, *args: Any, **keywords: Any) -> None:
        # Mesa counts a step here before it calls `step`: one that is refused must not count.
        self._refuse_after_horizon()
        super()._wrapped_step(*args, **keywords)

    def _refuse_after_horizon(self) -> None:
        if self.state.month >= self._months:
            raise RuntimeError(
                f"the run ended in December {self.horizon}, its horizon; "
                f"horizon= may be up to {population.LAST_YEAR}"
            )

    def _reopen_books(self) -> None:
        """Take what was set from outside as opening balances."""
        for (book, account), stock in population.opening_positions(self.state).items():
            ledger = getattr(self.state, book)
            ledger.position[ledger.row[account]] = stock
        self.was_set = False

    def _collect(self) -> None:
        self.datacollector.collect(self)
        if "cities" not in self.datacollector.tables:  # a collector of the user's own
            return
        for i, city in enumerate((*self.state.region.cities, ZONE)):
            row = {name: float(self.measured[name][i]) for name in indicators.UNITS}
            row |= {"year": self.year, "month": self.month, "city": city}
            self.datacollector.add_table_row("cities", row)


def _whole(name: str, value: Any, low: int, high: int) -> int:
    """A whole number within its range."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ParameterError(f"{name} = {value!r} is no whole number in [{low}, {high}]")
    if not low <= value <= high:
        raise ParameterError(f"{name} = {value} is outside [{low}, {high}]")
    return int(value)


def changed(settings: Settings, parameters: dict[str, Any]) -> Settings:
    """Settings with some parameters changed, named as the keywords of the model."""
    for keyword, value in parameters.items():
        group, name, field = _place(keyword, settings)
        value = _plain(field, value)
        if name:
            old = getattr(settings, group)
            new: Any = {**old, name: replace(old[name], **{field: value})}
        else:
            new = replace(getattr(settings, group), **{field: value})
        settings = replace(settings, **{group: new})
    return settings


def _plain(field: str, value: Any) -> Any:
    """What batch_run and numpy make of a value, as the parameters want it."""
    if field == "cities":
        return (value,) if isinstance(value, str) else tuple(value)
    return value.item() if isinstance(value, np.generic) else value


def _place(keyword: str, settings: Settings) -> tuple[str, str, str]:
    """Group, name of the process or lever (empty: none) and field of a keyword."""
    name, _, field = keyword.rpartition("__")
    if name in MODULES:
        group = MODULES[name]
        allowed = _names(getattr(settings, group)[name])
        if field in allowed:
            return group, name, field
        allowed = [f"{name}__{each}" for each in allowed]
    else:
        for group in ("population", "scenario", "accounting"):
            if keyword in _names(getattr(settings, group)):
                return group, "", keyword
        allowed = ["rng", "horizon", "settings"]
        for group in ("population", "scenario", "accounting"):
            allowed += _names(getattr(settings, group))
        allowed += [f"{each}__…" for each in MODULES]
    raise UnknownParameterError(f"no parameter {keyword}; allowed are {', '.join(allowed)}")


def _names(parameters: Any) -> list[str]:
    return [item.name for item in fields(parameters)]


def _signature() -> inspect.Signature:
    """All keywords with their defaults, for help() and for tools that read signatures."""
    settings = Settings()
    defaults: dict[str, Any] = {"rng": None, "horizon": 2022, "settings": None}
    for part in (settings.population, settings.scenario, settings.accounting):
        defaults |= {name: getattr(part, name) for name in _names(part)}
    for module, group in MODULES.items():
        part = getattr(settings, group)[module]
        defaults |= {f"{module}__{name}": getattr(part, name) for name in _names(part)}
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Signature(
        [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        + [inspect.Parameter(name, keyword, default=each) for name, each in defaults.items()]
    )


InnovationModel.__init__.__signature__ = _signature()
