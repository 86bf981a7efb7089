"""Claims on job rows, and every write by a worker. A write is void once a newer fence exists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from accounts.advisory_locks import hold_until_commit
from accounts.users import is_suspended
from generation.consent.gate import may_compute
from generation.jobs.endings import EndingCode
from generation.jobs.events import announce
from generation.jobs.turns import in_turn, note_served, served_longer_ago_than
from generation.models import Job, JobState
from generation.work.claims import Claim, Claims, LostClaim
from generation.work.lease import Lease, hold_lease

# What an attempt starts from.
CLEAN_PROGRESS: dict[str, Any] = {
    "stage": "",
    "slot": "",
    "step": 0,
    "num_steps": 0,
    "fraction": 0.0,
    "eta_seconds": None,
    "error_code": "",
    "error_slot": "",
}


# Past a few, which are being cancelled or deleted just now, the next message looks again.
NUM_LOOKED_AT = 20


class ConsentMissing(Exception):
    """A person shown does not consent, or no longer does."""


JOBS = Claims(
    rows=Job.objects.all(),
    waiting=JobState.QUEUED,
    held=JobState.RUNNING,
    fence_field="fence",
    lease=lambda: timedelta(seconds=settings.JOB_LEASE_SECONDS),
    max_attempts=lambda: settings.JOB_MAX_ATTEMPTS,
    ready=Q(owner__is_active=True) & ~is_suspended("owner"),
)


def claim_next_job(*, served_before: UUID | None = None) -> Claim | None:
    """Claims the job whose turn it is, or returns None when there is nothing to do: messages arrive twice, and rows end
    in other ways. Workers choose one after the other, so that each sees who was served before.

    served_before: an account; only jobs of others whose last turn is longer ago than its own.
    """
    among = _may_be_had()
    if served_before is not None:
        among &= served_longer_ago_than(served_before)
    with transaction.atomic():
        hold_until_commit("the next job")
        head = in_turn(JOBS.free(among)).values_list("pk", flat=True)[:NUM_LOOKED_AT]
        return next((claim for claim in map(claim_job, head) if claim), None)


def claim_job(job_id: UUID) -> Claim | None:
    """Claims one job, or returns None when it is not to be had."""
    with transaction.atomic():
        job = JOBS.lock_free(job_id, _may_be_had())
        if job is None:
            return None
        claim = JOBS.take(job, seq=F("seq") + 1, started_at=Coalesce("started_at", Now()), **CLEAN_PROGRESS)
        note_served(job)
        transaction.on_commit(lambda: announce(job_id))
    return claim


def _may_be_had() -> Q:
    return Q(cancel_requested=False, attempts__lt=JOBS.max_attempts()) & ~Q(error_code=EndingCode.TOOK_TOO_LONG)


def hold_job_lease(claim: Claim) -> AbstractContextManager[Lease]:
    limit = settings.JOB_HARD_LIMIT_SECONDS
    return hold_lease(JOBS, claim, hard_limit_seconds=limit, last_words={"error_code": EndingCode.TOOK_TOO_LONG})


@contextmanager
def uncounted(claim: Claim) -> Iterator[None]:
    """Another job is done meanwhile: what kills the worker then is no failed attempt at this one."""
    JOBS.held_by(claim).update(attempts=claim.attempt - 1)
    try:
        yield
    finally:
        JOBS.held_by(claim).update(attempts=claim.attempt)


def _write(rows: Any, **fields: Any) -> bool:
    return bool(rows.update(seq=F("seq") + 1, **fields))


def is_cancel_requested(claim: Claim) -> bool:
    """Raises LostClaim."""
    requested: bool | None = JOBS.held_by(claim).values_list("cancel_requested", flat=True).first()
    if requested is None:
        raise LostClaim
    return requested


def record_progress(claim: Claim, **fields: Any) -> None:
    """Raises LostClaim."""
    if not _write(JOBS.held_by(claim), **fields):
        raise LostClaim
    announce(claim.row_id)


@contextmanager
def holding(claim: Claim) -> Iterator[Job]:
    """A transaction in which the claim cannot be lost. Raises LostClaim, ConsentMissing."""
    with transaction.atomic():
        job = (
            JOBS.held_by(claim)
            .select_for_update(of=("self",))
            .select_related("family__parent_a__portrait", "family__parent_b__portrait", "film_of__job")
            .first()
        )
        if job is None:
            raise LostClaim
        if not may_compute(job.family):
            raise ConsentMissing
        yield job


def finish(claim: Claim) -> None:
    """Marks the job as done, inside `holding`, where the result is stored: both become true together."""
    _write(JOBS.held_by(claim), state=JobState.DONE, fraction=1.0, finished_at=Now(), **_ended())
    transaction.on_commit(lambda: announce(claim.row_id))


def fail(claim: Claim, *, code: str, slot: str = "") -> bool:
    fields = {"error_code": code, "error_slot": slot, "finished_at": Now(), **_ended()}
    return _end(JOBS.held_by(claim), claim, state=JobState.FAILED, **fields)


def end_cancelled(claim: Claim) -> bool:
    return _end(JOBS.held_by(claim), claim, state=JobState.CANCELLED, finished_at=Now(), **_ended())


def wait_for_answer(claim: Claim) -> None:
    """Lets the job wait for its owner's answer, inside `holding`; no worker takes it before."""
    _write(JOBS.held_by(claim), state=JobState.WAITING, **{**CLEAN_PROGRESS, **_ended()})
    transaction.on_commit(lambda: announce(claim.row_id))


def hand_back(claim: Claim, *, code: str = "", counts: bool = True) -> bool:
    """Queues the job for another attempt, fails it after the last one, or cancels it if that was requested.

    Returns False when the claim was lost.

    counts: False when the worker had to leave, so that restarting a site never uses up a job's attempts.
    """
    if counts and JOBS.is_last(claim):
        return fail(claim, code=code)
    attempts = claim.attempt if counts else claim.attempt - 1
    fields = {**CLEAN_PROGRESS, "error_code": code, "attempts": attempts, **_ended()}
    if not counts:
        fields["enqueued_at"] = None  # nothing was wrong with it, so the reconciler sends it at its next look
    waits_again = _end(JOBS.held_by(claim).filter(cancel_requested=False), claim, state=JobState.QUEUED, **fields)
    return waits_again or end_cancelled(claim)


def _end(rows: Any, claim: Claim, **fields: Any) -> bool:
    was_mine = _write(rows, **fields)
    if was_mine:
        announce(claim.row_id)
    return was_mine


def _ended() -> dict[str, Any]:
    return {"lease_until": None, "eta_seconds": None}
