"""A photo with several faces, or of somebody who looks young: the job waits for an answer instead of failing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from generation.families.services import delete_family
from generation.jobs.answers import answer_questions
from generation.jobs.reconciler import reconcile_jobs
from generation.jobs.services import cancel_job, request_child
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Job, JobState, Portrait, PortraitPhoto
from generation.storage.files import read_file
from ml_core.contracts import Finding
from tests.generation.conftest import files_in
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
YOUNG = Finding(check="minor", level="ask", value=17.0, threshold=21.0)


@pytest.fixture
def group_photos(waiting_job: Job, quick_engine: QuickEngine) -> Job:
    """A job with photos of three people each, so that both lead to a question."""
    quick_engine.num_faces = 3
    run_job(waiting_job.pk)
    return reread(waiting_job)


@pytest.fixture
def young_faces(waiting_job: Job, quick_engine: QuickEngine) -> Job:
    quick_engine.findings = [YOUNG]
    run_job(waiting_job.pk)
    return reread(waiting_job)


def state_of(client: Client, job: Job) -> Any:
    return client.get(f"/jobs/{job.pk}/state/").json()


def questions_of(client: Client, job: Job) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = state_of(client, job)["questions"]
    return questions


def answer(client: Client, job: Job, *values: str) -> Any:
    given = {question["id"]: value for question, value in zip(questions_of(client, job), values, strict=False)}
    return client.post(f"/jobs/{job.pk}/answers/", given, follow=True)


def post_json(client: Client, job: Job, answers: dict[str, str]) -> Any:
    return client.post(f"/api/jobs/{job.pk}/answers/", json.dumps({"answers": answers}), "application/json")


def test_several_faces_make_the_job_wait(alice_client: Client, group_photos: Job) -> None:
    assert (group_photos.state, group_photos.lease_until) == (JobState.WAITING, None)
    asked = questions_of(alice_client, group_photos)
    assert [(question["kind"], question["slot"]) for question in asked] == [("face", "a"), ("face", "b")]
    assert [len(question["choices"]) for question in asked] == [3, 3]


def test_the_page_asks_with_cut_outs_as_radio_buttons(alice_client: Client, group_photos: Job) -> None:
    page = alice_client.get(f"/jobs/{group_photos.pk}/").content.decode()
    assert "There are several faces in the photo. Which one is Ada?" in page
    assert page.count('type="radio"') == 6
    assert page.count("/portraits/photos/") == 6
    assert "http-equiv" not in page, "A page that reloads itself would forget what was chosen."


def test_each_face_can_be_looked_at(alice_client: Client, group_photos: Job) -> None:
    pictures = [
        alice_client.get(choice["picture_url"])
        for question in questions_of(alice_client, group_photos)
        for choice in question["choices"]
    ]
    assert {(answer.status_code, answer.headers["Content-Type"]) for answer in pictures} == {(200, "image/jpeg")}
    assert "no-store" in pictures[0].headers["Cache-Control"]
    assert len({answer.content for answer in pictures}) == 6


def test_a_face_that_is_not_there_is_not_found(alice_client: Client, group_photos: Job) -> None:
    photo = PortraitPhoto.objects.all()[0]
    for number in ("3", "9" * 30):
        assert alice_client.get(f"/portraits/photos/{photo.pk}/faces/{number}/").status_code == 404


def test_strangers_see_no_face_and_cannot_answer(
    client: Client, alice_client: Client, charlie_client: Client, group_photos: Job
) -> None:
    asked = questions_of(alice_client, group_photos)[0]
    for visitor in (client, charlie_client):
        assert visitor.get(asked["choices"][0]["picture_url"]).status_code == 404
        assert visitor.post(f"/jobs/{group_photos.pk}/answers/", {asked["id"]: "0"}).status_code in (302, 404)
        assert post_json(visitor, group_photos, {asked["id"]: "0"}).status_code in (403, 404)
    assert reread(group_photos).state == JobState.WAITING
    assert not PortraitPhoto.objects.filter(face_choice__isnull=False).exists()


def test_answers_are_kept_and_the_work_goes_on(
    alice_client: Client, group_photos: Job, quick_engine: QuickEngine
) -> None:
    answer(alice_client, group_photos, "2", "0")
    assert reread(group_photos).state == JobState.QUEUED
    run_job(group_photos.pk)
    assert reread(group_photos).state == JobState.DONE
    assert quick_engine.chosen == [None, None, 2, 0]


def test_cut_outs_of_bystanders_go_once_somebody_chose(alice_client: Client, group_photos: Job, media: Path) -> None:
    url = questions_of(alice_client, group_photos)[0]["choices"][0]["picture_url"]
    assert sum("faces-" in name for name in files_in(media)) == 2
    answer(alice_client, group_photos, "2", "0")
    assert not any("faces-" in name for name in files_in(media))
    assert alice_client.get(url).status_code == 404


def test_one_answer_of_two_is_kept_and_the_other_still_asked(alice_client: Client, group_photos: Job) -> None:
    answer(alice_client, group_photos, "1")
    assert reread(group_photos).state == JobState.WAITING
    assert [question["slot"] for question in questions_of(alice_client, group_photos)] == ["b"]
    answer(alice_client, group_photos, "1")
    assert reread(group_photos).state == JobState.QUEUED


def test_answering_twice_or_late_changes_nothing(alice_client: Client, group_photos: Job) -> None:
    given = {question["id"]: "1" for question in questions_of(alice_client, group_photos)}
    for _time in range(2):
        assert alice_client.post(f"/jobs/{group_photos.pk}/answers/", given).status_code == 302
    before = reread(group_photos).seq
    late = dict.fromkeys(given, "2")
    assert not answer_questions(reread(group_photos), late)
    assert reread(group_photos).seq == before
    assert set(PortraitPhoto.objects.values_list("face_choice", flat=True)) == {1}


def test_a_job_that_was_stopped_meanwhile_stays_stopped(alice_client: Client, group_photos: Job) -> None:
    given = {question["id"]: "1" for question in questions_of(alice_client, group_photos)}
    assert cancel_job(group_photos)
    assert alice_client.post(f"/jobs/{group_photos.pk}/answers/", given).status_code == 302
    assert reread(group_photos).state == JobState.CANCELLED


def test_a_family_that_was_deleted_meanwhile_is_not_found(alice_client: Client, group_photos: Job, media: Path) -> None:
    given = {question["id"]: "1" for question in questions_of(alice_client, group_photos)}
    delete_family(group_photos.family, deleted_by=group_photos.owner)
    assert alice_client.post(f"/jobs/{group_photos.pk}/answers/", given).status_code == 404
    assert files_in(media) == []


@pytest.mark.parametrize("value", ["3", "-1", "", "yes", "²"])
def test_what_is_none_of_the_choices_is_refused(alice_client: Client, group_photos: Job, value: str) -> None:
    page = answer(alice_client, group_photos, "1", value).content.decode()
    assert "Choose one of the answers." in page
    asked = questions_of(alice_client, group_photos)
    assert len(asked) == 2, "Nothing of a refused form is kept."
    refused = post_json(alice_client, group_photos, {asked[0]["id"]: value})
    assert refused.status_code == 400
    assert refused.json()["error"]["fields"].keys() == {"answers"}


def test_the_api_answers_with_the_new_state(alice_client: Client, group_photos: Job) -> None:
    told = alice_client.get(f"/api/jobs/{group_photos.pk}/").json()
    answers = {question["id"]: "0" for question in told["questions"]}
    assert post_json(alice_client, group_photos, answers | {f"face-{uuid4()}": "7"}).json()["state"] == "queued"


def test_a_waiting_job_is_nobodys_work_and_never_swept_up(group_photos: Job, quick_engine: QuickEngine) -> None:
    assert not reconcile_jobs()
    run_job(group_photos.pk)
    assert quick_engine.aligned == 2
    assert reread(group_photos).state == JobState.WAITING


def test_waiting_for_an_answer_uses_up_no_attempt(alice_client: Client, group_photos: Job, settings: Any) -> None:
    Job.objects.update(attempts=settings.JOB_MAX_ATTEMPTS)
    answer(alice_client, group_photos, "0", "0")
    run_job(group_photos.pk)
    assert reread(group_photos).state == JobState.DONE


def test_one_answer_serves_every_job_of_the_family(
    alice_client: Client, group_photos: Job, quick_engine: QuickEngine
) -> None:
    spec = ChildSpec(age_years=1.0)
    second = request_child(owner=group_photos.owner, family=group_photos.family, spec=spec, idempotency_key="second")
    run_job(second.pk)
    assert reread(second).state == JobState.WAITING
    answer(alice_client, group_photos, "0", "0")
    for job in (group_photos, second):
        run_job(job.pk)
        assert reread(job).state == JobState.DONE


def test_an_answer_in_the_very_middle_of_another_look_is_not_lost(
    alice_client: Client, group_photos: Job, quick_engine: QuickEngine
) -> None:
    spec = ChildSpec(age_years=1.0)
    second = request_child(owner=group_photos.owner, family=group_photos.family, spec=spec, idempotency_key="second")

    def at_step(stage: str, step: int) -> None:
        if step == 3:
            answer(alice_client, group_photos, "2", "2")

    quick_engine.at_step = at_step
    run_job(second.pk)
    assert reread(second).state == JobState.QUEUED
    assert set(PortraitPhoto.objects.values_list("face_choice", flat=True)) == {2}


def test_somebody_who_looks_young_is_asked_about(alice_client: Client, young_faces: Job) -> None:
    asked = questions_of(alice_client, young_faces)
    assert [(question["kind"], question["slot"]) for question in asked] == [("adult", "a"), ("adult", "b")]
    assert alice_client.get(asked[0]["picture_url"]).status_code == 200
    page = alice_client.get(f"/jobs/{young_faces.pk}/").content.decode()
    assert "Is Ada at least 18 years old" in page
    assert "The age is only estimated" in page


def test_who_is_covered_too_much_to_tell_is_asked_about_in_other_words(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    quick_engine.findings = [Finding(check="age_unclear", level="ask", value=0.1, threshold=0.5)]
    run_job(waiting_job.pk)
    asked = questions_of(alice_client, waiting_job)[0]
    assert asked["kind"] == "adult"
    assert "looks young" not in asked["message"]


def test_a_confirmed_adult_is_not_asked_about_again(
    alice_client: Client, young_faces: Job, quick_engine: QuickEngine
) -> None:
    answer(alice_client, young_faces, "yes", "yes")
    run_job(young_faces.pk)
    assert reread(young_faces).state == JobState.DONE
    assert not Portrait.objects.filter(adult_confirmed_at__isnull=True).exists()


def test_the_photos_of_a_minor_go_and_the_job_ends_kindly(
    alice_client: Client, young_faces: Job, media: Path, quick_engine: QuickEngine
) -> None:
    portrait = young_faces.family.parent_b.portrait
    assert any(name.startswith(portrait.folder) for name in files_in(media))
    page = answer(alice_client, young_faces, "yes", "no").content.decode()
    job = reread(young_faces)
    assert (job.state, job.error_code, job.error_slot) == (JobState.FAILED, "declared_minor", "b")
    assert "Thank you for saying so." in page
    assert "the photos of Ben have been removed" in page
    assert not any(name.startswith(portrait.folder) for name in files_in(media))
    assert files_in(media) != [], "The other parent's photos stay."


def test_a_family_with_a_minor_makes_no_child(
    alice_client: Client, young_faces: Job, quick_engine: QuickEngine
) -> None:
    answer(alice_client, young_faces, "no", "yes")
    spec = ChildSpec(age_years=1.0)
    second = request_child(owner=young_faces.owner, family=young_faces.family, spec=spec, idempotency_key="second")
    run_job(second.pk)
    assert reread(second).error_code == "declared_minor"
    assert not Child.objects.exists()


def test_nobody_asks_how_old_a_drawn_couple_is(waiting_job: Job, quick_engine: QuickEngine) -> None:
    for person in waiting_job.family.parents:
        person.is_sample = True
        person.save()
    quick_engine.findings = [YOUNG]
    run_job(waiting_job.pk)
    assert reread(waiting_job).state == JobState.DONE


def test_every_page_says_that_something_is_asked(alice_client: Client, group_photos: Job) -> None:
    assert "A question for you" in alice_client.get("/families/").content.decode()
    family = alice_client.get(f"/families/{group_photos.family_id}/").content.decode()
    assert f'<a href="/jobs/{group_photos.pk}/">answer it</a>' in family


def test_the_questions_are_asked_in_korean_too(alice_client: Client, group_photos: Job) -> None:
    state = alice_client.get(f"/jobs/{group_photos.pk}/state/", headers={"accept-language": "ko"}).json()
    assert not state["questions"][0]["message"].isascii()


def test_the_stored_cut_outs_are_one_picture_for_each_photo(group_photos: Job) -> None:
    photo = group_photos.family.parent_a.portrait.photos.get()
    assert photo.num_faces == 3
    assert read_file(str(photo.cut_outs.name)).startswith(b"\xff\xd8")
