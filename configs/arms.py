"""Changes that hold in one arm only, and draws that hold in every arm.

An arm writes `levers.LEVER.PARAMETER=VALUE` in its list:

    fund_05: [fund_matching, levers.fund_matching.match_ratio=0.05]
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from configs.refusal import check_key, refuse
from configs.schema import Draw
from sim.settings import Settings

NODES = ("levers", "processes")
WHOLE = ("population", "scenario", "accounting")  # nodes that have no modules below


def arm_of(arm: str, settings: Settings, changes: list[str]) -> Settings:
    """Settings with the changes of one arm made, one after the other."""
    for change in changes:
        path, _, text = change.partition("=")
        node, module, name = _path(arm, change, path)
        check_key(path, text)
        params = getattr(settings, node)[module]
        value = _value(arm, change, getattr(params, name), text)
        modules = {**getattr(settings, node), module: replace(params, **{name: value})}
        settings = replace(settings, **{node: modules})
    return settings


def own_paths(arms: dict[str, list[str]]) -> dict[str, str]:
    """Paths that an arm sets itself, and which arm; a lever that it puts off is none."""
    changes = [(arm, *item.partition("=")) for arm, items in arms.items() for item in items]
    return {
        path: arm
        for arm, path, is_change, text in changes
        if is_change and not (path.endswith(".dose") and float(text) == 0)
    }


def drawn(settings: Settings, draw: Draw) -> Settings:
    """Settings with the values of a draw; a lever that is off (dose 0) stays off."""
    for path, value in draw.values:
        node, module, name = split(path, value)
        if not module:
            whole = replace(getattr(settings, node), **{name: value})
            settings = replace(settings, **{node: whole})
            continue
        modules = getattr(settings, node)
        if node == "levers" and name == "dose" and modules[module].dose == 0:
            continue
        changed = {**modules, module: replace(modules[module], **{name: value})}
        settings = replace(settings, **{node: changed})
    return settings


def split(path: str, value: Any) -> tuple[str, str, str]:
    """A path as node, module (or nothing) and parameter; refused if there is none."""
    node, _, rest = path.partition(".")
    module, _, name = rest.rpartition(".")
    if node not in (*NODES, *WHOLE) or not name or bool(module) != (node in NODES):
        allowed = f"{', '.join(f'{n}.NAME.PARAMETER' for n in NODES)}, "
        allowed += ", ".join(f"{n}.PARAMETER" for n in WHOLE)
        raise refuse(path, value, allowed, "no path of a parameter")
    check_key(path, value)
    return node, module, name


def _path(arm: str, change: str, path: str) -> list[str]:
    parts = path.split(".")
    if len(parts) != 3 or parts[0] not in NODES:
        raise refuse(f"arms.{arm}", change, "levers.LEVER.PARAMETER=VALUE or processes. so")
    return parts


def _value(arm: str, change: str, old: Any, text: str) -> Any:
    """The text as a value of the kind that stands there."""
    if isinstance(old, str):
        return text
    if isinstance(old, tuple):
        return tuple(text.strip("[]").replace(" ", "").split(","))
    try:
        return float(text)
    except ValueError:
        raise refuse(f"arms.{arm}", change, "a number after the =") from None
