"""Recovery of lost jobs: those whose worker died, and those whose message was lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from generation.jobs.claims import CLEAN_PROGRESS, JOBS
from generation.jobs.endings import EndingCode
from generation.jobs.events import announce
from generation.jobs.tasks import enqueue_job
from generation.models import Job, JobState

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Findings:
    requeued: int
    failed: int
    cancelled: int
    enqueued: int

    def __bool__(self) -> bool:
        return any((self.requeued, self.failed, self.cancelled, self.enqueued))


def reconcile_jobs() -> Findings:
    expired = JOBS.abandoned()
    worn_out = Q(attempts__gte=JOBS.max_attempts()) | Q(error_code=EndingCode.TOOK_TOO_LONG)
    cancelled = _move(expired.filter(cancel_requested=True), state=JobState.CANCELLED, finished_at=Now())
    nameless = _move(
        expired.filter(worn_out, error_code=""),
        state=JobState.FAILED,
        finished_at=Now(),
        error_code=EndingCode.WORKER_LOST,
    )
    named = _move(expired.filter(worn_out).exclude(error_code=""), state=JobState.FAILED, finished_at=Now())
    # Not what somebody stopped since the look above: nobody claims a job that waits and is to be stopped.
    left = expired.exclude(worn_out).filter(cancel_requested=False)
    requeued = _move(left, state=JobState.QUEUED, enqueued_at=None, **CLEAN_PROGRESS)
    return Findings(
        requeued=requeued, failed=nameless + named, cancelled=cancelled, enqueued=JOBS.enqueue_again(enqueue_job)
    )


def _move(rows: QuerySet[Job], **fields: Any) -> int:
    """Updates the rows one by one: each update asks again whether the lease has really run out."""
    moved = 0
    for job_id in rows.values_list("pk", flat=True):
        if rows.filter(pk=job_id).update(**{"seq": F("seq") + 1, "lease_until": None, "eta_seconds": None, **fields}):
            moved += 1
            logger.warning("Job %s was left by its worker and is now %s.", job_id, fields["state"].value)
            announce(job_id)
    return moved
