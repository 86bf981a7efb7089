from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from accounts.models import Purpose
from accounts.services import withdraw_consent
from generation import engine
from generation.families.services import delete_family
from generation.files import read_file
from generation.gallery.models import Child
from generation.jobs.models import Job, JobState
from generation.jobs.services import Wish, cancel_job, request_child, retry_job
from generation.jobs.watching import stopping
from generation.jobs.workflow import run_job
from generation.portraits.models import Portrait, PortraitState
from ml_core.errors import NoFaceFound, WeightsMissing
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def reread(job: Job) -> Job:
    return Job.objects.select_related("family__parent_a__portrait", "family__parent_b__portrait").get(pk=job.pk)


def test_two_photos_become_a_child(done_job: Job, media: Path) -> None:
    assert done_job.state == JobState.DONE
    assert done_job.fraction == 1.0
    assert done_job.lease_until is None
    child = Child.objects.get()
    assert done_job.child == child
    assert child.seed == done_job.seed
    for name in child.file_names:
        assert default_storage.exists(name)
    for portrait in Portrait.objects.all():
        assert portrait.state == PortraitState.PROJECTED
        assert engine.load_latent(read_file(str(portrait.latent.name))).generator == "quick-generator"


def test_only_named_files_are_left_when_a_job_is_done(done_job: Job, media: Path) -> None:
    named = [name for row in Child.objects.all() for name in row.file_names]
    kinds = ("original", "aligned", "preview", "reconstruction", "latent")
    named += [getattr(row, kind).name for row in Portrait.objects.all() for kind in kinds]
    assert files_in(media) == sorted(named)


def test_files_of_a_worker_carry_its_fence(done_job: Job) -> None:
    assert all(f"-{done_job.fence}-" in name for name in Child.objects.get().file_names)


def test_the_wish_reaches_the_engine(request_family: RequestFamily, quick_engine: QuickEngine) -> None:
    run_job(request_family(wish=Wish(age_years=14.0, sex="boy", dominance=0.5, seed=3)).pk)
    wish = quick_engine.requests[0]
    assert (wish.age_years, wish.sex, wish.dominance, wish.seed) == (14.0, "boy", 0.5, 3)


def test_a_message_delivered_twice_makes_one_child(done_job: Job) -> None:
    run_job(done_job.pk)
    assert Child.objects.count() == 1


def test_a_message_that_arrives_while_another_works_is_a_no_op(waiting_job: Job, quick_engine: QuickEngine) -> None:
    quick_engine.at_step = lambda stage, step: run_job(waiting_job.pk)
    run_job(waiting_job.pk)
    assert quick_engine.projected == 2
    assert Child.objects.count() == 1


def test_another_child_needs_no_second_look_at_the_photos(done_job: Job, quick_engine: QuickEngine) -> None:
    job = request_child(
        owner=done_job.owner, family=done_job.family, wish=Wish(age_years=1.0), idempotency_key="second"
    )
    run_job(job.pk)
    assert quick_engine.projected == 2
    assert reread(job).state == JobState.DONE
    assert (reread(job).preview_a, reread(job).preview_b) == (1, 1)


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
    make_child = quick_engine.make_child

    def cancelled_afterwards(*args: Any, **kwargs: Any) -> engine.Child:
        child = make_child(*args, **kwargs)
        cancel_job(reread(waiting_job))
        return child

    monkeypatch.setattr(engine, "make_child", cancelled_afterwards)
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
    assert (job.state, job.error_code, job.error_subject) == (JobState.FAILED, "no_face_found", "b")
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
    assert (job.state, job.fence, job.child) == (JobState.RUNNING, 99, None)
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


def test_previews_sharpen_as_private_files(waiting_job: Job, quick_engine: QuickEngine) -> None:
    seen: list[tuple[int, str]] = []

    def at_step(stage: str, step: int) -> None:
        if stage == "projecting":
            job = reread(waiting_job)
            seen.append((job.preview_a, str(job.family.parent_a.portrait.preview.name)))

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    assert seen[0] == (0, "")
    assert [version for version, _name in seen[:5]] == [0, 1, 2, 3, 4]
    assert len({name for _version, name in seen[:5]}) == 5


def test_work_of_a_deactivated_account_is_not_begun(waiting_job: Job, quick_engine: QuickEngine) -> None:
    waiting_job.owner.is_active = False
    waiting_job.owner.save()
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.QUEUED
    assert quick_engine.aligned == 0
