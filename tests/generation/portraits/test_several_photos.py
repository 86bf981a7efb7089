"""Photos of one person, up to four: each read like a single one, all of them fitted, the useless ones left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from generation.families.services import delete_family
from generation.jobs.workflow import run_job
from generation.models import MAX_PHOTOS, Job, JobState, PortraitPhoto
from ml_core.errors import FaceTooSmall, NoFaceFound
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.families.test_refused_families import message_beside
from tests.generation.forms import assert_nothing_stored, family_form, send
from tests.generation.jobs.rows import reread
from tests.generation.pictures import picture_file, upload
from tests.generation.portrait_rows import portrait_of
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def photos(number: int) -> list[Any]:
    return [upload(picture_file(seed=seed), f"ada-{seed}.jpg") for seed in range(number)]


@pytest.fixture
def three_each(request_family: RequestFamily) -> Job:
    return request_family(num_photos=3)


def fail_at(quick: QuickEngine, errors: dict[int, Exception]) -> None:
    """Makes inspections fail. errors: by the number of the photo as they are looked at, from 1."""

    def at_step(stage: str, step: int) -> None:
        if stage == "aligning" and step in errors:
            raise errors[step]

    quick.at_step = at_step


def test_the_form_takes_several_and_keeps_their_order(alice_client: Client, media: Path) -> None:
    assert send(alice_client, photo_a=photos(3)).status_code == 302
    stored = portrait_of("Ada").photos.all()
    assert [photo.position for photo in stored] == [0, 1, 2]
    assert len(files_in(media)) == 4
    sizes = [(media / str(photo.original.name)).stat().st_size for photo in stored]
    assert len(set(sizes)) == 3


def test_the_api_takes_several_too(alice_client: Client, media: Path) -> None:
    assert alice_client.post("/api/families/", family_form(photo_b=photos(2))).status_code == 201
    assert portrait_of("Ben").photos.count() == 2


def test_the_most_that_both_may_bring_fit_into_one_request(alice_client: Client, media: Path) -> None:
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES == 2 * MAX_PHOTOS
    assert send(alice_client, photo_a=photos(MAX_PHOTOS), photo_b=photos(MAX_PHOTOS)).status_code == 302


def test_one_too_many_is_refused_beside_its_field(alice_client: Client, media: Path) -> None:
    page = send(alice_client, photo_a=photos(MAX_PHOTOS + 1))
    assert message_beside(page, "photo_a") == "Choose at most 4 photos of one person."
    assert_nothing_stored(media)


def test_a_bad_file_among_several_is_named(alice_client: Client, media: Path) -> None:
    for bad, words in ((b"", "This file is empty."), (b"no picture" * 9, "could not be read as a picture")):
        page = send(alice_client, photo_a=[*photos(2), upload(bad, "holiday.jpg")])
        assert message_beside(page, "photo_a").startswith("holiday.jpg: ")
        assert words in message_beside(page, "photo_a")
    assert_nothing_stored(media)


def test_all_photos_of_a_person_reach_the_engine(three_each: Job, quick_engine: QuickEngine) -> None:
    run_job(three_each.pk)
    assert reread(three_each).state == JobState.DONE
    assert quick_engine.photos_of_each == [3, 3]


def test_a_photo_without_a_face_is_left_out_and_named(
    alice_client: Client, three_each: Job, quick_engine: QuickEngine
) -> None:
    fail_at(quick_engine, {1: NoFaceFound("none"), 3: FaceTooSmall("small")})
    run_job(three_each.pk)
    assert reread(three_each).state == JobState.DONE
    assert quick_engine.photos_of_each == [1, 3]
    told = alice_client.get(f"/api/jobs/{three_each.pk}/").json()["advice"]
    assert [(item["photos"], item["check"]) for item in told["a"]] == [([1], "no_face_found"), ([3], "face_too_small")]
    assert told["a"][0]["message"] == "Photo 1 was left out: no face was found in it."
    assert told["b"] == []


def test_without_one_usable_photo_the_job_fails_and_names_the_parent(
    three_each: Job, quick_engine: QuickEngine
) -> None:
    fail_at(quick_engine, {4: NoFaceFound("none"), 5: FaceTooSmall("small"), 6: NoFaceFound("none")})
    run_job(three_each.pk)
    job = reread(three_each)
    assert (job.state, job.error_code, job.error_slot) == (JobState.FAILED, "no_face_found", "b")


def test_what_was_left_out_once_is_looked_at_again_by_the_next_job(
    alice_client: Client, three_each: Job, quick_engine: QuickEngine
) -> None:
    fail_at(quick_engine, {2: NoFaceFound("none"), 4: NoFaceFound("x"), 5: NoFaceFound("x"), 6: NoFaceFound("x")})
    run_job(three_each.pk)
    fail_at(quick_engine, {})
    assert alice_client.post(f"/families/{three_each.family_id}/another/").status_code == 302
    run_job(Job.objects.latest("created_at").pk)
    assert quick_engine.photos_of_each == [3, 3]
    assert not PortraitPhoto.objects.exclude(error_code="").exists()


def test_all_of_them_go_with_the_family(three_each: Job, media: Path) -> None:
    assert len(files_in(media)) == 6
    delete_family(three_each.family, deleted_by=three_each.owner)
    assert files_in(media) == []
    assert not PortraitPhoto.objects.exists()
