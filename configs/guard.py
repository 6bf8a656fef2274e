"""What must hold before a folder is made: nothing runs, data are whole, results can be kept.

Nothing that a configuration names is ever executed: no `_target_` outside Hydra's own
plugins, no callback, no class for logging but the usual ones, no interpolation in a value
(`checks`), no pickle (`run`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from configs.arms import drawn
from configs.refusal import refuse
from configs.schema import Design, Draw

PLUGINS = ("hydra_plugins.", "hydra._internal.core_plugins.")
LOGGING = ("logging.StreamHandler", "logging.FileHandler", "logging.NullHandler")
FORMATTER = "colorlog.ColoredFormatter"


def check_nothing_runs(hydra: DictConfig) -> None:
    """Refuse settings of Hydra that would call what a configuration names."""
    for path, value in leaves(OmegaConf.to_container(hydra, resolve=False), "hydra"):
        name, text = path.rpartition(".")[2], str(value)
        plugin = path in ("hydra.launcher._target_", "hydra.sweeper._target_")
        in_logging = path.startswith(("hydra.job_logging.", "hydra.hydra_logging."))
        harmful = (
            (name == "_target_" and not (plugin and text.startswith(PLUGINS)))
            or path.startswith("hydra.callbacks.")
            or (in_logging and name == "()" and text != FORMATTER)
            or (in_logging and name == "class" and text not in LOGGING)
            or (in_logging and text.startswith("ext://") and text[6:10] != "sys.")
        )
        if harmful:
            raise refuse(path, text, "settings only", "nothing a configuration names is run")


def leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, child in node.items():
            yield from leaves(child, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list):
        for i, child in enumerate(node):
            yield from leaves(child, f"{path}[{i}]")
    else:
        yield path, node


def check_data(design: Design) -> None:
    """Refuse a broken data file, or cities that it does not have, before the run."""
    from sim import region
    from sim.data import targets
    from sim.data.observed import committed_observations
    from sim.month import covered

    cities = region.load().cities
    committed_observations()
    targets()
    arms = list(design.arms.values())
    places = [
        i for i, (path, _) in enumerate(design.draws[0].values) if path.endswith(".cities")
    ]
    rows = {tuple(draw.values[i] for i in places) for draw in design.draws if places}
    arms += [drawn(arms[0], Draw(0, row)) for row in rows]
    for settings in arms:
        for params in settings.levers.values():
            covered(cities, params)


def check_writable(hydra: DictConfig) -> None:
    """Refuse an output folder that cannot be made, without making it."""
    try:
        folder = str(hydra.run.dir if hydra.mode == RunMode.RUN else hydra.sweep.dir)
    except OmegaConfBaseException:
        return  # named by something that is known only when the job starts
    place = Path(folder).absolute()
    there = place
    try:
        there = next(p for p in (place, *place.parents) if p.exists())
        with tempfile.TemporaryDirectory(dir=there):
            pass
    except OSError as error:
        reason = f"{there} takes no file ({error.strerror})"
        raise refuse("output folder", folder, "a folder you may write to", reason) from error
