"""The one entry: compose the configuration, check it, run the experiment that it names.

    python run.py [GROUP=OPTION] [KEY=VALUE] ...        python run.py --help

Exit code 0: done, 1: a run failed, 2: the configuration was refused (one line says why).
"""

from __future__ import annotations

import gc
import os
import shlex
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import hydra
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra.core.hydra_config import HydraConfig
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from configs import checks, folders, guard, guide, schema
from configs.refusal import Refused, one_line, refuse
from sim.data.tables import DataError
from sim.parameters import ParameterError

if TYPE_CHECKING:
    from configs.schema import Design
    from experiments.methods.progress import Lines

BAD_CONFIGURATION = (
    Refused, ParameterError, DataError, HydraException, OmegaConfBaseException,
)  # fmt: skip
FAILED: list[tuple[str, Exception]] = []  # jobs: number and overrides, error

gc.set_threshold(100_000)  # start and report make many small objects, and hardly a cycle
if __name__ != "__mp_main__":  # worker processes import this file, and compose nothing
    schema.register()
compose = ConfigLoaderImpl.load_configuration


def checked(
    self: ConfigLoaderImpl,
    config_name: str | None,
    overrides: list[str],
    run_mode: RunMode,
    from_shell: bool = True,
    validate_sweep_overrides: bool = True,
) -> DictConfig:
    """What Hydra composes, refused if it cannot be run."""
    overrides = [checks.spelt(item) for item in overrides]
    checks.check_overrides(overrides)
    flags = from_shell, validate_sweep_overrides
    config = compose(self, config_name, overrides, run_mode, *flags)
    guard.check_nothing_runs(config.hydra)
    folders.settle(config.hydra)
    runs = config.hydra.mode is not None  # not for --cfg, --help and the like
    if run_mode == RunMode.RUN:
        design = checks.design_of(config)
        if runs:
            question_of(design)
            guard.check_data(design)
    if runs:
        guard.check_writable(config.hydra)
    if runs and run_mode == RunMode.RUN:
        from experiments.methods import store

        store.check_schema(Path(config.hydra.run.dir))
    return config


# Hydra makes the output folder before it calls the task, and offers no place in between.
ConfigLoaderImpl.load_configuration = checked


def question_of(design: Design) -> Any:
    """The module of the experiment; refused if it cannot use these arms."""
    import experiments

    try:
        module = experiments.question(design.experiment)
        module.check(design)
    except ValueError as error:
        raise Refused(str(error)) from error
    if len(design.draws) > 1 and not getattr(module, "TAKES_DRAWS", False):
        takes = [
            n for n in experiments.names() if hasattr(experiments.question(n), "TAKES_DRAWS")
        ]
        reason = (
            f"{len(design.draws)} draws, and intervals of {design.experiment} are over seeds"
        )
        raise refuse("draws", reason, f"experiment={' or '.join(takes)} with draws")
    return module


@hydra.main(version_base="1.3", config_path="pkg://configs", config_name="config")
def job(config: DictConfig) -> float:
    """One job of Hydra: the experiment, and a note for the end if it fails."""
    hydra_config = HydraConfig.get()
    try:
        return carry_out(config, Path(hydra_config.runtime.output_dir))
    except Exception as error:
        if hydra_config.mode == RunMode.MULTIRUN:
            what = f"{hydra_config.job.num} {' '.join(hydra_config.overrides.task)}"
            FAILED.append((what, error))
            raise
        FAILED.append(("", error))
        return float("nan")  # Hydra would add lines of its own; `main` says it in one


def carry_out(config: DictConfig, folder: Path) -> float:
    """Run what a configuration describes into a folder; returns its headline number."""
    from experiments.methods import cells, store
    from experiments.methods.progress import Lines
    from experiments.methods.tracks import RunError

    design = checks.design_of(config)
    question = question_of(design)
    about = store.facts(OmegaConf.to_container(config, resolve=False), design)
    kept, progress = folder / "cells", Lines(design.experiment)
    with resumable(folder, progress), store.recorded(folder, about, progress.standing) as say:
        progress.note = lambda: say("running")
        try:
            results = question.run(replace(design, cells=kept), progress)
        except RunError:
            store.write_failures(folder, progress.failures)
            raise
        results = store.with_draws(results, design.draws)
        store.write_results(folder, results)
        store.write_failures(folder, progress.failures)
        say("failed" if progress.failures else "done")
        getattr(question, "draw", store.draw)(folder, design)
        if not (progress.failures or getattr(question, "KEEPS_CELLS", False)):
            cells.clear(kept)
        print(f"{question.text(results)}\n\nResults, figures and report: {folder}")
        if progress.failures:
            raise RunError(f"{progress.failed()}; {folder / 'tables' / 'failures.csv'}")
    return question.headline(results)


@contextmanager
def resumable(folder: Path, progress: Lines) -> Iterator[None]:
    """Whoever interrupts a run, or has no room for it, reads in one line how it goes on."""
    try:
        yield
    except (KeyboardInterrupt, Terminated, OSError) as error:
        what = "interrupted"
        if isinstance(error, OSError):
            place = "" if isinstance(error, ConnectionError) else f"{folder}: "
            what = f"{place}{error.strerror or error}"
        counts = progress.standing()
        kept = counts["cells_done"] if any(folder.glob("cells/*.arrow")) else 0
        line = f"{what}; {kept} of {counts['cells']} cells are kept, {again(folder)} goes on"
        if isinstance(error, OSError):
            raise RuntimeError(line) from error
        if isinstance(error, Terminated):
            print(line, file=sys.stderr)
            raise
        raise KeyboardInterrupt(line) from error


def again(folder: Path) -> str:
    """The command that goes on in a folder."""
    hydra_config = HydraConfig.get()
    if hydra_config.mode == RunMode.MULTIRUN:
        return "the same command with hydra.sweep.dir= of that folder"
    if folders.is_dated(cast(DictConfig, hydra_config)):
        return f"the same command with hydra.run.dir={shlex.quote(str(folder))}"
    return "the same command"


def reason(error: BaseException) -> str:
    """An error as one line."""
    if isinstance(error, HydraException | OmegaConfBaseException):
        return one_line(error)
    known = isinstance(error, (*BAD_CONFIGURATION, RuntimeError))
    text = " ".join(str(error).split())
    return text if known and text else f"{type(error).__name__}: {text}"


def arguments(given: list[str]) -> list[str]:
    """The command line, with a folder of configurations (-cp) found from where we stand."""
    for i, word in enumerate(given):
        if word.startswith("--exp"):
            raise Refused(f"{word} runs a pickle; allowed: -cp FOLDER/.hydra -cn config")
        if word in ("-cp", "--config-path") and i + 1 < len(given):
            folder = Path(given[i + 1])
            given[i + 1] = str(folder.resolve()) if folder.is_dir() else given[i + 1]
    return given


class Terminated(SystemExit):
    """The process was asked to end; results.json keeps the word."""


def terminate(number: int, frame: Any) -> None:
    """End on a signal as any command does, with 128 and its number."""
    raise Terminated(128 + number)


def main() -> None:
    """The command: `python run.py` or `sunan`."""
    wants_traceback = os.environ.get("HYDRA_FULL_ERROR") == "1"
    os.environ["HYDRA_FULL_ERROR"] = "1"  # else Hydra prints errors itself, in many lines
    signal.signal(signal.SIGTERM, terminate)
    try:
        sys.argv[1:] = arguments(sys.argv[1:])
        if {"-h", "--help"} & set(sys.argv[1:]):
            print(guide.text())  # Hydra's own takes twice as long and says less
            return
        if "--version" in sys.argv[1:]:
            print(guide.version())
            return
        job()
        if FAILED:
            raise FAILED[0][1]
    except KeyboardInterrupt as error:
        print(f"\n{error or 'interrupted'}", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        if wants_traceback:
            traceback.print_exception(error)
        print(reason(error), file=sys.stderr)
        for what, why in (pair for pair in FAILED if pair[0]):
            print(f"  failed: job {what}: {reason(why)}", file=sys.stderr)
        sys.exit(2 if isinstance(error, BAD_CONFIGURATION) else 1)


if __name__ == "__main__":
    main()
