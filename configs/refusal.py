"""What is refused, in one line: the key, the value, and what is allowed."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from hydra.errors import MissingConfigException
from omegaconf.errors import ConfigKeyError, OmegaConfBaseException

from configs.schema import Config

GROUPS = (
    "experiment", "policy", "financing", "scenario", "population", "calibration", "draws",
)  # fmt: skip


@cache
def default() -> Config:
    """The configuration as it is without any change."""
    return Config()


class Refused(ValueError):
    """A configuration that cannot be run; its text is one line for the user."""


def refuse(key: str, value: Any, allowed: str, reason: str = "") -> Refused:
    """The refusal of a key's value."""
    return Refused(f"{key} = {value}: {reason}{'; ' if reason else ''}allowed: {allowed}")


def options(group: str) -> list[str]:
    """The options of a group that this package carries."""
    names = (entry.name for entry in files("configs").joinpath(group).iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def text_of(group: str, option: str) -> str:
    """The file of an option; empty where the package has none of that name."""
    path = files("configs").joinpath(group, f"{option}.yaml")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def names_below(node: Any) -> list[str]:
    """The keys of a node of the configuration."""
    return [item.name for item in fields(node)]


def allowed_at(key: str) -> str | None:
    """What a key may be, in words; None where the schema leaves it open."""
    node: Any = default()
    *path, last = key.split(".")
    for part in path:
        node = getattr(node, part)
        if not is_dataclass(node):
            return None
    return _words(node, last)


def _words(node: Any, name: str) -> str:
    item = next(item for item in fields(node) if item.name == name)
    if "allowed" in item.metadata:
        return item.metadata["allowed"]
    if "unit" in item.metadata:
        low, high, unit = (item.metadata[k] for k in ("low", "high", "unit"))
        return f"a number in [{low:g}, {high:g}] {unit}"
    value = getattr(node, name)
    if is_dataclass(value):
        return f"a mapping of {', '.join(names_below(value))}"
    return "a list of names" if isinstance(value, tuple) else f"as in {value!r}"


def check_key(key: str, value: Any) -> None:
    """Refuse a key that the schema does not have, naming its neighbours."""
    node: Any = default()
    path = key.split(".")
    for part in path:
        if not is_dataclass(node):
            return
        names = names_below(node)
        if part not in names and part in GROUPS:
            raise refuse(key, value, f"the keys {', '.join(names)}", "no groups to choose from")
        if part not in names:
            names += [g for g in GROUPS if g not in names] if isinstance(node, Config) else []
            near = get_close_matches(part, names, 1)
            guess = f", did you mean {near[0]}?" if near else behaviour(path)
            raise refuse(key, value, ", ".join(names), f"no key {part!r}{guess}")
        node = getattr(node, part)


def behaviour(path: list[str]) -> str:
    """Where a name stands that was looked for in a lever but is behaviour of a process."""
    if path[0] != "levers" or len(path) != 3:
        return ""
    _, lever, name = path
    names = {name, *(f"{word}_{name}" for word in lever.split("_"))}
    processes = default().processes
    found = [
        f"processes.{process}.{item}"
        for process in names_below(processes)
        for item in names_below(getattr(processes, process))
        if item in names
    ]
    return f", behaviour: {' or '.join(found)}" if found else ""


def check_nodes(plain: dict[str, Any]) -> None:
    """Refuse a value where a snapshot has keys: it has no groups to choose from."""
    for name, value in plain.items():
        node = getattr(default(), name, None)
        if is_dataclass(node) and not isinstance(value, dict):
            keys = ", ".join(f"{name}.{key}" for key in names_below(node))
            raise refuse(name, value, f"the keys {keys}", "no groups to choose from here")


def one_line(error: BaseException) -> str:
    """Any error of the configuration as one line that says what is allowed."""
    if isinstance(error, MissingConfigException) and error.missing_cfg_file:
        return _missing(error)
    cause = error if isinstance(error, OmegaConfBaseException) else error.__cause__
    if isinstance(cause, OmegaConfBaseException) and cause.full_key:
        return _broken_key(cause)
    text = " ".join(str(error).split()) or type(error).__name__
    if several := re.match(r"Ambiguous value for argument '([^=]+)=(.*?)' 1\.", text):
        key, values = several.groups()
        key = key.removeprefix("++")  # `checks.spelt` puts it there
        return str(refuse(key, values, "one value, or several with --multirun (-m)"))
    if cause is not None and cause is not error:
        text += f": {' '.join(str(cause).split())}"
    return text


def _missing(error: MissingConfigException) -> str:
    group, _, name = str(error.missing_cfg_file).rpartition("/")
    if not group:
        return f"config {name}: no such file; allowed: the name of a YAML file there"
    known = error.options or options(group)
    return f"{group} = {name}: no such option; allowed: {', '.join(known)}"


def _broken_key(cause: OmegaConfBaseException) -> str:
    key, value = str(cause.full_key), getattr(cause, "value", None)
    reason = str(cause.msg or cause).splitlines()[0]
    if key.startswith("arms."):
        said = "no such arm" if isinstance(cause, ConfigKeyError) else reason
        return f"{key}: {said}; allowed: {allowed_at('arms')}; +{key}=[...] adds an arm"
    if "is not a subclass of" in reason:
        reason = reason.split("value: ")[-1] + " is no mapping"
    if isinstance(cause, ConfigKeyError | AttributeError):
        try:
            check_key(key, "?" if value is None else value)
        except Refused as refused:
            return str(refused)
    try:
        allowed = allowed_at(key)
    except (AttributeError, StopIteration):
        allowed = None
    return f"{key}: {reason}" + (f"; allowed: {allowed}" if allowed else "")
