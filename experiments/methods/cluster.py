"""Jobs on a Dask cluster: one that is started on this machine, or one that has an address.

Dask survives the death of its workers; what a dead one had is handed out again. A cluster
started here listens on the loopback device only and has no dashboard. A cluster elsewhere
needs this program on its workers, the same version: what another one computes is refused.
Its tasks travel as pickles, so use only a cluster that you trust.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import ExitStack
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any

from configs.refusal import allowed_at, refuse
from configs.schema import Design
from experiments.methods.batches import Done, Job, brief, run_job
from experiments.methods.cells import model_version
from experiments.methods.deaths import Deaths, lost
from experiments.methods.tracks import RunError

LOCAL = "local"
ANSWER = 10  # seconds in which a scheduler must answer, and have a worker
AHEAD = 2  # jobs at hand for every worker
SETTINGS = {
    # The death of a worker counts against the one job that it had (`deaths`).
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.comm.retry.count": 0,
    "distributed.admin.large-graph-warning-threshold": "1GB",
    "distributed.worker.memory.spill": False,  # it would write pickles to the disk
    "distributed.worker.memory.target": False,
    "logging.distributed": "critical",  # deaths are expected; failures have our words
}


def on_cluster(work: Iterable[Job], design: Design) -> Generator[Done]:
    """Jobs as they are finished, on the cluster of a design."""
    import dask.config

    import_module("distributed.config")  # its own settings first, ours after them
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(SETTINGS))
        client = _client(design, stack)
        places = sum(client.ncores().values()) or 1
        yield from _handed_out(deque(work), client, design, AHEAD * places)


def _client(design: Design, stack: ExitStack) -> Any:
    """A client of the cluster; refused if there is none, or none with workers."""
    from distributed import Client, LocalCluster

    for name in ("distributed", "distributed.nanny", "distributed.scheduler"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if design.cluster == LOCAL:
        cluster = LocalCluster(
            n_workers=design.workers, threads_per_worker=1, processes=True,
            host="127.0.0.1", memory_limit=0, silence_logs=logging.CRITICAL,
            dashboard_address=None,  # pyright: ignore[reportArgumentType] # means none
            local_directory=stack.enter_context(TemporaryDirectory()),
        )  # fmt: skip
        return stack.enter_context(Client(stack.enter_context(cluster)))
    try:
        client = stack.enter_context(Client(design.cluster, timeout=ANSWER))
        client.wait_for_workers(1, timeout=ANSWER / 2)
    except (OSError, TimeoutError, ValueError) as error:
        why = f"no answer within {ANSWER} s, or no worker there"
        raise refuse("cluster", design.cluster, str(allowed_at("cluster")), why) from error
    return client


def _handed_out(waiting: deque[Job], client: Any, design: Design, most: int) -> Generator[Done]:
    from distributed import as_completed

    jobs: dict[str, Job] = {}  # under way, by the name of their task
    deaths = Deaths()

    def hand_out() -> Any:
        job = waiting.popleft()
        future = client.submit(_run, job, brief(design, job), model_version(), pure=False)
        jobs[future.key] = job
        return future

    under_way = as_completed([hand_out() for _ in range(min(most, len(waiting)))])
    for future in under_way:
        job = jobs.pop(future.key)
        done = _outcome(future)
        again = [] if done else deaths.again(job)
        waiting.extend(again)
        while waiting and len(jobs) < most:
            under_way.add(hand_out())
        if done or not again:
            yield done or lost(job)


def _outcome(future: Any) -> Done | None:
    """What came of a job; nothing if its worker died."""
    from distributed import CancelledError, KilledWorker

    try:
        return future.result()
    except (KilledWorker, CancelledError, MemoryError):
        return None
    except Exception as error:
        kind = "" if isinstance(error, RunError) else f"{type(error).__name__}: "
        raise RunError(kind + " ".join(str(error).split())) from error


def _run(job: Job, design: Design, version: str) -> Done:
    if model_version() != version:
        raise RunError("a worker of the cluster has another version of the model or of numpy")
    return run_job(job, design)
