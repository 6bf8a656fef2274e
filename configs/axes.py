"""What a draw varies: paths of parameters, each with values or with a range.

    over:
      levers:
        fund_matching: {match_ratio: [0.2, 0.3, 0.5]}
        talent_corridor: {moving_cost: {low: 0, high: 0.2}}

A path may also be written in one, `levers.fund_matching.match_ratio: [0.2, 0.3, 0.5]`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from configs.arms import split
from configs.refusal import allowed_at, default, refuse

ENDS = {"low", "high"}
RANGE = "{low: NUMBER, high: NUMBER} with low below high"


@dataclass(frozen=True)
class Axis:
    """A path with its values, or the ends of a range; none of both is left as it stands."""

    path: str
    values: tuple[Any, ...] = ()
    ends: tuple[float, float] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the parameter is a whole number."""
        return declared(self.path).type in (int, "int")


def axes_of(over: Mapping[str, Any]) -> list[Axis]:
    """The axes that a configuration names, in its order, each value of the kind it must be."""
    found = [_axis(path, given) for path, given in _leaves(over, "")]
    paths = [axis.path for axis in found]
    for path in paths:
        if paths.count(path) > 1:
            raise refuse("draws.over", path, "every path once", "a path stands there twice")
    return found


def _leaves(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for key, child in node.items():
        inner = f"{path}.{key}" if path else str(key)
        if isinstance(child, Mapping) and not ENDS & {str(k) for k in child}:
            if not child:
                raise refuse(inner, "{}", f"a list of values, or {RANGE}", "nothing to vary")
            yield from _leaves(child, inner)
        else:
            yield inner, child


def _axis(path: str, given: Any) -> Axis:
    split(path, given)
    if isinstance(given, Mapping):
        if set(given) != ENDS:
            raise refuse(path, given, RANGE, "a range has two ends")
        low, high = (value_of(path, given[end]) for end in ("low", "high"))
        if isinstance(low, str | tuple) or not low < high:
            raise refuse(path, given, RANGE, "no range")
        return Axis(path, ends=(low, high))
    listed = given if isinstance(given, list) else [] if given is None else [given]
    if isinstance(given, list) and not given:
        raise refuse(path, given, f"a list of values, or {RANGE}", "an empty list")
    return Axis(path, tuple(value_of(path, value) for value in listed))


def declared(path: str) -> Any:
    """The declaration of a parameter: a field of its dataclass."""
    node: Any = default()
    *modules, name = path.split(".")
    for module in modules:
        node = getattr(node, module)
    return next(item for item in fields(node) if item.name == name)


def value_of(path: str, given: Any) -> Any:
    """A value of the kind of its parameter: a number, a word or names."""
    item = declared(path)
    if "unit" not in item.metadata:
        names = item.type.startswith("tuple")
        if names and isinstance(given, str | list):
            return tuple(str(x).strip() for x in _split(given))
        if not names and isinstance(given, str):
            return given
        raise refuse(path, given, allowed_at(path) or "names")
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not math.isfinite(given):
        raise refuse(path, given, str(allowed_at(path)), "no number")
    if item.type in (int, "int"):
        if given != int(given):
            raise refuse(path, given, str(allowed_at(path)), "not a whole number")
        return int(given)
    return float(given)


def _split(given: str | list[Any]) -> list[Any]:
    return given.split(",") if isinstance(given, str) else given
