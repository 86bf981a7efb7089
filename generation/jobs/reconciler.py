"""Puts back what fell between the chairs: jobs whose worker died, and jobs whose message was lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from generation.jobs.events import announce
from generation.jobs.tasks import ring_for
from generation.models import Job, JobState

logger = logging.getLogger(__name__)

# A message that was sent this recently is probably still on its way.
RING_AGAIN_SECONDS = 30
# Only the head of the line is rung again: a long line would fill the broker with copies.
RING_AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class Findings:
    requeued: int
    failed: int
    cancelled: int
    rung: int

    def __bool__(self) -> bool:
        return any((self.requeued, self.failed, self.cancelled, self.rung))


def reconcile_jobs() -> Findings:
    expired = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=Now())
    worn_out = Q(attempts__gte=settings.JOB_MAX_ATTEMPTS) | Q(error_code="took_too_long")
    cancelled = _move(expired.filter(cancel_requested=True), state=JobState.CANCELLED, finished_at=Now())
    nameless = _move(
        expired.filter(worn_out, error_code=""),
        state=JobState.FAILED,
        finished_at=Now(),
        error_code="worker_lost",
    )
    named = _move(expired.filter(worn_out).exclude(error_code=""), state=JobState.FAILED, finished_at=Now())
    # Not what somebody stopped since the look above: nobody claims a job that waits and is to be stopped.
    left = expired.exclude(worn_out).filter(cancel_requested=False)
    requeued = _move(left, state=JobState.QUEUED, rung_at=None)
    return Findings(requeued=requeued, failed=nameless + named, cancelled=cancelled, rung=ring_for_waiting())


def _move(rows: QuerySet[Job], **fields: Any) -> int:
    """One by one: each update asks again whether the lease has really run out."""
    moved = 0
    for job_id in rows.values_list("pk", flat=True):
        if rows.filter(pk=job_id).update(seq=F("seq") + 1, lease_until=None, eta_seconds=None, **fields):
            moved += 1
            logger.warning("Job %s was left by its worker and is now %s.", job_id, fields["state"].value)
            announce(job_id)
    return moved


def ring_for_waiting() -> int:
    silent = Q(rung_at__isnull=True) | Q(rung_at__lt=Now() - timedelta(seconds=RING_AGAIN_SECONDS))
    waiting = Job.objects.filter(state=JobState.QUEUED, owner__is_active=True)
    head: list[UUID] = list(waiting.order_by("created_at").values_list("pk", flat=True)[:RING_AT_ONCE])
    to_ring = list(waiting.filter(silent, pk__in=head).order_by("created_at").values_list("pk", flat=True))
    for job_id in to_ring:
        Job.objects.filter(pk=job_id).update(rung_at=Now())
        ring_for(job_id)
    return len(to_ring)
