"""What is done of a design, batch by batch on disk, so that the same command goes on.

    cells/KEY.SUM.arrow     the cells of a batch (batches.py), one row each

KEY is a hash of all that the numbers hang on: settings of every arm, values of the draws,
seeds, horizon, records, indicators, sources and data of the model, numpy and scipy. What was
computed with other parameters or another model therefore has another name, and is never found.
SUM is a hash of the bytes of the file, by which a damaged one is known. Written aside and
renamed; no pickle. A design with a probe is not kept, since what probes find has no fixed
shape: such an experiment starts again from its beginning.
"""

from __future__ import annotations

import hashlib
import json
import logging
from functools import cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import configs.arms
import sim
from configs.schema import Design
from experiments.methods import tracks
from experiments.methods.batches import Batch
from experiments.methods.files import aside
from experiments.methods.tracks import Record

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 1  # of the files; another one is not read
PACKAGES = ("numpy", "scipy")
KEY, SUM = 24, 16  # digits of the two hashes
log = logging.getLogger(__name__)


@cache
def model_version() -> str:
    """A hash of every source and every datum that bears on a number."""
    root = Path(sim.__file__).parent
    found = [p for p in sorted(root.rglob("*")) if p.is_file()]
    bearing = [p for p in found if p.suffix not in (".pyc", ".md")]
    digest = hashlib.sha256()
    for path in (*bearing, Path(tracks.__file__), Path(configs.arms.__file__)):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name} {content}\n".encode())
    for name in PACKAGES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    return digest.hexdigest()


class Cells:
    """The batches of a design that a folder holds."""

    def __init__(self, folder: Path, design: Design) -> None:
        self.folder, self.design = folder, design
        # The text of settings names every parameter with all its digits.
        self.arms = {name: digest(repr(settings)) for name, settings in design.arms.items()}
        self.common = [
            VERSION, model_version(), design.horizon, design.record, design.flows,
            tracks.kept_indicators(design),
        ]  # fmt: skip
        self.there = {path.name[:KEY]: path for path in folder.glob("*.arrow")}

    def key(self, batch: Batch) -> str:
        """The hash of what a batch computes."""
        arms = [(name, self.arms[name]) for name in batch.arms]
        pairs = [(draw.number, draw.values, seed) for draw, seed in batch.pairs]
        return digest(json.dumps([self.common, arms, pairs], default=repr))[:KEY]

    def read(self, batch: Batch) -> list[Record] | None:
        """The records of a batch, or nothing; a damaged file is reported and taken away."""
        path = self.there.get(self.key(batch))
        if path is None:
            return None
        content = path.read_bytes()
        if path.name.split(".")[1] != digest(content)[:SUM]:
            log.warning("%s is damaged; its %d cells are run again", path, batch.cells)
            path.unlink()
            return None
        return _records(content)

    def write(self, batch: Batch, records: list[Record]) -> None:
        """Keep the records of a batch."""
        content = _content(records)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.key(batch)}.{digest(content)[:SUM]}.arrow"
        aside(path, lambda part: part.write_bytes(content))


def clear(folder: Path) -> None:
    """Take away all that is kept."""
    for pattern in ("*.arrow", "*.arrow.part"):
        for path in folder.glob(pattern):
            path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def digest(content: str | bytes) -> str:
    """The SHA-256 of a text or of bytes."""
    given = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(given).hexdigest()


def _content(records: list[Record]) -> bytes:
    import pyarrow as pa

    values, shape = _numbers([record.values for record in records])
    flows, moved = _numbers([record.flows for record in records])
    columns = {
        "arm": pa.array([record.arm for record in records]),
        "draw": pa.array([record.draw for record in records], pa.int64()),
        "seed": pa.array([record.seed for record in records], pa.int64()),
        "error": pa.array([record.error for record in records]),
        "values": values,
        "flows": flows,
    }
    table = pa.table(columns)
    shapes = {"values": json.dumps(shape), "flows": json.dumps(moved)}
    table = table.replace_schema_metadata(shapes)
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def _numbers(arrays: list[np.ndarray]) -> tuple[pa.Array, list[int]]:
    """A list of numbers per record, empty where it failed, and the shape they all have."""
    import pyarrow as pa

    shape = list(max((a.shape for a in arrays), key=len))
    ends = np.cumsum([0, *(a.size for a in arrays)])
    flat = np.concatenate([a.ravel() for a in arrays])
    return pa.LargeListArray.from_arrays(pa.array(ends, pa.int64()), pa.array(flat)), shape


def _records(content: bytes) -> list[Record]:
    import pyarrow as pa

    table = pa.ipc.open_file(content).read_all()
    shapes = table.schema.metadata
    head = zip(*(table[n].to_pylist() for n in ("arm", "seed", "draw", "error")), strict=True)
    values, flows = (
        _arrays(table[name], json.loads(shapes[name.encode()])) for name in ("values", "flows")
    )
    return [
        Record(arm, seed, v, f, draw=draw, error=error)
        for (arm, seed, draw, error), v, f in zip(head, values, flows, strict=True)
    ]


def _arrays(column: pa.ChunkedArray, shape: list[int]) -> list[np.ndarray]:
    """The numbers of every record in their shape; nothing where it failed."""
    lists = column.combine_chunks()
    ends, flat = lists.offsets.to_numpy(), lists.values.to_numpy()
    parts = [flat[a:b] for a, b in pairwise(ends)]
    return [part.reshape(shape) if part.size else part for part in parts]
