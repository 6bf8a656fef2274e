"""From what the user wrote to a checked `Design`, or a refusal in one line.

Hydra composes and checks keys and types; here stand the limits that it cannot know.
"""

from __future__ import annotations

import os
from dataclasses import fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from configs.arms import arm_of, own_paths
from configs.guard import leaves
from configs.orders import permutations_of
from configs.refusal import (
    GROUPS,
    Refused,
    allowed_at,
    check_key,
    check_nodes,
    one_line,
    options,
    refuse,
    text_of,
)
from configs.sampling import draws_of
from configs.schema import (
    FIRST_HORIZON,
    LAST_HORIZON,
    LAST_SEED,
    MOST_SEEDS,
    RECORDS,
    Config,
    Design,
    structured,
)
from sim.settings import Settings

EVERY = "all"
MONEY = "new_money"  # what financing= sets


def spelt(item: str) -> str:
    """An override as Hydra wants it, where a user need not know that.

    A path to be drawn is new below draws.over, so that Hydra asks for pluses, and in the name
    of a file, such as a folder of results has it, it would read marks as its own.
    """
    key, _, text = item.partition("=")
    if key.startswith("draws.over."):
        return f"++{item}"
    if key == "draws.file" and "'" not in text and Path(text).is_file():
        return f"{key}='{text}'"
    return item


def check_overrides(overrides: list[str]) -> None:
    """Refuse what the command line may not say, before Hydra composes anything."""
    for item in OverridesParser.create().parse_overrides(overrides):
        key, line = item.key_or_group, str(item.input_line)
        text = line.partition("=")[2]
        if key.split(".")[0].split("/")[0] == "hydra":
            continue
        if "${" in line:
            raise refuse(key, text, "plain values", "a value with ${ is not evaluated")
        if key == "arms" and text.strip() == "{}":  # Hydra would merge it and change nothing
            raise refuse(key, text, "~arms.NAME takes an arm away, +arms.NAME=[...] adds one")
        if key in GROUPS:
            _check_choice(item, text)
        else:
            check_key(key, text)
            _check_flag(item, text)


def _check_choice(item: Override, text: str) -> None:
    group, known = item.key_or_group, f"one of {', '.join(options(item.key_or_group))}"
    if item.is_add():
        raise refuse(f"+{group}", text, known, f"{group} is chosen already, leave out the +")
    if item.is_delete():
        raise refuse(f"~{group}", text, known, "a choice cannot be taken away")
    if item.package or text.startswith(("[", "{")):
        raise refuse(str(item.get_key_element()), text, known, "it takes one option")


def _check_flag(item: Override, text: str) -> None:
    # omegaconf takes true for the number 1.
    words = None if item.is_delete() else allowed_at(item.key_or_group)
    if words and words.startswith("a number") and text.lower() in ("true", "false"):
        raise refuse(item.key_or_group, text, words)


def config_of(composed: DictConfig) -> Config:
    """What Hydra composed, or a snapshot of it, as a checked and frozen object."""
    plain = {k: v for k, v in _plain(composed).items() if k != "hydra"}
    for path, value in leaves(plain, ""):
        if isinstance(value, str) and "${" in value:
            raise refuse(path, value, "plain values", "a value with ${ is not evaluated")
    try:
        if OmegaConf.get_type(composed) is not Config:
            check_nodes(plain)
            composed = cast(DictConfig, OmegaConf.merge(structured(), plain))
        for name in plain:
            check_key(name, plain[name])
        return Config(**{name: _object(composed, name) for name in plain})
    except OmegaConfBaseException as error:
        raise Refused(one_line(error)) from error


def _plain(node: DictConfig) -> dict[str, Any]:
    return cast(dict[str, Any], OmegaConf.to_container(node, resolve=False))


def _object(node: DictConfig, name: str) -> Any:
    value = node[name]
    return OmegaConf.to_object(value) if OmegaConf.is_config(value) else value


def design_of(composed: DictConfig) -> Design:
    """The experiment that a configuration describes."""
    config = config_of(composed)
    if "hydra" in composed:
        _check_idle(config, list(composed.hydra.overrides.task))
    if not FIRST_HORIZON <= config.horizon <= LAST_HORIZON:
        raise refuse("horizon", config.horizon, str(allowed_at("horizon")))
    if config.record not in RECORDS:
        raise refuse("record", config.record, str(allowed_at("record")))
    arms = _arms(config)
    return Design(
        experiment=config.experiment,
        arms=arms,
        seeds=_seeds(config.seeds),
        draws=draws_of(config.draws, arms, own_paths(config.arms)),
        horizon=config.horizon,
        workers=_workers(config.workers),
        cluster=_cluster(config.cluster),
        record=config.record,
        indicators=_indicators(config.indicators),
        permutations=permutations_of(config),
    )


def _check_idle(config: Config, overrides: list[str]) -> None:
    """Refuse `policy=` and `financing=` where they would change nothing that is run."""
    chosen = {key: value for key, _, value in (o.partition("=") for o in overrides)}
    name = config.experiment
    own = [arm for arm, levers in config.arms.items() if levers not in ([EVERY], [])]
    if "policy" in chosen and own:
        raise refuse(
            "policy", chosen["policy"],
            "experiment=single_run with policy=, or levers.LEVER.PARAMETER= here",
            f"{name} sets its own arms ({', '.join(own)})",
        )  # fmt: skip
    if "financing" in chosen and MONEY in text_of("experiment", name):
        raise refuse(
            "financing", chosen["financing"],
            "experiment=compare, or single_run with policy=, with financing=",
            f"{name} sets itself who pays in its arms (configs/experiment/{name}.yaml)",
        )  # fmt: skip


def _seeds(given: Any) -> tuple[int, ...]:
    listed = range(min(given, MOST_SEEDS + 1)) if type(given) is int else given
    good = isinstance(listed, list | range) and 0 < len(listed) <= MOST_SEEDS
    good = good and all(type(seed) is int and 0 <= seed <= LAST_SEED for seed in listed)
    if not good or len(set(listed)) < len(listed):
        raise refuse("seeds", given, str(allowed_at("seeds")))
    return tuple(listed)


def _workers(given: int | None) -> int:
    if given is not None and given < 1:
        raise refuse("workers", given, str(allowed_at("workers")))
    # All cores means those that this process may use, which a container can limit.
    usable = getattr(os, "sched_getaffinity", None)
    return given or (len(usable(0)) if usable else os.cpu_count() or 1)


def _cluster(given: str | None) -> str | None:
    """Refuse what is no address of a scheduler, or Dask where it is not installed."""
    if given is None:
        return None
    host, _, port = given.removeprefix("tcp://").rpartition(":")
    is_address = given.startswith("tcp://") and host and port.isdigit() and int(port) < 2**16
    if given != "local" and not is_address:
        raise refuse("cluster", given, str(allowed_at("cluster")))
    if find_spec("distributed") is None:
        raise refuse(
            "cluster", given, "null, or install the extra: pip install 'sunan[dask]'",
            "Dask is not installed",
        )  # fmt: skip
    return given


def _indicators(given: Any) -> tuple[str, ...]:
    from sim.indicators import UNITS

    if given == EVERY:
        return ()
    unknown = [i for i in given if i not in UNITS] if isinstance(given, list) else [given]
    if unknown or len(set(given)) < max(len(given), 1):
        raise refuse("indicators", given, f"all, or a list of {', '.join(UNITS)}")
    return tuple(given)


def _arms(config: Config) -> dict[str, Settings]:
    """Settings by arm: levers that are on keep their dose, all others have dose 0."""
    levers, processes = _by_name(config.levers), _by_name(config.processes)
    if not config.arms:
        raise refuse("arms", "{}", str(allowed_at("arms")))
    arms = {}
    for arm, items in config.arms.items():
        own = [item for item in items if "=" in item]
        names = [item for item in items if "=" not in item]
        unknown = [n for n in names if n not in levers and names != [EVERY]]
        if unknown:
            raise refuse(
                f"arms.{arm}", items, f"[{EVERY}] or a list of {', '.join(levers)}, and "
                "changes such as levers.LEVER.PARAMETER=VALUE"
            )  # fmt: skip
        on = levers if names == [EVERY] else names
        settings = Settings(
            processes=processes,
            levers={n: p if n in on else replace(p, dose=0.0) for n, p in levers.items()},
            population=config.population,
            scenario=config.scenario,
            accounting=config.accounting,
        )
        arms[arm] = arm_of(arm, settings, own)
    return arms


def _by_name(node: Any) -> dict[str, Any]:
    """The parameters of each module; lists of the configuration become tuples."""
    found = {}
    for item in fields(node):
        params = getattr(node, item.name)
        lists = {
            field.name: tuple(value)
            for field in fields(params)
            if isinstance(value := getattr(params, field.name), list)
        }
        found[item.name] = replace(params, **lists) if lists else params
    return found
