"""Jobs on processes of this machine.

Each worker has its own pipe, so that the death of one is known to be that of its job: another
takes its place and the job is done again. Results go home to this process, which alone writes.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from configs.schema import Design
from experiments.methods.batches import Done, Job, brief, run_job
from experiments.methods.deaths import Deaths, lost
from experiments.methods.tracks import RunError

READY = None  # what a worker says first; then what came of each job, or an error as text
STARTS, STILLBORN = 5, 20  # attempts to start a process, deaths in a row of those not ready
DIES = (
    "worker processes end before they begin; try workers=1 (in a script of your own, guard it)"
)


def in_turn(work: Iterable[Job], design: Design) -> Generator[Done]:
    """One job after the other, in this process."""
    yield from (run_job(job, design) for job in work)


def on_processes(work: Iterable[Job], design: Design, workers: int) -> Generator[Done]:
    """Jobs as they are finished, on so many processes."""
    waiting, deaths, stillborn = deque(work), Deaths(), 0
    crew: list[Worker] = []
    try:
        for _ in range(min(workers, len(waiting))):
            crew.append(Worker(design))
        while busy := [worker for worker in crew if worker.job or worker.take(waiting)]:
            ready = wait([worker.home for worker in busy])
            for worker in (worker for worker in busy if worker.home in ready):
                job = worker.job
                assert job is not None
                try:
                    done = worker.home.recv()
                except (EOFError, OSError):
                    again = deaths.again(job) if worker.is_ready else [job]
                    stillborn += not worker.is_ready
                    if stillborn == STILLBORN:
                        raise RunError(DIES) from None
                    waiting.extend(again)
                    done = None if again else lost(job)
                    worker.replace()
                else:
                    stillborn = 0
                    if done is READY:
                        worker.is_ready = True
                        continue
                worker.take(waiting)
                if isinstance(done, str):
                    raise RunError(done)
                if done:
                    yield done
    finally:
        # Whoever interrupts does not want to wait for the jobs that are under way.
        for worker in crew:
            worker.end()


class Worker:
    """A process and the job that it has."""

    def __init__(self, design: Design) -> None:
        # A server that forks clean copies starts as fast as fork, and is safe where this
        # process has threads (Arrow, BLAS); nothing relies on what a child inherits.
        methods = multiprocessing.get_all_start_methods()
        server = "forkserver" in methods
        self.context: Any = multiprocessing.get_context("forkserver" if server else "spawn")
        if server:
            self.context.set_forkserver_preload([__name__])
        self.design = brief(design)
        self.start()

    def start(self) -> None:
        """A fresh process."""
        self.job: Job | None = None
        self.is_ready = False
        for _ in range(STARTS):
            self.home, away = self.context.Pipe()
            words = {"target": serve, "args": (away, self.design), "daemon": True}
            self.process = self.context.Process(**words)
            try:
                self.process.start()
                return
            except (EOFError, OSError):
                self.home.close()
                time.sleep(0.2)  # the server itself was killed; the next attempt revives it
            finally:
                away.close()  # else the end of the process would not end the pipe
        raise RunError(DIES)

    def take(self, waiting: deque[Job]) -> Job | None:
        """The next job, if there is one."""
        self.job = waiting.popleft() if waiting else None
        if self.job is not None:
            try:
                self.home.send(self.job)
            except OSError:
                self.is_ready = False  # it died idle, which is not the job's doing
        return self.job

    def replace(self) -> None:
        """Another process in the place of one that died."""
        self.end()
        self.start()

    def end(self) -> None:
        """No process any more."""
        if self.process.pid:
            self.process.kill()
            self.process.join()
        self.home.close()


def serve(home: Connection, design: Design) -> None:
    """How a worker lives: job by job, until nobody has any more for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is its parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(OSError):
        home.send(READY)
    while True:
        try:
            job = home.recv()
        except (EOFError, OSError):
            return
        try:
            done = run_job(job, design)
        except MemoryError:
            os._exit(1)  # as the system would end it
        except Exception as error:
            done = f"{type(error).__name__}: {' '.join(str(error).split())}"
        try:
            home.send(done)
        except OSError:
            return  # nobody waits for it any more


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
