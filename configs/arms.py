"""Changes that hold in one arm only: `levers.LEVER.PARAMETER=VALUE` in its list.

fund_05: [fund_matching, levers.fund_matching.match_ratio=0.05]
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from configs.refusal import check_key, refuse
from sim.settings import Settings

NODES = ("levers", "processes")


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
