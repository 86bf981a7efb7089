"""Originals, crops and cut-outs go some days after the last work; children are still made of the codes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from generation.jobs.services import request_child, retry_job
from generation.jobs.specs import ChildSpec
from generation.jobs.wording import message_of
from generation.jobs.workflow import run_job
from generation.models import Job, JobState, Portrait, PortraitPhoto
from generation.retention.schedule import expire
from generation.retention.services import expire_photos
from generation.storage.files import discard_files
from tests.generation.conftest import files_in
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine
from tests.generation.retention.conftest import MINUTE, let_time_pass

pytestmark = pytest.mark.django_db(transaction=True)

PERIOD = timedelta(days=settings.PHOTO_DAYS)


def photos_in(media: Path) -> list[str]:
    kinds = ("original", "aligned", "faces")
    return [name for name in files_in(media) if Path(name).name.startswith(kinds)]


def test_a_minute_before_nothing_goes_and_a_minute_after_all_photos_have(kept_job: Job, media: Path) -> None:
    let_time_pass(seconds=(PERIOD - MINUTE).total_seconds())
    before = files_in(media)
    assert expire_photos() == 0
    assert files_in(media) == before
    let_time_pass(minutes=2)
    assert expire_photos() == 2
    assert photos_in(media) == []
    assert set(before) - set(files_in(media)) == {name for name in before if "original" in name or "aligned" in name}


def test_a_second_time_there_is_nothing_left_to_do(kept_job: Job) -> None:
    let_time_pass(days=PERIOD.days + 1)
    assert expire_photos() == 2
    assert expire_photos() == 0


def test_further_children_are_made_without_them(kept_job: Job, alice: User, quick_engine: QuickEngine) -> None:
    let_time_pass(days=PERIOD.days + 1)
    expire_photos()
    job = request_child(owner=alice, family=kept_job.family, spec=ChildSpec(age_years=3.0), idempotency_key="later")
    run_job(job.pk)
    assert reread(job).state == JobState.DONE


def test_work_and_previews_put_it_off(kept_job: Job, alice: User) -> None:
    let_time_pass(days=PERIOD.days + 1)
    job = request_child(owner=alice, family=kept_job.family, spec=ChildSpec(age_years=3.0), idempotency_key="later")
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED)
    assert expire_photos() == 0


def test_a_job_that_waits_for_a_worker_keeps_its_photos(waiting_job: Job) -> None:
    let_time_pass(days=PERIOD.days + 100)
    assert expire_photos() == 0


def test_who_needs_them_again_is_told_that_they_have_gone(
    waiting_job: Job, alice_client: Client, quick_engine: QuickEngine
) -> None:
    Job.objects.update(state=JobState.CANCELLED)
    let_time_pass(days=PERIOD.days + 1)
    expire_photos()
    assert retry_job(reread(waiting_job))
    run_job(waiting_job.pk)
    assert reread(waiting_job).error_code == "photos_gone"
    why = message_of(reread(waiting_job))
    page = alice_client.get(reverse("jobs:detail", args=[waiting_job.pk])).content.decode()
    assert why in page
    slot = reread(waiting_job).error_slot
    assert reverse("families:photos", args=[waiting_job.family_id, slot]) in page
    family = alice_client.get(reverse("families:detail", args=[waiting_job.family_id])).content.decode()
    assert why in family


def test_another_generator_would_need_them(
    kept_job: Job, alice: User, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_time_pass(days=PERIOD.days + 1)
    expire_photos()
    monkeypatch.setattr("generation.engine.generator_fingerprint", lambda: "another")
    job = request_child(owner=alice, family=kept_job.family, spec=ChildSpec(age_years=3.0), idempotency_key="later")
    run_job(job.pk)
    assert (reread(job).state, reread(job).error_code) == (JobState.FAILED, "photos_gone")


def test_a_question_about_them_ends_with_them(waiting_job: Job, quick_engine: QuickEngine, media: Path) -> None:
    quick_engine.num_faces = 2
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.WAITING
    let_time_pass(days=PERIOD.days + 1)
    assert expire_photos() == 2
    assert (reread(waiting_job).state, reread(waiting_job).error_code) == (JobState.FAILED, "photos_gone")
    assert photos_in(media) == []


def test_the_pages_show_what_the_model_drew_instead(kept_job: Job, alice_client: Client) -> None:
    let_time_pass(days=PERIOD.days + 1)
    expire_photos()
    portrait = kept_job.family.parent_a.portrait
    for address in (reverse("families:list"), reverse("families:detail", args=[kept_job.family_id])):
        page = alice_client.get(address).content.decode()
        assert reverse("portraits:reconstruction", args=[portrait.pk]) in page
        assert reverse("portraits:aligned", args=[portrait.pk]) not in page
    assert alice_client.get(reverse("portraits:aligned", args=[portrait.pk])).status_code == 404


def test_a_disk_that_fails_loses_no_row_and_the_sweep_finds_the_files(
    kept_job: Job, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(names: object) -> None:
        raise OSError("Input/output error")

    let_time_pass(days=PERIOD.days + 1)
    with monkeypatch.context() as patch:
        patch.setattr("generation.storage.discarding.discard_files", fail)
        assert expire_photos() == 2
    assert not PortraitPhoto.objects.exclude(original="").exists()
    left = photos_in(media)
    assert left, "They are tried again by the light worker, and found by the sweep."
    discard_files(left)
    assert not default_storage.exists(left[0])


def test_the_sample_couple_shows_nobody(kept_job: Job, media: Path) -> None:
    people = [person.pk for person in kept_job.family.parents]
    type(kept_job.family.parent_a).objects.filter(pk__in=people).update(is_sample=True)
    let_time_pass(days=PERIOD.days + 1)
    expire()
    assert Portrait.objects.exclude(aligned="").count() == 2
