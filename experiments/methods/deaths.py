"""Jobs whose worker died: done again, unless it is they that kill.

Workers die for reasons of their own (somebody ends them, a machine goes down) or because a job
takes more memory than there is. A job is done again after all that wait, replication by
replication, so that what strikes by chance strikes something else and what kills is alone. It
is given up when three deaths in a row were of it, or too many in all.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from experiments.methods.batches import Batch, Done, Job
from experiments.methods.tracks import Record

IN_A_ROW, IN_ALL = 3, 8
KILLED = "its workers died again and again, perhaps for lack of memory: try fewer workers"


class Deaths:
    """What to do with the jobs of the dead."""

    def __init__(self) -> None:
        self.last: Batch | None = None
        self.row = 0

    def again(self, job: Job) -> list[Job]:
        """What is to be done again of a job; nothing if it is given up."""
        batch = job.batch
        if len(batch.pairs) > 1:
            return [Job(job.number, Batch((pair,), batch.arms)) for pair in batch.pairs]
        self.row = self.row + 1 if batch == self.last else 1
        self.last = batch
        if self.row == IN_A_ROW or job.deaths + 1 == IN_ALL:
            return []
        return [replace(job, deaths=job.deaths + 1)]


def lost(job: Job) -> Done:
    """What is said of the cells of a job that no worker outlives."""
    empty = np.empty(0)
    records = [
        Record(arm, seed, empty, empty, draw=draw.number, error=KILLED)
        for draw, seed in job.batch.pairs
        for arm in job.batch.arms
    ]
    return Done(job, records, kept=False)
