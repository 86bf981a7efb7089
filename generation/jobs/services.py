from __future__ import annotations

import secrets
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from accounts.models import User
from generation.jobs.bounds import check_bounds
from generation.jobs.capacity import take_place
from generation.jobs.claims import CLEAN_PROGRESS
from generation.jobs.endings import EndingCode
from generation.jobs.events import announce
from generation.jobs.locks import lock_families
from generation.jobs.selectors import check_is_same, get_submitted_job
from generation.jobs.specs import ChildSpec
from generation.jobs.states import is_retryable
from generation.jobs.tasks import enqueue_job
from generation.models import OPEN_STATES, Child, Family, Job, JobState

SEED_LIMIT = 2**32


def request_child(*, owner: User, family: Family, spec: ChildSpec, idempotency_key: str, body_sha256: str = "") -> Job:
    """The same key asks for the same job, however often it is sent. Raises Http404 when the family has just gone, and a
    Refusal.

    While somebody who was invited hasn't answered, the job waits for that. body_sha256: of a request to the API, whose
    keys belong to one body each; empty for a page, whose keys have it in themselves. Raises BeyondBounds.
    """
    check_bounds(family, spec)
    wanted = {
        "family": family,
        "age_years": spec.age_years,
        "sex": spec.sex,
        "dominance": spec.dominance,
        "expression": spec.expression,
        "sources": dict(spec.sources),
        "siblings": spec.siblings,
        "years_apart": spec.years_apart,
        "identical": spec.identical,
        "seed": secrets.randbelow(SEED_LIMIT) if spec.seed is None else spec.seed,
        "body_sha256": body_sha256,
        "enqueued_at": Now(),
    }
    with transaction.atomic():
        row = get_object_or_404(Family.objects.select_for_update(no_key=True), pk=family.pk)
        wanted["state"] = first_state_in(row)
        known = get_submitted_job(owner, idempotency_key, body_sha256)
        if known is not None:
            return known
        take_place(owner.pk)
        job, is_new = Job.objects.get_or_create(owner=owner, idempotency_key=idempotency_key, defaults=wanted)
        check_is_same(job, body_sha256)  # another request may have been quicker
        if is_new:
            Family.objects.note_use(family.pk)
            _enqueue_on_commit(job)
    return job


def request_film(child: Child) -> Job:
    """The same job however often it is asked for; if it ended without a film, it begins again, whatever the reason was.

    Raises Http404 when the child has just gone, and a Refusal.
    """
    wanted = {
        "owner_id": child.family.owner_id,
        "family_id": child.family_id,
        "idempotency_key": str(uuid4()),
        # Of the row alone: what was asked for is read from the job that made it.
        "age_years": child.age_years,
        "expression": child.expression,
        "seed": child.seed,
        "enqueued_at": Now(),
    }
    with transaction.atomic():
        get_object_or_404(Family.objects.select_for_update(no_key=True), pk=child.family_id)
        get_object_or_404(Child, pk=child.pk)
        Family.objects.note_use(child.family_id)
        known = Job.objects.filter(film_of=child).first()
        if known is not None and (known.is_open or known.state == JobState.DONE):
            return known
        take_place(child.family.owner_id)
        job, is_new = Job.objects.get_or_create(film_of=child, defaults=wanted)
        if is_new:
            _enqueue_on_commit(job)
        else:
            start_again(job)
    return job


def cancel_job(job: Job) -> bool:
    """Cancels a job: a waiting one at once, a running one at its next step. Returns False when it had ended.

    In one statement, so that no worker hands the job back between two looks at it.
    """
    is_waiting = Q(state__in=[JobState.QUEUED, JobState.WAITING])
    changed = Job.objects.filter(is_waiting | Q(state=JobState.RUNNING, cancel_requested=False), pk=job.pk).update(
        seq=F("seq") + 1,
        state=Case(When(is_waiting, then=Value(JobState.CANCELLED)), default=F("state")),
        finished_at=Case(When(is_waiting, then=Now()), default=F("finished_at")),
        cancel_requested=Case(When(is_waiting, then=F("cancel_requested")), default=Value(True)),
    )
    if changed:
        transaction.on_commit(lambda: announce(job.pk))
    return bool(changed)


def stop_jobs_of(owner_id: UUID) -> None:
    """Ends every open job of an account, inside the transaction that suspends it. Workers lose their claims by that,
    stop at their next step and store no result.
    """
    lock_families(Family.objects.filter(owner=owner_id))
    ids = list(Job.objects.filter(owner=owner_id, state__in=OPEN_STATES).values_list("pk", flat=True))
    Job.objects.filter(pk__in=ids).update(
        **CLEAN_PROGRESS
        | {
            "seq": F("seq") + 1,
            "state": JobState.FAILED,
            "error_code": EndingCode.ACCOUNT_SUSPENDED,
            "lease_until": None,
            "finished_at": Now(),
        }
    )
    for job_id in ids:
        transaction.on_commit(partial(announce, job_id))


def set_email_wanted(job: Job, *, is_wanted: bool) -> None:
    """Changes nothing of a job that has ended: its email is written, or being written."""
    Job.objects.filter(pk=job.pk, state__in=OPEN_STATES).update(email_wanted=is_wanted)


def retry_job(job: Job) -> bool:
    """Restarts a job with fresh attempts. Returns False when a retry is impossible or useless. Raises a Refusal."""
    if not is_retryable(job):
        return False
    with transaction.atomic():
        get_object_or_404(Family.objects.select_for_update(no_key=True), pk=job.family_id)
        take_place(job.owner_id)
        return start_again(job)


def first_state_in(family: Family) -> JobState:
    """Returns the first state of a job. The caller holds the family's row, as whoever answers an invitation does."""
    return JobState.WAITING if family.pending_invitees else JobState.QUEUED


def start_again(job: Job) -> bool:
    """Restarts the job. The caller holds the family's row."""
    state = first_state_in(Family.objects.get(pk=job.family_id))
    changed = Job.objects.filter(pk=job.pk, state=job.state).update(
        state=state,
        attempts=0,
        cancel_requested=False,
        finished_at=None,
        enqueued_at=Now(),
        seq=F("seq") + 1,
        **CLEAN_PROGRESS,
    )
    if changed:
        job.state = state
        _enqueue_on_commit(job)
        transaction.on_commit(lambda: announce(job.pk))
    return bool(changed)


def _enqueue_on_commit(job: Job) -> None:
    if job.state == JobState.QUEUED:
        transaction.on_commit(lambda: enqueue_job(job.pk))
