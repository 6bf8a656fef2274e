"""The typed shape of a configuration, built from the declarations of the model.

`MONTH` and `LEVERS` name the modules; each brings its `Params`. A new process or lever is
in the configuration, and in `--help`, as soon as it is in its tuple. `Config` is what a
user may write, `Design` what an experiment receives: checked, frozen, without Hydra.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, make_dataclass
from pathlib import Path
from typing import Any

from hydra.core.config_store import ConfigStore
from omegaconf import MISSING, DictConfig, OmegaConf

from sim.accounting import Params as Accounting
from sim.levers import LEVERS
from sim.population import Params as Population
from sim.processes import MONTH, name_of
from sim.scenario import Params as Scenario
from sim.settings import Settings

FIRST_HORIZON, LAST_HORIZON = 2015, 2030
RECORDS = ("yearly", "monthly")
KINDS = ("fixed", "grid", "list", "latin", "sobol", "priors", "table")  # of draws
MOST_DRAWS = 100_000
MOST_PERMUTATIONS = 10_000
MOST_SEEDS, LAST_SEED = 100_000, 2**63 - 1  # a list of more, or a number beyond 64 bits
ODD = 0x1E3779B97F4A7C15  # far from any small number of seeds


def _node(name: str, modules: tuple[Any, ...]) -> type:
    """A dataclass with the parameters of each module under the module's name."""
    members = [(name_of(m), m.Params, field(default_factory=m.Params)) for m in modules]
    return make_dataclass(name, members, frozen=True)


Levers = _node("Levers", LEVERS)
Processes = _node("Processes", MONTH)


def _key(default: Any, allowed: str) -> Any:
    return field(default=default, metadata={"allowed": allowed})


@dataclass(frozen=True)
class Draws:
    """How parameters are drawn; what each kind does stands in configs/sampling.py."""

    kind: str = _key("fixed", f"one of {', '.join(KINDS)}")
    number: int | None = _key(
        None, f"a number of draws from 1 to {MOST_DRAWS}; grid and list have their own"
    )
    seed: int = _key(0, f"a number >= 0 and at most {LAST_SEED}, of its own")
    file: str | None = _key(None, "a CSV or Parquet file of draws, with draws.kind=table")
    over: dict[str, Any] = field(
        default_factory=dict,
        metadata={
            "allowed": "paths of levers, processes, population, scenario and accounting with "
            "a list of values or {low: NUMBER, high: NUMBER}, such as "
            "draws.over.levers.fund_matching.match_ratio=[0.2,0.3,0.5]"
        },
    )


@dataclass(frozen=True)
class Config:
    """Every key of a run; `allowed` is what a refusal says."""

    experiment: str = _key(MISSING, "the name of a module of experiments/")
    seeds: Any = _key(
        1,
        f"a number n >= 1 (seeds 0 to n - 1) or a list of distinct seeds >= 0; n or the length "
        f"at most {MOST_SEEDS}, a seed at most {LAST_SEED}",
    )
    workers: int | None = _key(None, "a number of processes >= 1, or null for all cores")
    cluster: str | None = _key(
        None,
        "null (processes of this machine), local (a Dask cluster on it), or tcp://HOST:PORT "
        "(a Dask scheduler)",
    )
    horizon: int = _key(2025, f"a year from {FIRST_HORIZON} to {LAST_HORIZON}")
    record: str = _key("yearly", " or ".join(RECORDS))
    indicators: Any = _key("all", "all, or a list of indicators")
    permutations: int = _key(
        0,
        f"an even number of orders of the levers, at most {MOST_PERMUTATIONS}, or 0 for no "
        "sampled Shapley shares; experiment=attribution only",
    )
    arms: dict[str, list[str]] = field(
        default_factory=dict,
        metadata={
            "allowed": "name: [levers that are on, or all, and changes of this arm such as "
            "levers.LEVER.PARAMETER=VALUE]"
        },
    )
    draws: Draws = field(default_factory=Draws)
    population: Population = field(default_factory=Population)
    scenario: Scenario = field(default_factory=Scenario)
    accounting: Accounting = field(default_factory=Accounting)
    levers: Levers = field(default_factory=Levers)  # pyright: ignore[reportInvalidTypeForm]
    processes: Processes = field(  # pyright: ignore[reportInvalidTypeForm]
        default_factory=Processes
    )


@dataclass(frozen=True)
class Draw:
    """A row of parameter values, by path in the configuration, that holds in every arm alike.

    A path is `processes.patenting.elasticity`, `levers.LEVER.PARAMETER`, `scenario.growth`.
    """

    number: int
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Design:
    """An experiment to run: every arm under every draw and seed, to the end of the horizon.

    A replication is a pair (draw, seed); draws are outer, seeds inner. With `own_luck` no two
    draws share a seed, so that they are independent of each other. An empty `indicators` keeps
    all of them, without `flows` what moves between cities is left out. Nothing in `workers` and
    `cluster` changes a result. `probe` makes what watches each run
    (experiments.methods.tracks.Probe). `cells` is the folder that keeps what is done.
    """

    experiment: str
    arms: dict[str, Settings]
    seeds: tuple[int, ...]
    draws: tuple[Draw, ...] = (Draw(0),)
    own_luck: bool = False
    horizon: int = 2025
    workers: int = 1
    cluster: str | None = None
    cells: Path | None = None
    record: str = "yearly"
    indicators: tuple[str, ...] = ()
    flows: bool = True
    permutations: int = 0
    probe: Callable[[], Any] | None = None

    def seeds_of(self, draw: Draw) -> tuple[int, ...]:
        """The seeds under a draw: those that are given, or as many of its own."""
        most = max(self.seeds) + 1
        # An odd step is another one for every draw where it goes round the end.
        step = most if most < 2**32 else ODD
        first = draw.number * step if self.own_luck else 0
        return tuple((first + seed) % (LAST_SEED + 1) for seed in self.seeds)


def structured() -> DictConfig:
    """The schema as a configuration that accepts changes."""
    node = OmegaConf.structured(Config)
    _unfreeze(node)
    return node


def _unfreeze(node: DictConfig) -> None:
    # Hydra refuses to override frozen dataclasses (hydra #724), at every level of nesting;
    # the objects that are made from the nodes are frozen all the same.
    OmegaConf.set_readonly(node, False)
    for key in node:
        if isinstance(child := node._get_node(key), DictConfig):
            _unfreeze(child)


def register() -> None:
    """Make the schema known to Hydra under the name that config.yaml starts from."""
    ConfigStore.instance().store(name="schema", node=structured())
