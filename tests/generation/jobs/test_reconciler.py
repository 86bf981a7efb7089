from __future__ import annotations

from datetime import timedelta
from typing import Any

import dramatiq
import pytest
from django.utils import timezone
from dramatiq.errors import BrokerConnectionError

from generation.jobs import reconciler
from generation.jobs.reconciler import reconcile_jobs
from generation.jobs.services import cancel_job
from generation.jobs.states import describe_job
from generation.jobs.tasks import make_child
from generation.jobs.workflow import run_job
from generation.models import Job, JobState
from generation.work.claims import ENQUEUE_AGAIN_SECONDS, ENQUEUE_AT_ONCE
from tests.generation.conftest import RequestFamily
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def ago(seconds: float) -> Any:
    return timezone.now() - timedelta(seconds=seconds)


def abandon(job: Job, **fields: Any) -> None:
    """Leaves a job as a killed worker does."""
    Job.objects.filter(pk=job.pk).update(
        **{"state": JobState.RUNNING, "lease_until": ago(1), "fence": 1, "attempts": 1, **fields}
    )


def waiting_messages() -> int:
    return int(dramatiq.get_broker().client.llen(f"babysite:dramatiq:{make_child.queue_name}"))  # type: ignore[attr-defined]


def lose_messages() -> None:
    dramatiq.get_broker().flush_all()


def test_an_abandoned_job_goes_back_into_the_line_and_the_bell_rings(waiting_job: Job) -> None:
    lose_messages()
    abandon(waiting_job)
    findings = reconcile_jobs()
    assert (findings.requeued, findings.enqueued) == (1, 1)
    assert Job.objects.get().state == JobState.QUEUED
    assert waiting_messages() == 1


def test_nothing_of_the_lost_attempt_is_shown_while_it_waits(waiting_job: Job) -> None:
    progress = {"stage": "projecting", "slot": "b", "step": 3, "num_steps": 4, "fraction": 0.7, "eta_seconds": 9}
    abandon(waiting_job, **progress)
    reconcile_jobs()
    shown = describe_job(Job.objects.get())
    assert [shown[name] for name in ("stage", "slot", "step", "num_steps", "percent", "eta_seconds")] == [
        "", "", 0, 0, 0, None
    ]  # fmt: skip


def test_it_is_then_done_by_the_next_worker(waiting_job: Job, quick_engine: QuickEngine) -> None:
    abandon(waiting_job)
    reconcile_jobs()
    run_job(waiting_job.pk)
    assert (Job.objects.get().state, Job.objects.get().fence) == (JobState.DONE, 2)


def test_work_in_good_hands_is_left_alone(waiting_job: Job) -> None:
    abandon(waiting_job, lease_until=timezone.now() + timedelta(seconds=5))
    assert not reconcile_jobs()


def test_after_the_last_attempt_it_fails_with_a_message(waiting_job: Job, settings: Any) -> None:
    abandon(waiting_job, attempts=settings.JOB_MAX_ATTEMPTS)
    assert reconcile_jobs().failed == 1
    job = Job.objects.get()
    assert (job.state, job.error_code) == (JobState.FAILED, "worker_lost")
    assert job.finished_at is not None
    assert "interrupted several times" in describe_job(job)["message"]


def test_work_that_took_too_long_fails_at_once_and_says_so(waiting_job: Job) -> None:
    abandon(waiting_job, error_code="took_too_long")
    assert reconcile_jobs().failed == 1
    assert "took far too long" in describe_job(Job.objects.get())["message"]


def test_an_abandoned_job_that_was_to_be_stopped_is_cancelled(waiting_job: Job) -> None:
    abandon(waiting_job, cancel_requested=True)
    assert reconcile_jobs().cancelled == 1
    assert Job.objects.get().state == JobState.CANCELLED


def test_what_is_stopped_while_the_reconciler_looks_never_waits_for_ever(
    waiting_job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    abandon(waiting_job)
    move = reconciler._move

    def stop_after_the_first_move(rows: Any, **fields: Any) -> int:
        moved = move(rows, **fields)
        cancel_job(waiting_job)
        return moved

    monkeypatch.setattr(reconciler, "_move", stop_after_the_first_move)
    assert reconcile_jobs().requeued == 0
    assert reconcile_jobs().cancelled == 1
    assert Job.objects.get().state == JobState.CANCELLED


def test_a_lost_message_is_sent_again_after_a_while(waiting_job: Job) -> None:
    lose_messages()
    assert reconcile_jobs().enqueued == 0, "It may still be on its way."
    Job.objects.update(enqueued_at=ago(ENQUEUE_AGAIN_SECONDS + 1))
    assert reconcile_jobs().enqueued == 1
    assert waiting_messages() == 1
    assert reconcile_jobs().enqueued == 0


def test_only_the_head_of_a_long_line_is_rung_for(waiting_job: Job) -> None:
    copies = [
        Job(owner=waiting_job.owner, family=waiting_job.family, idempotency_key=str(number), age_years=1, seed=1)
        for number in range(ENQUEUE_AT_ONCE + 5)
    ]
    Job.objects.bulk_create(copies)
    Job.objects.update(enqueued_at=None)
    assert reconcile_jobs().enqueued == ENQUEUE_AT_ONCE


def test_a_deactivated_accounts_jobs_are_not_rung_for(waiting_job: Job) -> None:
    waiting_job.owner.is_active = False
    waiting_job.owner.save()
    Job.objects.update(enqueued_at=None)
    assert reconcile_jobs().enqueued == 0


def test_a_form_is_taken_in_although_the_broker_is_away_and_the_bell_rings_later(
    request_family: RequestFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise BrokerConnectionError("The broker is away.")

    with monkeypatch.context() as broken:
        broken.setattr(dramatiq.get_broker(), "enqueue", away)
        job = request_family()
    assert Job.objects.get() == job
    Job.objects.update(enqueued_at=ago(ENQUEUE_AGAIN_SECONDS + 1))
    assert reconcile_jobs().enqueued == 1
    assert waiting_messages() == 1
