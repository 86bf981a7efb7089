from __future__ import annotations

from uuid import UUID

import dramatiq

from accounts.work import queues
from accounts.work.enqueue import enqueue
from generation.jobs import workflow


# The message only wakes a worker: whose turn it is, the table says, and each job that waits has sent one.
# No retries and no time limit of the broker's: the job table counts attempts and the lease keeper watches the clock.
@dramatiq.actor(queue_name=queues.HEAVY, max_retries=0, time_limit=float("inf"))
def make_child(job_id: str) -> None:
    workflow.run_next_job()


def enqueue_job(job_id: UUID) -> None:
    enqueue(make_child, str(job_id), lost=f"Job {job_id} waits for the next look")
