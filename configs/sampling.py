"""From the key `draws` of a configuration to checked draws, or a refusal in one line.

    fixed    one draw, every parameter as configured
    grid     every combination of the values in `over`; the last path varies fastest
    list     the first value of every path, the second of every path, and so on
    latin    a Latin hypercube of `number` points over ranges; listed values are equally likely
    sobol    as latin, with scrambled points of Sobol
    priors   a Latin hypercube of the priors (configs/priors.csv); paths in `over` take the
             place of their prior, one that is null stays as configured
    table    the rows of `file` (configs/draw_table.py), the first `number` of them if given

Draws hang on `draws.seed`, never on the seeds of the runs or the number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any

from configs import draw_table, samples
from configs.axes import RANGE, Axis, axes_of
from configs.priors import Prior, priors
from configs.refusal import allowed_at, refuse
from configs.schema import KINDS, MOST_DRAWS, Draw, Draws
from sim.parameters import ParameterError
from sim.settings import Settings
from sim.shapes import Floats

EXAMPLE = "draws.over.levers.fund_matching.match_ratio=[0.2,0.3,0.5]"
SAMPLED = ("latin", "sobol", "priors")


def draws_of(
    given: Draws, arms: Mapping[str, Settings], own: Mapping[str, str]
) -> tuple[Draw, ...]:
    """The draws of a configuration, each checked with the settings of every arm.

    `own` says which arm sets a path itself: such a path cannot hold in every arm alike.
    """
    if given.kind not in KINDS:
        raise refuse("draws.kind", given.kind, str(allowed_at("draws.kind")))
    axes = axes_of(given.over)
    _check_keys(given, axes)
    if given.kind == "fixed":
        return (Draw(0),)
    if given.kind == "table":
        found = _first(given, draw_table.read(given.file))
    else:
        make = _listed if given.kind in ("grid", "list") else _sampled
        found = make(given, axes)
    for path in dict(found[0].values):
        if path in own:
            raise refuse(path, "drawn", f"draws.kind=priors draws.over.{path}=null, which "
                         "leaves it as it stands, or other arms",
                         f"arm {own[path]} sets it itself")  # fmt: skip
    _check_on(axes, arms)
    _check_limits(found, axes, arms)
    return found


def _check_keys(given: Draws, axes: list[Axis]) -> None:
    """Refuse a key that this kind of draws would not use, and one that it lacks."""
    kind, number = given.kind, given.number
    if given.file and kind != "table":
        raise refuse("draws.file", given.file, "draws=table with it",
                     f"draws.kind={kind} does not use it")  # fmt: skip
    if axes and kind in ("fixed", "table"):
        raise refuse("draws.over", kind, "draws.kind=grid, list, latin, sobol or priors",
                     f"draws.kind={kind} does not use it")  # fmt: skip
    if not axes and kind in ("grid", "list", "latin", "sobol"):
        raise refuse("draws.over", "{}", f"paths of parameters, such as {EXAMPLE}",
                     f"an empty {kind}")  # fmt: skip
    held = [axis.path for axis in axes if not (axis.values or axis.ends)]
    if held and kind != "priors":
        raise refuse(held[0], None, f"a list of values, or {RANGE}", "nothing to vary")
    if number is not None and kind in ("fixed", "grid", "list"):
        raise refuse("draws.number", number, "draws.kind=latin, sobol, priors or table with it",
                     f"draws.kind={kind} has a number of its own")  # fmt: skip
    is_wrong = kind in SAMPLED if number is None else not 1 <= number <= MOST_DRAWS
    if is_wrong:
        raise refuse("draws.number", number, str(allowed_at("draws.number")))
    if not 0 <= given.seed < 2**63:
        raise refuse("draws.seed", given.seed, str(allowed_at("draws.seed")))


def _first(given: Draws, found: tuple[Draw, ...]) -> tuple[Draw, ...]:
    if given.number and given.number > len(found):
        raise refuse(
            "draws.number", given.number, f"at most {len(found)}, the rows of the file"
        )
    return found[: given.number]


def _listed(given: Draws, axes: list[Axis]) -> tuple[Draw, ...]:
    """Combinations of listed values, or the lists side by side."""
    for axis in axes:
        if axis.ends:
            low, high = axis.ends
            shown = f"{{low: {low:g}, high: {high:g}}}"
            raise refuse(axis.path, shown, "a list of values; a range with draws.kind=latin",
                         f"draws.kind={given.kind} takes no range")  # fmt: skip
    lengths = [len(axis.values) for axis in axes]
    if given.kind == "grid":
        _check_number(math.prod(lengths), " x ".join(map(str, lengths)))
        return _draws(axes, samples.grid([axis.values for axis in axes]))
    if len({n for n in lengths if n > 1}) > 1:
        said = ", ".join(f"{a.path} has {n}" for a, n in zip(axes, lengths, strict=True))
        raise refuse("draws.kind", "list", "lists of one length (or draws.kind=grid)", said)
    return _draws(axes, samples.zipped([axis.values for axis in axes]))


def _sampled(given: Draws, axes: list[Axis]) -> tuple[Draw, ...]:
    """Points of a Latin hypercube or of Sobol, as values of ranges, lists and priors."""
    number, known = int(given.number or 0), {axis.path for axis in axes}
    facts = [p for p in priors() if p.path not in known] if given.kind == "priors" else []
    varied = [axis for axis in axes if axis.values or axis.ends]
    names = list(dict.fromkeys(prior.fact for prior in facts))
    wanted = len(varied) + len(names)
    if given.kind == "sobol":
        below, above = samples.powers_of_two(number)
        if below != above:
            allowed = f"{below} or {above}"
            raise refuse("draws.number", number, allowed, "points of Sobol are a power of two")
        points = samples.sobol(number, wanted, given.seed)
    else:
        points = samples.latin(number, wanted, given.seed)
    cube = dict(zip([*(axis.path for axis in varied), *names], points.T, strict=True))
    columns = [_column(axis, cube[axis.path]) for axis in varied]
    columns += [prior.quantiles(cube[prior.fact]) for prior in facts]
    return _draws([*varied, *facts], list(zip(*columns, strict=True)))


def _column(axis: Axis, u: Floats) -> list[Any]:
    if axis.ends:
        return samples.uniform(u, *axis.ends, is_whole=axis.is_whole)
    return samples.picked(u, axis.values)


def _draws(axes: Iterable[Axis | Prior], rows: Iterable[tuple[Any, ...]]) -> tuple[Draw, ...]:
    paths = [axis.path for axis in axes]
    return tuple(
        Draw(number, tuple(zip(paths, row, strict=True))) for number, row in enumerate(rows)
    )


def _check_on(axes: list[Axis], arms: Mapping[str, Settings]) -> None:
    """Refuse to vary a lever that is off in every arm, where others are on."""
    on = {name for s in arms.values() for name, lever in s.levers.items() if lever.dose}
    for axis in axes:
        node, _, lever = axis.path.rpartition(".")[0].partition(".")
        if on and node == "levers" and lever not in on and (axis.values or axis.ends):
            allowed = f"a policy with it, or levers.{lever}.dose=1"
            raise refuse(axis.path, "drawn", allowed, f"{lever} is off in every arm")


def _check_number(number: int, how: str) -> None:
    if number > MOST_DRAWS:
        raise refuse("draws", how, f"at most {MOST_DRAWS} draws", f"{number} draws")


def _check_limits(
    found: tuple[Draw, ...], axes: list[Axis], arms: Mapping[str, Settings]
) -> None:
    """Refuse values that the parameters of some arm refuse, and such ends of ranges."""
    for axis in axes:
        for end in axis.ends or ():
            _check_module([axis.path], [(end,)], arms)
    paths = [path for path, _ in found[0].values]  # every draw has the same
    columns = zip(*([value for _, value in draw.values] for draw in found), strict=True)
    by_module: dict[str, dict[str, tuple[Any, ...]]] = {}
    for path, column in zip(paths, columns, strict=True):
        by_module.setdefault(path.rpartition(".")[0], {})[path] = column
    for values in by_module.values():
        _check_rows(values, arms)


def _check_rows(values: dict[str, tuple[Any, ...]], arms: Mapping[str, Settings]) -> None:
    """Check the values of one module, by path, draw by draw if it must be.

    Limits are ranges and sums: what holds at the corners of a box holds within it.
    """
    rows = dict.fromkeys(zip(*values.values(), strict=True))
    corners = list(product(*map(_ends, values.values())))
    if len(corners) < len(rows):
        with suppress(ParameterError):
            return _check_module(list(values), corners, arms)
    _check_module(list(values), rows, arms)


def _ends(column: tuple[Any, ...]) -> Iterable[Any]:
    if isinstance(column[0], int | float):
        return {min(column), max(column)}
    return dict.fromkeys(column)


def _check_module(
    paths: list[str], rows: Iterable[tuple[Any, ...]], arms: Mapping[str, Settings]
) -> None:
    module = paths[0].rpartition(".")[0]
    names = [path.rpartition(".")[2] for path in paths]
    for params in {_params(settings, module): None for settings in arms.values()}:
        for row in rows:
            replace(params, **dict(zip(names, row, strict=True)))  # raises ParameterError


def _params(settings: Settings, module: str) -> Any:
    node, _, name = module.partition(".")
    return getattr(settings, node)[name] if name else getattr(settings, node)
