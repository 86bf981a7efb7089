"""Who may write a job's row, and every write a worker makes. Each is void once a newer fence exists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from accounts.models import Purpose
from accounts.people.selectors import consent_holds
from generation.jobs.events import announce
from generation.models import Job, JobState

# The lease keeper's last word before it kills a worker; the reconciler then ends the job for good.
TOOK_TOO_LONG = "took_too_long"

# What an attempt starts from.
CLEAN_PROGRESS: dict[str, Any] = {
    "stage": "",
    "subject": "",
    "step": 0,
    "num_steps": 0,
    "fraction": 0.0,
    "eta_seconds": None,
    "error_code": "",
    "error_subject": "",
}


class LostClaim(Exception):
    """The row has gone, was cancelled or belongs to a newer attempt: leave quietly and take the files along."""


class ConsentMissing(Exception):
    """Somebody shown does not agree, or no longer does."""

    code = "consent_missing"


@dataclass(frozen=True, kw_only=True)
class Claim:
    job_id: UUID
    fence: int
    attempt: int


def claim_job(job_id: UUID) -> Claim | None:
    """None when there is nothing to do: messages arrive twice, and rows end in other ways."""
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=Now()) & ~Q(error_code=TOOK_TOO_LONG)
    free = Q(state=JobState.QUEUED) | abandoned
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(free, pk=job_id, cancel_requested=False, attempts__lt=settings.JOB_MAX_ATTEMPTS)
            .filter(owner__is_active=True)
            .first()
        )
        if job is None:
            return None
        claim = Claim(job_id=job_id, fence=job.fence + 1, attempt=job.attempts + 1)
        _write(
            Job.objects.filter(pk=job_id),
            state=JobState.RUNNING,
            fence=claim.fence,
            attempts=claim.attempt,
            lease_until=Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS),
            started_at=Coalesce("started_at", Now()),
            **CLEAN_PROGRESS,
        )
    announce(job_id)
    return claim


def _write(rows: Any, **fields: Any) -> bool:
    return bool(rows.update(seq=F("seq") + 1, **fields))


def _mine(claim: Claim) -> Any:
    return Job.objects.filter(pk=claim.job_id, fence=claim.fence, state=JobState.RUNNING)


def is_cancel_requested(claim: Claim) -> bool:
    """Raises LostClaim."""
    requested: bool | None = _mine(claim).values_list("cancel_requested", flat=True).first()
    if requested is None:
        raise LostClaim
    return requested


def record_progress(claim: Claim, **fields: Any) -> None:
    """Raises LostClaim."""
    if not _write(_mine(claim), **fields):
        raise LostClaim
    announce(claim.job_id)


@contextmanager
def holding(claim: Claim) -> Iterator[Job]:
    """A transaction in which the claim cannot be lost. Raises LostClaim, ConsentMissing."""
    with transaction.atomic():
        job = (
            _mine(claim)
            .select_for_update(of=("self",))
            .select_related("family__parent_a__portrait", "family__parent_b__portrait", "film_of__job")
            .first()
        )
        if job is None:
            raise LostClaim
        check_consent(job)
        yield job


def check_consent(job: Job) -> None:
    shown = [person.pk for person in job.family.parents if not person.is_sample]
    if not consent_holds(person_ids=shown, purpose=Purpose.COMPUTE):
        raise ConsentMissing


def finish(claim: Claim) -> None:
    """Inside `holding`, where the result is stored: it and the job's end become true together."""
    _write(_mine(claim), state=JobState.DONE, fraction=1.0, finished_at=Now(), **_ended())
    transaction.on_commit(lambda: announce(claim.job_id))


def fail(claim: Claim, *, code: str, subject: str = "") -> bool:
    fields = {"error_code": code, "error_subject": subject, "finished_at": Now(), **_ended()}
    return _end(_mine(claim), claim, state=JobState.FAILED, **fields)


def end_cancelled(claim: Claim) -> bool:
    return _end(_mine(claim), claim, state=JobState.CANCELLED, finished_at=Now(), **_ended())


def wait_for_answer(claim: Claim) -> None:
    """Inside `holding`: nobody works on it until its owner has said something."""
    _write(_mine(claim), state=JobState.WAITING, **{**CLEAN_PROGRESS, **_ended()})
    transaction.on_commit(lambda: announce(claim.job_id))


def hand_back(claim: Claim, *, code: str = "", counts: bool = True) -> bool:
    """Back into the line for another attempt, failed after the last one, or cancelled if somebody asked for that.

    False when it was not ours any more.

    counts: False when the worker had to leave, so that restarting a site never uses up a job's attempts.
    """
    if counts and claim.attempt >= settings.JOB_MAX_ATTEMPTS:
        return fail(claim, code=code)
    attempts = claim.attempt if counts else claim.attempt - 1
    fields = {**CLEAN_PROGRESS, "error_code": code, "attempts": attempts, **_ended()}
    if not counts:
        fields["rung_at"] = None  # nothing was wrong with it, so the reconciler rings at its next look
    waits_again = _end(_mine(claim).filter(cancel_requested=False), claim, state=JobState.QUEUED, **fields)
    return waits_again or end_cancelled(claim)


def _end(rows: Any, claim: Claim, **fields: Any) -> bool:
    was_mine = _write(rows, **fields)
    if was_mine:
        announce(claim.job_id)
    return was_mine


def _ended() -> dict[str, Any]:
    return {"lease_until": None, "eta_seconds": None}
