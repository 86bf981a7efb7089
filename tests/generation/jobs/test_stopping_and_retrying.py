from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from generation.jobs.claims import claim_job, hand_back
from generation.jobs.services import cancel_job
from generation.jobs.watching import stopping
from generation.jobs.workflow import run_job
from generation.models import Job, JobState
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def press(client: Client, what: str, job: Job) -> str:
    response = client.post(reverse(f"jobs:{what}", args=[job.pk]), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def state_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def test_a_waiting_job_stops_at_once(alice_client: Client, waiting_job: Job) -> None:
    assert "Nothing was made." in press(alice_client, "cancel", waiting_job)
    assert state_of(waiting_job) == JobState.CANCELLED


def test_a_running_job_says_that_it_is_stopping(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    seen: list[str] = []

    def at_step(stage: str, step: int) -> None:
        if (stage, step) == ("projecting", 2):
            seen.append(press(alice_client, "cancel", waiting_job))

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    assert "Stopping …" in seen[0]
    assert state_of(waiting_job) == JobState.CANCELLED


def test_stopping_what_has_ended_says_so(alice_client: Client, done_job: Job) -> None:
    assert "There was nothing left to stop." in press(alice_client, "cancel", done_job)
    assert state_of(done_job) == JobState.DONE


def test_a_job_that_was_stopped_while_its_worker_left_ends(waiting_job: Job, quick_engine: QuickEngine) -> None:
    """It must not wait for ever: nobody claims a job that is to be stopped."""

    def at_step(stage: str, step: int) -> None:
        if stage == "projecting":
            Job.objects.update(cancel_requested=True)
            stopping.set()

    quick_engine.at_step = at_step
    try:
        run_job(waiting_job.pk)
    finally:
        stopping.clear()
    assert state_of(waiting_job) == JobState.CANCELLED


def test_a_job_is_stopped_although_its_worker_hands_it_back_just_then(waiting_job: Job) -> None:
    claim = claim_job(waiting_job.pk)
    assert claim is not None

    def stop() -> bool:
        try:
            return cancel_job(waiting_job)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hand_back(claim, counts=False)
            stopped = pool.submit(stop)
            time.sleep(0.5)  # it waits for the row by then
        assert stopped.result()
    assert state_of(waiting_job) == JobState.CANCELLED


def test_a_job_that_waits_although_it_was_to_be_stopped_can_still_be_stopped(waiting_job: Job) -> None:
    Job.objects.update(cancel_requested=True)
    assert cancel_job(waiting_job)
    assert state_of(waiting_job) == JobState.CANCELLED


def test_trying_again_goes_to_the_line_with_fresh_attempts(alice_client: Client, waiting_job: Job) -> None:
    Job.objects.update(
        state=JobState.FAILED, error_code="internal_error", attempts=3, fraction=0.7, step=3, num_steps=4
    )
    press(alice_client, "retry", waiting_job)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.fraction, job.error_code) == (JobState.QUEUED, 0, 0.0, "")
    assert (job.step, job.num_steps) == (0, 0)


def test_trying_again_ends_in_a_child(alice_client: Client, waiting_job: Job, quick_engine: QuickEngine) -> None:
    Job.objects.update(state=JobState.FAILED, error_code="weights_missing", attempts=3)
    press(alice_client, "retry", waiting_job)
    run_job(waiting_job.pk)
    assert state_of(waiting_job) == JobState.DONE


def test_pressing_retry_twice_is_one_retry(alice_client: Client, waiting_job: Job) -> None:
    Job.objects.update(state=JobState.CANCELLED)
    press(alice_client, "retry", waiting_job)
    seq = Job.objects.get().seq
    page = press(alice_client, "retry", waiting_job)
    assert "This cannot be tried again as it is." in page
    assert Job.objects.get().seq == seq


@pytest.mark.parametrize("code", ["no_face_found", "apparent_child", "declared_minor"])
def test_what_would_end_the_same_way_is_not_tried_again(alice_client: Client, waiting_job: Job, code: str) -> None:
    Job.objects.update(state=JobState.FAILED, error_code=code)
    assert "Start over, perhaps with another photo." in press(alice_client, "retry", waiting_job)
    assert state_of(waiting_job) == JobState.FAILED


def test_two_jobs_of_one_family_may_be_open(alice_client: Client, waiting_job: Job, quick_engine: QuickEngine) -> None:
    Job.objects.update(state=JobState.CANCELLED)
    alice_client.post(reverse("families:another", args=[waiting_job.family_id]))
    press(alice_client, "retry", waiting_job)
    for job in Job.objects.all():
        run_job(job.pk)
    assert {job.state for job in Job.objects.all()} == {JobState.DONE}
