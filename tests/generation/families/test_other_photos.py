"""One bad photo is replaced in its family: names, consents, wish and all other photos stay as they were given."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import ConsentRecord
from generation.families.services import delete_family
from generation.jobs.workflow import run_job
from generation.models import Family, Job, JobState, PortraitPhoto
from ml_core.contracts import Finding
from ml_core.errors import NoFaceFound
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.forms import send_invited
from tests.generation.jobs.rows import reread
from tests.generation.pictures import picture_file, upload
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
YOUNG = Finding(check="minor", level="ask", value=17.0, threshold=21.0)


def fail_at_photos(job: Job, quick_engine: QuickEngine, *numbers: int) -> Job:
    """Lets a job find no face in those photos, counted as they are looked at."""

    def look(stage: str, step: int) -> None:
        if stage == "aligning" and step in numbers:
            raise NoFaceFound("none")

    quick_engine.at_step = look
    run_job(job.pk)
    quick_engine.at_step = lambda stage, step: None
    return reread(job)


@pytest.fixture
def failed_job(waiting_job: Job, quick_engine: QuickEngine) -> Job:
    """A job that ended because there is no face in the second parent's photo."""
    return fail_at_photos(waiting_job, quick_engine, 2)


def page_of(job: Job, slot: str = "b") -> str:
    return f"/families/{job.family_id}/photos/{slot}/"


def photos_of(job: Job) -> dict[str, list[Any]]:
    photos = PortraitPhoto.objects
    return {
        slot: list(photos.filter(portrait__person=person).values_list("pk", flat=True))
        for slot, person in job.family.slots.items()
    }


def test_the_way_there_is_on_the_jobs_and_the_familys_page(alice_client: Client, failed_job: Job) -> None:
    assert (failed_job.state, failed_job.error_slot) == (JobState.FAILED, "b")
    for address in (f"/jobs/{failed_job.pk}/", f"/families/{failed_job.family_id}/"):
        assert page_of(failed_job) in alice_client.get(address).content.decode()
    assert "No face was found in the photo of Ben." in alice_client.get(page_of(failed_job)).content.decode()


def test_the_photo_that_could_not_be_used_is_shown(alice_client: Client, failed_job: Job) -> None:
    (photo,) = failed_job.family.parent_b.portrait.photos.all()
    picture = f"/portraits/photos/{photo.pk}/"
    for address in (f"/jobs/{failed_job.pk}/", page_of(failed_job)):
        pictures = re.findall(r'src="(/portraits/photos/[^"]+)"', alice_client.get(address).content.decode())
        assert pictures == [picture]
    answer = alice_client.get(picture)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    PortraitPhoto.objects.filter(pk=photo.pk).update(original="")
    assert picture not in alice_client.get(page_of(failed_job)).content.decode()
    assert alice_client.get(picture).status_code == 404


def test_one_photo_is_replaced_and_all_else_stays(
    alice_client: Client, failed_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    before, records = photos_of(failed_job), ConsentRecord.objects.count()
    answer = alice_client.post(page_of(failed_job), {"photo": upload(picture_file(seed=9))})
    assert answer.headers["Location"] == f"/jobs/{failed_job.pk}/"
    after = photos_of(failed_job)
    assert after["a"] == before["a"]
    assert after["b"] != before["b"]
    assert ConsentRecord.objects.count() == records
    assert Family.objects.count() == Job.objects.count() == 1
    run_job(failed_job.pk)
    done = reread(failed_job)
    assert (done.state, done.seed, done.age_years) == (JobState.DONE, failed_job.seed, failed_job.age_years)
    assert sum("original-" in name for name in files_in(media)) == 2


def test_a_preview_of_the_photo_before_is_shown_no_more(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    run_job(waiting_job.pk)
    Job.objects.update(state=JobState.FAILED, error_code="photos_gone", error_slot="b")
    alice_client.post(page_of(waiting_job), {"photo": upload()})
    previews = alice_client.get(f"/jobs/{waiting_job.pk}/state/").json()["previews"]
    assert alice_client.get(previews["a"]).status_code == 200
    assert previews["b"] is None


def test_good_photos_of_the_same_person_stay_too(
    alice_client: Client, request_family: RequestFamily, quick_engine: QuickEngine
) -> None:
    job = request_family(num_photos=3)
    quick_engine.num_faces = 2
    run_job(job.pk)
    first, second, third = PortraitPhoto.objects.filter(portrait__person=job.family.parent_a)
    PortraitPhoto.objects.filter(pk__in=[second.pk, third.pk]).update(face_choice=0)
    page = alice_client.get(page_of(job, "a")).content.decode()
    assert 'data-most="2"' in page
    assert alice_client.post(page_of(job, "a"), {"photo": [upload() for _photo in range(3)]}).status_code == 400
    assert alice_client.post(page_of(job, "a"), {"photo": [upload() for _photo in range(2)]}).status_code == 302
    rows = PortraitPhoto.objects.filter(portrait__person=job.family.parent_a)
    assert [row.position for row in rows] == [0, 1, 2, 3]
    kept = {row.pk for row in rows}
    assert {second.pk, third.pk} < kept
    assert first.pk not in kept


def test_none_of_these_faces_leads_to_another_photo(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    quick_engine.num_faces = 3
    run_job(waiting_job.pk)
    page = alice_client.get(f"/jobs/{waiting_job.pk}/").content.decode()
    assert page_of(waiting_job, "a") in page
    assert page_of(waiting_job, "b") in page
    alice_client.post(page_of(waiting_job, "a"), {"photo": upload()})
    assert reread(waiting_job).state == JobState.WAITING
    asked = alice_client.get(f"/jobs/{waiting_job.pk}/state/").json()["questions"]
    assert [question["slot"] for question in asked] == ["b"]
    alice_client.post(page_of(waiting_job, "b"), {"photo": upload()})
    assert reread(waiting_job).state == JobState.QUEUED
    assert not any("faces-" in name for name in files_in(media))


def test_an_answer_about_the_photo_before_is_no_answer_about_the_next(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    quick_engine.findings = [YOUNG]
    run_job(waiting_job.pk)
    alice_client.post(page_of(waiting_job, "a"), {"photo": upload()})
    portrait = waiting_job.family.parent_a.portrait
    alice_client.post(f"/jobs/{waiting_job.pk}/answers/", {f"adult-{waiting_job.family.parent_b.portrait.pk}": "yes"})
    run_job(waiting_job.pk)
    asked = alice_client.get(f"/jobs/{waiting_job.pk}/state/").json()["questions"]
    assert [question["id"] for question in asked] == [f"adult-{portrait.pk}"]


def test_photos_whose_time_was_over_are_chosen_again(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    PortraitPhoto.objects.filter(portrait__person=waiting_job.family.parent_a).update(original="")
    run_job(waiting_job.pk)
    assert reread(waiting_job).error_code == "photos_gone"
    alice_client.post(page_of(waiting_job, "a"), {"photo": upload()})
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.DONE


def test_what_is_no_picture_is_told_beside_the_field_and_changes_nothing(alice_client: Client, failed_job: Job) -> None:
    before = photos_of(failed_job)
    for sent in ({"photo": upload(b"letters" * 20)}, {}):
        answer = alice_client.post(page_of(failed_job), sent)
        assert answer.status_code == 400
        assert 'class="errorlist"' in answer.content.decode()
    assert photos_of(failed_job) == before
    assert reread(failed_job).state == JobState.FAILED


def test_nobody_replaces_photos_that_are_fine(alice_client: Client, failed_job: Job, media: Path) -> None:
    before, files = photos_of(failed_job), files_in(media)
    answer = alice_client.post(page_of(failed_job, "a"), {"photo": upload()})
    assert answer.headers["Location"] == f"/jobs/{failed_job.pk}/"
    alice_client.post(page_of(failed_job), {"photo": upload()})
    alice_client.post(page_of(failed_job), {"photo": upload()})
    assert photos_of(failed_job)["a"] == before["a"]
    assert len(files_in(media)) == len(files)


def test_photos_of_others_are_not_the_owners_to_choose(
    alice_client: Client, charlie_client: Client, failed_job: Job, quick_engine: QuickEngine
) -> None:
    assert charlie_client.get(page_of(failed_job)).status_code == 404
    assert alice_client.get(page_of(failed_job, "c")).status_code == 404
    send_invited(alice_client)
    invited = Job.objects.latest("created_at")
    Job.objects.filter(pk=invited.pk).update(state=JobState.FAILED, error_code="no_face_found", error_slot="b")
    for answer in (alice_client.get(page_of(invited)), alice_client.post(page_of(invited), {"photo": upload()})):
        assert answer.status_code == 404


def test_a_full_line_takes_no_more(alice_client: Client, failed_job: Job, settings: Any) -> None:
    settings.OPEN_JOBS_PER_ACCOUNT = 0
    assert alice_client.post(page_of(failed_job), {"photo": upload()}).status_code == 429
    assert reread(failed_job).state == JobState.FAILED


def test_a_family_deleted_meanwhile_is_not_found(alice_client: Client, failed_job: Job, media: Path) -> None:
    delete_family(failed_job.family, deleted_by=failed_job.owner)
    assert alice_client.post(page_of(failed_job), {"photo": upload()}).status_code == 404
    assert files_in(media) == []


def stop_at_photo(job: Job, number: int) -> list[Job]:
    """Adds jobs of the same family that failed at the same photo, the oldest first, after the one that there is."""
    copies = [
        Job(
            owner=job.owner,
            family=job.family,
            idempotency_key=f"copy {place}",
            age_years=7.0,
            seed=place,
            state=JobState.FAILED,
            error_code=job.error_code,
            error_slot=job.error_slot,
        )
        for place in range(number)
    ]
    return Job.objects.bulk_create(copies)


def test_of_more_failed_jobs_than_have_room_the_newest_go_on_and_the_others_are_tried_again_by_hand(
    alice_client: Client, failed_job: Job, settings: Any
) -> None:
    settings.OPEN_JOBS_PER_ACCOUNT = 2
    older, newer, newest = stop_at_photo(failed_job, 3)
    assert alice_client.post(page_of(failed_job), {"photo": upload()}).status_code == 302
    assert [reread(job).state for job in (newest, newer)] == [JobState.QUEUED] * 2
    assert [reread(job).error_code for job in (older, failed_job)] == ["photos_replaced"] * 2
    assert page_of(failed_job) not in alice_client.get(f"/jobs/{failed_job.pk}/").content.decode()
    page = alice_client.get(f"/families/{failed_job.family_id}/").content.decode()
    assert all(f"/jobs/{job.pk}/retry/" in page for job in (older, failed_job))
    assert f"/families/{failed_job.family_id}/" in alice_client.get(f"/jobs/{newest.pk}/").content.decode()
    Job.objects.filter(pk=newest.pk).update(state=JobState.CANCELLED)
    alice_client.post(f"/jobs/{older.pk}/retry/")
    assert reread(older).state == JobState.QUEUED


def test_a_question_is_ended_by_another_photo_although_no_failed_job_has_room(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine, settings: Any
) -> None:
    quick_engine.num_faces = 2
    run_job(waiting_job.pk)
    PortraitPhoto.objects.filter(portrait__person=waiting_job.family.parent_b).update(face_choice=0)
    waiting_job.error_code, waiting_job.error_slot = "no_face_found", "a"
    stopped = stop_at_photo(waiting_job, 2)
    settings.OPEN_JOBS_PER_ACCOUNT = 1
    assert alice_client.post(page_of(waiting_job, "a"), {"photo": upload()}).status_code == 302
    assert reread(waiting_job).state == JobState.QUEUED
    assert {reread(job).error_code for job in stopped} == {"photos_replaced"}
