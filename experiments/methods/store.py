"""What a result folder holds, and how it gets there: written aside, then renamed.

    results.json          status (running, done, failed, interrupted) and cells done, what was
                          run with which program
    cells/                what is done of a run (cells.py), until its tables are complete; an
                          experiment with KEEPS_CELLS leaves it there
    results/*.parquet     trajectories, flows, effects, chances, and draws where parameters
                          vary; the same bytes for the same numbers, whatever the number of
                          processes
    tables/*.csv          what a question adds of its own, and what each figure shows
    figures/, report.html made from these files by `report`

A file under its final name is complete.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sim
from configs.refusal import refuse
from configs.schema import Design, Draw
from experiments.methods.arrow import (
    chances_schema,
    draws_table,
    effects_schema,
    flows,
    trajectories,
)
from experiments.methods.files import aside, write_csv, write_text
from experiments.methods.panel import OWN, Failure, Results

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SCHEMA_VERSION = 1
TABLES = (
    "trajectories", "flows", "effects", "chances", "fit", "patterns", "pictures", "failures",
    *OWN,
)  # fmt: skip
ELSEWHERE = ("workers", "cluster")  # keys that say where it is run, and change no number
PACKAGES = ("sunan", "numpy", "scipy", "pandas", "pyarrow", "matplotlib", "mesa", "hydra-core")

log = logging.getLogger(__name__)
Standing = Callable[[], dict[str, Any]]
Say = Callable[[str], None]


@contextmanager
def recorded(folder: Path, about: dict[str, Any], standing: Standing = dict) -> Iterator[Say]:
    """results.json around a run: running, then what the run says, or failed or interrupted.

    `standing` tells how far it is. Results of another schema are refused, not overwritten;
    those of another configuration are replaced, and a warning says so.
    """
    check_schema(folder)
    there = told(folder)
    if there.get("status") == "done" and there.get("config_hash") != about.get("config_hash"):
        log.warning("%s: results of another configuration (%s) are replaced", folder,
                    there.get("experiment"))  # fmt: skip
    start = time.monotonic()

    def say(status: str, **more: Any) -> None:
        seconds = round(time.monotonic() - start, 2)
        head = {"schema_version": SCHEMA_VERSION, "status": status, "seconds": seconds}
        write_json(folder / "results.json", head | standing() | about | more)

    try:
        say("running")
        clear(folder)
        yield say
    except BaseException as error:
        asked = isinstance(error, KeyboardInterrupt | SystemExit)
        status = "interrupted" if asked else "failed"
        with suppress(OSError):  # a full disk takes no note; the error itself says so
            say(status, error=f"{type(error).__name__}: {error}".rstrip(": "))
        raise


def check_schema(folder: Path) -> None:
    """Refuse a folder with results that another version of this program has laid out."""
    if not (folder / "results.json").exists():
        return
    found = told(folder).get("schema_version", "unknown")
    if found != SCHEMA_VERSION:
        raise refuse("output folder", str(folder), "another hydra.run.dir",
                     f"it has results of schema {found}, this is {SCHEMA_VERSION}")  # fmt: skip


def told(folder: Path) -> dict[str, Any]:
    """What results.json of a folder says; nothing if it is not there or cannot be read."""
    try:
        found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def clear(folder: Path) -> None:
    """Take away what an earlier run left under the names of this one."""
    stale = [folder / "results" / f"{name}.parquet" for name in TABLES]
    drawn = [p for kind in ("figures/*.png", "figures/*.svg", "tables/*.csv")
             for p in folder.glob(kind)]  # fmt: skip
    for path in (*stale, *drawn, folder / "report.html"):
        path.unlink(missing_ok=True)


def facts(config: Any, design: Design) -> dict[str, Any]:
    """What was run with which program; the hash leaves out what changes no number."""
    bearing = {key: value for key, value in config.items() if key not in ELSEWHERE}
    text = json.dumps(bearing, sort_keys=True, default=str)
    commit, dirty = commit_of(Path(sim.__file__).parent.parent)
    return {
        "experiment": design.experiment,
        "arms": list(design.arms),
        "seeds": list(design.seeds),
        "draws": drawn_facts(design.draws),
        "horizon": design.horizon,
        "config_hash": hashlib.sha256(text.encode()).hexdigest()[:16],
        "commit": commit,
        "dirty": dirty,
        "versions": versions(),
    }


def drawn_facts(draws: tuple[Draw, ...]) -> dict[str, Any]:
    """How many draws of which parameters, and the hash of all their numbers and values."""
    text = json.dumps([[draw.number, draw.values] for draw in draws])
    return {
        "number": len(draws),
        "paths": [path for path, _ in draws[0].values],
        "hash": hashlib.sha256(text.encode()).hexdigest()[:16],
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that bear on a number."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def commit_of(folder: Path) -> tuple[str | None, bool | None]:
    """The commit checked out in this very folder, and whether files differ from it."""

    def git(*words: str) -> str:
        call = ("git", "-C", str(folder), *words)
        done = subprocess.run(call, capture_output=True, text=True, check=True, timeout=10)
        return done.stdout.strip()

    try:
        if Path(git("rev-parse", "--show-toplevel")).resolve() != folder.resolve():
            return None, None
        return git("rev-parse", "HEAD"), bool(git("status", "--porcelain"))
    except (OSError, subprocess.SubprocessError):
        return None, None


def draw(folder: Path, design: Design) -> None:
    """Figures and report of the saved results."""
    from experiments.methods import observed
    from experiments.methods.report import write_report

    fit = folder / "results" / "fit.parquet"
    write_report(
        folder,
        fit=read_parquet(fit) if fit.exists() else None,
        observed=observed.observed(),
        targets=observed.aims(),
        levers=observed.changed(design),
    )


def write_results(folder: Path, results: Results) -> None:
    """Every table of the results as a Parquet file."""
    import pyarrow as pa

    tables = {
        "trajectories": trajectories(results.panel),
        "effects": pa.Table.from_pandas(results.effects, effects_schema(), False),
        "chances": pa.Table.from_pandas(results.chances, chances_schema(), False),
    }
    if results.panel.flows is not None:
        tables["flows"] = flows(results.panel)
    if results.fit is not None:
        tables["fit"] = pa.Table.from_pandas(results.fit, None, False)
    (folder / "results").mkdir(parents=True, exist_ok=True)
    for name, table in results.more.items():
        tables[name] = pa.Table.from_pandas(table, None, False)
        if name in OWN:
            write_csv(folder, name, table)
    for name, table in tables.items():
        write_parquet(folder / "results" / f"{name}.parquet", table)


def write_failures(folder: Path, failures: Sequence[Failure]) -> None:
    """The table of cells that failed, if there are any."""
    import pandas as pd
    import pyarrow as pa

    if not failures:
        return
    table = pd.DataFrame([asdict(f) for f in sorted(failures, key=Failure.order)])
    (folder / "results").mkdir(parents=True, exist_ok=True)
    write_csv(folder, "failures", table)
    write_parquet(
        folder / "results" / "failures.parquet", pa.Table.from_pandas(table, None, False)
    )


def with_draws(results: Results, draws: tuple[Draw, ...]) -> Results:
    """Results that hold the table of draws, unless parameters stand as configured."""
    if not draws[0].values:
        return results
    return replace(results, more={**results.more, "draws": draws_table(draws).to_pandas()})


def write_parquet(path: Path, table: pa.Table) -> None:
    """A Parquet file without the schema of the library that wrote it."""
    from pyarrow import parquet

    plain = table.replace_schema_metadata(None)
    aside(path, lambda p: parquet.write_table(plain, p, compression="zstd", store_schema=False))


def read_parquet(path: Path) -> pd.DataFrame:
    """A table of the results."""
    import pandas as pd

    return pd.read_parquet(path)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """A JSON file that a person can read."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
