"""Settings: every choice of one run, as checked and frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.accounting import Params as AccountingParams
from sim.levers import LEVERS
from sim.parameters import Parameters
from sim.population import Params as PopulationParams
from sim.processes import MONTH, name_of
from sim.scenario import Params as ScenarioParams


def _defaults(modules: tuple[Any, ...]) -> dict[str, Parameters]:
    return {name_of(module): module.Params() for module in modules}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Parameters of processes and levers, population, scenario and official accounting."""

    processes: Mapping[str, Any] = field(default_factory=lambda: _defaults(MONTH))
    levers: Mapping[str, Any] = field(default_factory=lambda: _defaults(LEVERS))
    population: PopulationParams = field(default_factory=PopulationParams)
    scenario: ScenarioParams = field(default_factory=ScenarioParams)
    accounting: AccountingParams = field(default_factory=AccountingParams)
