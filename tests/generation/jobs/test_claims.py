from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from generation.jobs.claims import (
    claim_job,
    end_cancelled,
    fail,
    finish,
    hand_back,
    holding,
    is_cancel_requested,
    record_progress,
)
from generation.models import Job, JobState
from generation.work.claims import Claim, LostClaim

pytestmark = pytest.mark.django_db(transaction=True)


def claimed(job: Job) -> Claim:
    claim = claim_job(job.pk)
    assert claim is not None
    return claim


def expire(job: Job, **fields: Any) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1), **fields)


def test_a_claim_holds_a_lease_from_now_on(waiting_job: Job, settings: Any) -> None:
    claim, job = claimed(waiting_job), Job.objects.get()
    assert (claim.fence, claim.attempt, job.state, job.attempts) == (1, 1, JobState.RUNNING, 1)
    assert job.lease_until is not None
    left = (job.lease_until - timezone.now()).total_seconds()
    assert settings.JOB_LEASE_SECONDS - 5 < left <= settings.JOB_LEASE_SECONDS


def test_of_eight_workers_one_gets_the_job(waiting_job: Job) -> None:
    def ask() -> Claim | None:
        try:
            return claim_job(waiting_job.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        claims = [future.result() for future in [pool.submit(ask) for _worker in range(8)]]
    assert len([claim for claim in claims if claim]) == 1


def test_nobody_else_gets_it_while_the_lease_lasts(waiting_job: Job) -> None:
    claimed(waiting_job)
    assert claim_job(waiting_job.pk) is None


def test_an_expired_lease_is_free_for_the_next_with_a_higher_fence(waiting_job: Job) -> None:
    claimed(waiting_job)
    expire(waiting_job)
    second = claimed(waiting_job)
    assert (second.fence, second.attempt) == (2, 2)


def test_after_the_last_attempt_nobody_gets_it(waiting_job: Job, settings: Any) -> None:
    for _attempt in range(settings.JOB_MAX_ATTEMPTS):
        claimed(waiting_job)
        expire(waiting_job)
    assert claim_job(waiting_job.pk) is None


def test_work_that_took_too_long_is_not_begun_again(waiting_job: Job) -> None:
    claimed(waiting_job)
    expire(waiting_job, error_code="took_too_long")
    assert claim_job(waiting_job.pk) is None


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_what_has_ended_is_not_to_be_had(waiting_job: Job, state: str) -> None:
    Job.objects.update(state=state)
    assert claim_job(waiting_job.pk) is None


def test_a_job_that_is_not_there_is_not_to_be_had(db: None) -> None:
    assert claim_job(uuid4()) is None


def test_the_database_knows_no_running_job_without_a_lease(waiting_job: Job) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(state=JobState.RUNNING)


@pytest.fixture
def outdated(waiting_job: Job) -> Claim:
    """The claim of a worker that was thought dead: another one has the job now."""
    claim = claimed(waiting_job)
    expire(waiting_job)
    claimed(waiting_job)
    return claim


def test_a_lost_claim_changes_nothing(outdated: Claim) -> None:
    before = Job.objects.values().get()
    assert not fail(outdated, code="internal_error")
    assert not hand_back(outdated)
    assert not end_cancelled(outdated)
    for write in (lambda: record_progress(outdated, fraction=0.9), lambda: is_cancel_requested(outdated)):
        with pytest.raises(LostClaim):
            write()
    assert Job.objects.values().get() == before


def test_a_lost_claim_ends_no_job(outdated: Claim) -> None:
    before = Job.objects.values().get()
    with pytest.raises(LostClaim), holding(outdated):
        finish(outdated)
    assert Job.objects.values().get() == before


def test_progress_is_counted(waiting_job: Job) -> None:
    claim = claimed(waiting_job)
    seq = Job.objects.get().seq
    record_progress(claim, fraction=0.5)
    assert (Job.objects.get().seq, Job.objects.get().fraction) == (seq + 1, 0.5)


def test_handing_back_counts_the_attempt_unless_the_worker_had_to_leave(waiting_job: Job) -> None:
    attempts = []
    for counts in (True, False, False):
        hand_back(claimed(waiting_job), counts=counts)
        attempts.append(Job.objects.get().attempts)
    assert attempts == [1, 1, 1]
    assert Job.objects.get().state == JobState.QUEUED
