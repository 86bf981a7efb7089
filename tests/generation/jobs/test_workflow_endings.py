"""A job that does not end in a child: stopped, failed, deleted, or taken over by another worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.models import Purpose
from accounts.people.services import withdraw_consent
from generation import engine
from generation.families.services import delete_family
from generation.jobs.services import cancel_job, retry_job
from generation.jobs.watching import stopping
from generation.jobs.workflow import run_job
from generation.models import Child, Job, JobState
from ml_core.errors import NoFaceFound, WeightsMissing
from tests.generation.conftest import files_in
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_job_cancelled_before_its_start_is_never_begun(waiting_job: Job, quick_engine: QuickEngine) -> None:
    assert cancel_job(waiting_job)
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.CANCELLED
    assert quick_engine.aligned == 0


def test_cancelling_in_the_middle_stops_at_the_next_step(waiting_job: Job, quick_engine: QuickEngine) -> None:
    steps = []

    def at_step(stage: str, step: int) -> None:
        steps.append((stage, step))
        if (stage, step) == ("projecting", 3):
            assert cancel_job(reread(waiting_job))

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.CANCELLED
    assert steps[-1] == ("projecting", 3)
    assert Child.objects.count() == 0


def test_cancelling_at_the_last_moment_leaves_no_child(
    waiting_job: Job, quick_engine: QuickEngine, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_children = quick_engine.make_children

    def cancelled_afterwards(*args: Any, **kwargs: Any) -> list[engine.Child]:
        children = make_children(*args, **kwargs)
        cancel_job(reread(waiting_job))
        return children

    monkeypatch.setattr(engine, "make_children", cancelled_afterwards)
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.CANCELLED
    assert [name for name in files_in(media) if name.startswith("families/")] == []


def test_a_cancelled_job_can_be_tried_again(waiting_job: Job, quick_engine: QuickEngine) -> None:
    cancel_job(waiting_job)
    assert retry_job(reread(waiting_job))
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.DONE


def test_a_photo_without_a_face_fails_and_names_the_parent(waiting_job: Job, quick_engine: QuickEngine) -> None:
    def at_step(stage: str, step: int) -> None:
        if (stage, step) == ("aligning", 2):
            raise NoFaceFound("no face")

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    job = reread(waiting_job)
    assert (job.state, job.error_code, job.error_slot) == (JobState.FAILED, "no_face_found", "b")
    assert not retry_job(job)


def test_missing_weights_fail_after_three_attempts(waiting_job: Job, quick_engine: QuickEngine) -> None:
    def at_step(stage: str, step: int) -> None:
        raise WeightsMissing("vgg16 is missing")

    quick_engine.at_step = at_step
    states = []
    for _attempt in range(4):
        run_job(waiting_job.pk)
        states.append(str(reread(waiting_job).state))
    assert states == ["queued", "queued", "failed", "failed"]
    assert quick_engine.aligned == 3
    assert reread(waiting_job).error_code == "weights_missing"
    assert retry_job(reread(waiting_job))


def test_an_unforeseen_error_is_raised_after_the_job_was_handed_back(
    waiting_job: Job, quick_engine: QuickEngine
) -> None:
    def at_step(stage: str, step: int) -> None:
        raise ZeroDivisionError

    quick_engine.at_step = at_step
    with pytest.raises(ZeroDivisionError):
        run_job(waiting_job.pk)
    job = reread(waiting_job)
    assert (job.state, job.attempts, job.error_code) == (JobState.QUEUED, 1, "internal_error")


def test_deleting_the_family_in_the_middle_ends_quietly_and_leaves_no_file(
    waiting_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    def at_step(stage: str, step: int) -> None:
        if (stage, step) == ("projecting", 6):
            job = reread(waiting_job)
            delete_family(job.family, deleted_by=job.owner)

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    assert not Job.objects.exists()
    assert files_in(media) == []


def test_a_worker_whose_claim_went_to_another_writes_nothing_more(
    waiting_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    def at_step(stage: str, step: int) -> None:
        if stage == "synthesising":
            Job.objects.filter(pk=waiting_job.pk).update(fence=99)

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    job = reread(waiting_job)
    assert (job.state, job.fence, job.children.count()) == (JobState.RUNNING, 99, 0)
    assert [name for name in files_in(media) if name.startswith("families/")] == []


def test_consent_withdrawn_in_the_middle_stops_the_work(waiting_job: Job, quick_engine: QuickEngine) -> None:
    def at_step(stage: str, step: int) -> None:
        if stage == "synthesising":
            withdraw_consent(
                person=waiting_job.family.parent_a, withdrawn_by=waiting_job.owner, purpose=Purpose.COMPUTE
            )

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    assert reread(waiting_job).error_code == "consent_missing"
    assert Child.objects.count() == 0


def test_a_worker_told_to_leave_hands_its_job_back_without_counting_the_attempt(
    waiting_job: Job, quick_engine: QuickEngine
) -> None:
    quick_engine.at_step = lambda stage, step: stopping.set() if stage == "projecting" else None
    try:
        run_job(waiting_job.pk)
    finally:
        stopping.clear()
    job = reread(waiting_job)
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_work_of_a_deactivated_account_is_not_begun(waiting_job: Job, quick_engine: QuickEngine) -> None:
    waiting_job.owner.is_active = False
    waiting_job.owner.save()
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.QUEUED
    assert quick_engine.aligned == 0
