"""A child that is there already grows up: one job, one film, whole or absent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Purpose
from accounts.people.services import withdraw_consent
from generation.families.services import delete_family
from generation.gallery.services import delete_child
from generation.jobs.claims import claim_job
from generation.jobs.reconciler import reconcile_jobs
from generation.jobs.services import cancel_job, request_film, retry_job
from generation.jobs.specs import ChildSpec, spec_of
from generation.jobs.watching import stopping
from generation.jobs.workflow import run_job
from generation.models import Child, Film, Job, JobState, Portrait
from generation.storage.files import read_file
from ml_core.errors import FilmFailed
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import FILM, QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = {"child", "thumb", "latent"}
KINDS_WITH_FILM = {*KINDS, "film", "poster", "strip"}


def kinds_of_files(media: Path) -> set[str]:
    return {Path(name).name.split("-")[0] for name in files_in(media) if name.startswith("families/")}


def run(job: Job) -> Job:
    run_job(job.pk)
    return reread(job)


def test_the_film_is_stored_whole_beside_the_child(film_job: Job, media: Path) -> None:
    job = run(film_job)
    film = Film.objects.get(child=film_job.film_of)
    assert (job.state, job.fraction) == (JobState.DONE, 1.0)
    assert read_file(str(film.mp4.name)) == FILM
    assert film.ages_years == [1.0, 25.0]
    assert {Path(name).suffix for name in film.file_names} == {".mp4", ".webp", ".jpg"}
    assert set(film.file_names) <= set(files_in(media))
    assert Child.objects.count() == 1


def test_it_is_the_same_request_as_the_childs(request_family: RequestFamily, quick_engine: QuickEngine) -> None:
    spec = ChildSpec(age_years=7.0, sex="boy", dominance=0.5, seed=5, sources={"nose": "b"}, siblings=2, identical=True)
    born = run(request_family(spec=replace(spec, expression="smiling")))
    for twin in born.children.order_by("position"):
        run(request_film(twin))
    assert quick_engine.filmed == spec_of(born).requests()
    assert [request.expression for request in quick_engine.filmed] == ["smiling"] * 2
    assert set(Job.objects.values_list("expression", flat=True)) == {"smiling"}


def test_known_faces_are_not_looked_at_again(film_job: Job, quick_engine: QuickEngine) -> None:
    before = quick_engine.aligned, quick_engine.projected
    run(film_job)
    assert (quick_engine.aligned, quick_engine.projected) == before


def test_faces_that_another_generator_knew_in_between_are_looked_at_anew(
    film_job: Job, quick_engine: QuickEngine
) -> None:
    Portrait.objects.update(generator_identity="one that was tried for a day")
    assert run(film_job).state == JobState.DONE
    assert quick_engine.projected == 4


def test_a_child_of_another_generator_cannot_grow_up(film_job: Job, quick_engine: QuickEngine) -> None:
    quick_engine.fingerprint = "another-generator"
    job = run(film_job)
    assert (job.state, job.error_code) == (JobState.FAILED, "wrong_generator")
    assert not retry_job(job)
    assert quick_engine.projected == 2, "What it costs to learn that is nothing."
    quick_engine.fingerprint = Child.objects.get().generator_identity
    assert run(request_film(Child.objects.get())).state == JobState.DONE


def test_asking_again_is_the_same_job_whatever_became_of_it(film_job: Job) -> None:
    child = Child.objects.get()
    assert request_film(child) == film_job
    cancel_job(film_job)
    assert request_film(child) == film_job
    assert reread(film_job).state == JobState.QUEUED
    run(film_job)
    assert request_film(child) == film_job
    assert reread(film_job).state == JobState.DONE
    assert (Film.objects.count(), Job.objects.exclude(film_of=None).count()) == (1, 1)


def test_a_message_that_arrives_twice_makes_one_film(film_job: Job, quick_engine: QuickEngine) -> None:
    run(film_job)
    run(film_job)
    assert len(quick_engine.filmed) == 1


def test_a_film_that_cannot_be_written_fails_after_three_attempts(
    film_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    def at_step(stage: str, step: int) -> None:
        raise FilmFailed("ffmpeg is missing")

    quick_engine.at_step = at_step
    states = [str(run(film_job).state) for _attempt in range(3)]
    assert states == ["queued", "queued", "failed"]
    assert reread(film_job).error_code == "film_failed"
    assert kinds_of_files(media) == KINDS
    quick_engine.at_step = lambda stage, step: None
    assert retry_job(reread(film_job))
    assert run(film_job).state == JobState.DONE


def at_the_last_step(quick_engine: QuickEngine, deed: object) -> None:
    quick_engine.at_step = lambda stage, step: deed() if (stage, step) == ("filming", 4) else None  # type: ignore[operator]


def test_cancelling_leaves_no_film(film_job: Job, quick_engine: QuickEngine, media: Path) -> None:
    at_the_last_step(quick_engine, lambda: cancel_job(reread(film_job)))
    assert run(film_job).state == JobState.CANCELLED
    assert (Film.objects.count(), kinds_of_files(media)) == (0, KINDS)


def test_a_worker_told_to_leave_hands_it_back(film_job: Job, quick_engine: QuickEngine) -> None:
    at_the_last_step(quick_engine, stopping.set)
    try:
        job = run(film_job)
    finally:
        stopping.clear()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_what_a_killed_worker_left_is_done_by_the_next(film_job: Job) -> None:
    claim_job(film_job.pk)
    Job.objects.filter(pk=film_job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert reconcile_jobs().requeued == 1
    job = run(film_job)
    assert (job.state, job.attempts, Film.objects.count()) == (JobState.DONE, 2, 1)


def test_a_worker_whose_claim_went_to_another_stores_none(
    film_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    at_the_last_step(quick_engine, lambda: Job.objects.filter(pk=film_job.pk).update(fence=99))
    run(film_job)
    assert (Film.objects.count(), kinds_of_files(media)) == (0, KINDS)


def test_consent_withdrawn_meanwhile_stops_it(film_job: Job, quick_engine: QuickEngine) -> None:
    person = film_job.family.parent_a
    at_the_last_step(
        quick_engine,
        lambda: withdraw_consent(person=person, withdrawn_by=film_job.owner, purpose=Purpose.COMPUTE),
    )
    assert run(film_job).error_code == "consent_missing"
    assert not Film.objects.exists()


def test_deleting_the_child_meanwhile_ends_it_quietly(film_job: Job, quick_engine: QuickEngine, media: Path) -> None:
    at_the_last_step(quick_engine, lambda: delete_child(Child.objects.get()))
    run_job(film_job.pk)
    assert (Job.objects.count(), Film.objects.count(), kinds_of_files(media)) == (0, 0, set())


def test_deleting_the_family_meanwhile_ends_it_quietly(film_job: Job, quick_engine: QuickEngine, media: Path) -> None:
    at_the_last_step(quick_engine, lambda: delete_family(film_job.family, deleted_by=film_job.owner))
    run_job(film_job.pk)
    assert (Job.objects.count(), Film.objects.count(), files_in(media)) == (0, 0, [])


def test_nothing_is_left_on_the_way(film_job: Job) -> None:
    run(film_job)
    assert list(settings.SCRATCH_DIR.iterdir()) == []
