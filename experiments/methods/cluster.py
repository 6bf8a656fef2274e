"""Jobs on a Dask cluster: one that is started on this machine, or one that has an address.

Dask survives the death of its workers; what a dead one had is handed out again. A cluster
started here listens on the loopback device only and has no dashboard. A cluster elsewhere
needs this program on its workers, the same version: what another one computes is refused.
Its tasks travel as pickles, so use only a cluster that you trust.
"""

from __future__ import annotations

import asyncio
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
STARTS = 20  # of a local cluster in a row without a result, if somebody kills its workers
LONELY = 20  # seconds without a result after which workers are looked for
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
    """Jobs as they are finished, on the cluster of a design.

    A ConnectionError if the cluster is lost.
    """
    import dask.config

    import_module("distributed.config")  # its own settings first, ours after them
    waiting, deaths = deque(work), Deaths()
    starts = STARTS if design.cluster == LOCAL else 1
    left = starts
    while waiting and left:
        left -= 1
        with ExitStack() as stack:
            stack.enter_context(dask.config.set(SETTINGS))
            client = _client(design, stack)
            for done in _handed_out(waiting, client, design, deaths) if client else ():
                left = starts - 1  # one elsewhere is not ours to start again
                yield done
    if waiting:
        raise ConnectionError(f"cluster = {design.cluster}: no worker is left")


def _client(design: Design, stack: ExitStack) -> Any:
    """A client of the cluster; refused if there is none, or none with workers.

    Nothing if a worker of a local cluster died before it had begun.
    """
    from distributed import Client, LocalCluster

    for part in ("", ".client", ".core", ".nanny", ".scheduler", ".utils"):
        logging.getLogger(f"distributed{part}").setLevel(logging.CRITICAL)
    if design.cluster == LOCAL:
        try:
            cluster = LocalCluster(
                n_workers=design.workers, threads_per_worker=1, processes=True,
                host="127.0.0.1", memory_limit=0, silence_logs=logging.CRITICAL,
                dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
                local_directory=stack.enter_context(TemporaryDirectory()),
            )  # fmt: skip
        except RuntimeError:
            return None
        return stack.enter_context(Client(stack.enter_context(cluster)))
    try:
        asyncio.run(asyncio.wait_for(_answer(str(design.cluster)), ANSWER))
        client = stack.enter_context(Client(design.cluster, timeout=ANSWER))
        client.wait_for_workers(1, timeout=ANSWER / 2)
    except Exception as error:  # whatever comes of an answer by something else
        is_silent = isinstance(error, OSError | TimeoutError)
        other = f"what answers is no scheduler of this Dask ({type(error).__name__})"
        why = f"no answer within {ANSWER} s, or no worker there" if is_silent else other
        raise refuse("cluster", design.cluster, str(allowed_at("cluster")), why) from error
    return client


async def _answer(address: str) -> None:
    """Something that speaks like Dask; a client would wait for a silent one for ever."""
    from distributed.comm.core import connect

    comm = await connect(address, timeout=ANSWER)
    await comm.close()


def _handed_out(
    waiting: deque[Job], client: Any, design: Design, deaths: Deaths
) -> Generator[Done]:
    """Jobs as they are finished; those that no worker is left for wait again."""
    from distributed import CancelledError, wait

    most = AHEAD * (sum(client.ncores().values()) or 1)
    jobs: dict[Any, Job] = {}  # under way, by the future of what comes of them
    while waiting or jobs:
        while waiting and len(jobs) < most:
            job = waiting.popleft()
            plan = brief(design, job)
            jobs[client.submit(_run, job, plan, model_version(), pure=False)] = job
        try:
            found: Any = wait(list(jobs), timeout=LONELY, return_when="FIRST_COMPLETED")
        except TimeoutError:
            if client.ncores():
                continue
            waiting.extend(jobs.values())
            return
        except CancelledError as error:
            gone = f"cluster = {design.cluster}: its scheduler is lost"
            raise ConnectionError(gone) from error
        for future in found.done:
            job, done = jobs.pop(future), _outcome(future)
            again = [] if done else deaths.again(job)
            waiting.extend(again)
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
