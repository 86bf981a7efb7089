"""The inviter sees the status and the children, and nothing of an invitee's photo, by no address."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Person, User
from generation.exporting.description import describe
from generation.exporting.scope import scope_of
from generation.jobs.endings import PHOTO_CODES, EndingCode
from generation.jobs.workflow import run_job
from generation.models import Job, JobState, Portrait, PortraitPhoto
from ml_core.contracts import Finding
from tests.generation.invitations.conftest import state_of
from tests.generation.invitations.invitee import Invitee
from tests.generation.jobs.rows import reread
from tests.generation.pictures import upload
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
BLURRED = Finding(check="blurred", level="advice", value=1.0, threshold=2.0)


@pytest.fixture
def done(invited_job: Job, invitee: Invitee, quick_engine: QuickEngine) -> Job:
    quick_engine.findings = [BLURRED]
    quick_engine.identity_distance, quick_engine.lpips = 0.9, 0.9
    invitee.agree()
    run_job(invited_job.pk)
    return reread(invited_job)


def pictures_of(person: Person, job: Job, slot: str) -> list[str]:
    portrait = Portrait.objects.get(person=person)
    photo = portrait.photos.get()
    PortraitPhoto.objects.filter(pk=photo.pk).update(cut_outs=portrait.aligned.name)
    return [
        f"/portraits/{portrait.pk}/aligned/",
        f"/portraits/{portrait.pk}/reconstruction/",
        f"/portraits/photos/{photo.pk}/faces/0/",
        f"/jobs/{job.pk}/preview/{slot}/",
    ]


def test_pictures_of_the_invited_are_not_there_for_the_inviter(done: Job, ben: Person, alice_client: Client) -> None:
    own = pictures_of(done.family.parent_a, done, "a")
    assert {alice_client.get(path).status_code for path in own} == {200}
    theirs = pictures_of(ben, done, "b")
    assert {path: alice_client.get(path).status_code for path in theirs} == dict.fromkeys(theirs, 404)


def test_no_page_and_no_answer_names_one(done: Job, ben: Person, alice_client: Client) -> None:
    portrait = str(Portrait.objects.get(person=ben).pk)
    photo = str(PortraitPhoto.objects.get(portrait__person=ben).pk)
    Job.objects.update(state=JobState.QUEUED)
    places = [
        "/families/",
        f"/families/{done.family_id}/",
        f"/families/{done.family_id}/studio/",
        f"/jobs/{done.pk}/",
        f"/children/{done.child_id}/",
    ]
    for place in places:
        page = alice_client.get(place).content.decode()
        assert portrait not in page, place
        assert photo not in page, place
        assert f"/jobs/{done.pk}/preview/b/" not in page, place
    family = alice_client.get(f"/api/families/{done.family_id}/").json()
    _ada, told = family["portraits"]
    assert (told["aligned_url"], told["reconstruction_url"], told["likeness"], told["advice"]) == (None, None, "", [])
    assert told["consent_basis"] == "invited"
    state = state_of(alice_client, done)
    assert (state["previews"]["b"], state["advice"]["b"]) == (None, [])
    assert state["previews"]["a"]
    assert state["advice"]["a"]


def test_what_the_photo_looks_like_is_not_said_either(done: Job, alice_client: Client) -> None:
    page = alice_client.get(f"/families/{done.family_id}/").content.decode()
    assert page.count("Hardly alike") == 1
    assert page.count("a little blurred") == 1
    assert "Only <bdi>Ben</bdi> sees this photo." in page
    assert "Agreed" in page


def test_the_invited_see_their_own_face(done: Job, invitee: Invitee) -> None:
    face = invitee.client.get(f"{invitee.link}face/")
    assert (face.status_code, face.headers["Content-Type"]) == (200, "image/jpeg")
    assert face.headers["Cache-Control"] == "private, no-store"
    assert f'src="{invitee.link}face/"' in invitee.page()


def test_the_link_alone_shows_no_face(done: Job, invitee: Invitee, alice_client: Client) -> None:
    """Whoever handed it over has it still."""
    for client in (alice_client, Client()):
        assert client.get(f"{invitee.link}face/").status_code == 404
        page = client.get(invitee.link).content.decode()
        assert "<img" not in page.split("<main")[1].split("</main>")[0]
        assert "in the browser in which" in page
        assert "Withdraw and destroy everything" in page
        assert client.get(f"{invitee.link}withdraw/").status_code == 200


def test_an_account_that_was_connected_sees_its_own_face_anywhere(
    done: Job, ben: Person, invitee: Invitee, charlie: User, charlie_client: Client, client: Client
) -> None:
    invitee.client.force_login(charlie)
    invitee.client.post(f"{invitee.link}connect/")
    assert charlie_client.get(f"{invitee.link}face/").status_code == 200
    assert f'src="{invitee.link}face/"' in charlie_client.get(invitee.link).content.decode()
    assert client.get(f"{invitee.link}face/").status_code == 404


@pytest.fixture
def group_photo(invited_job: Job, invitee: Invitee, quick_engine: QuickEngine) -> Job:
    quick_engine.num_faces = 3
    invitee.agree()
    run_job(invited_job.pk)
    return reread(invited_job)


def asked_of(questions: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(question["slot"], question["kind"]) for question in questions]


def own_answer(ben: Person, value: str) -> dict[str, str]:
    return {f"face-{PortraitPhoto.objects.get(portrait__person=ben).pk}": value}


def test_each_is_asked_about_their_own_photo(
    group_photo: Job, ben: Person, invitee: Invitee, alice_client: Client
) -> None:
    assert asked_of(state_of(alice_client, group_photo)["questions"]) == [("a", "face")]
    page = invitee.page()
    assert "Which one is you?" in page
    assert page.count('type="radio"') == 3
    photo = PortraitPhoto.objects.get(portrait__person=ben)
    picture = invitee.client.get(f"{invitee.link}photos/{photo.pk}/faces/2/")
    assert picture.status_code == 200
    assert invitee.client.get(f"{invitee.link}photos/{photo.pk}/faces/7/").status_code == 404


def test_who_is_none_of_the_faces_sends_another_photo(
    group_photo: Job, ben: Person, invitee: Invitee, alice_client: Client
) -> None:
    before = PortraitPhoto.objects.get(portrait__person=ben).pk
    assert 'href="#other-photo"' in invitee.page()
    assert invitee.client.post(f"{invitee.link}photos/", {"photo": upload()}).status_code == 302
    assert PortraitPhoto.objects.get(portrait__person=ben).pk != before
    assert 'href="#other-photo"' not in invitee.page()
    assert reread(group_photo).state == JobState.WAITING
    assert asked_of(state_of(alice_client, group_photo)["questions"]) == [("a", "face")]


def test_with_the_link_alone_no_face_is_seen_or_chosen(
    group_photo: Job, ben: Person, invitee: Invitee, alice_client: Client
) -> None:
    photo = PortraitPhoto.objects.get(portrait__person=ben)
    assert alice_client.get(f"{invitee.link}photos/{photo.pk}/faces/2/").status_code == 404
    page = alice_client.get(invitee.link).content.decode()
    assert "in the browser in which they answered" in page
    assert 'type="radio"' not in page
    assert alice_client.post(f"{invitee.link}answers/", own_answer(ben, "1")).status_code == 403
    photo.refresh_from_db()
    assert photo.face_choice is None


def test_pictures_of_the_other_parent_are_not_behind_the_link(group_photo: Job, invitee: Invitee) -> None:
    other = PortraitPhoto.objects.get(portrait__person=group_photo.family.parent_a)
    assert invitee.client.get(f"{invitee.link}photos/{other.pk}/faces/0/").status_code == 404


def test_nobody_answers_for_the_other(group_photo: Job, ben: Person, invitee: Invitee, alice_client: Client) -> None:
    answers = {"answers": own_answer(ben, "1")}
    alice_client.post(f"/api/jobs/{group_photo.pk}/answers/", json.dumps(answers), "application/json")
    assert PortraitPhoto.objects.get(portrait__person=ben).face_choice is None
    other = PortraitPhoto.objects.get(portrait__person=group_photo.family.parent_a)
    invitee.client.post(f"{invitee.link}answers/", {f"face-{other.pk}": "1"})
    other.refresh_from_db()
    assert other.face_choice is None


def test_once_both_have_answered_the_work_goes_on(
    group_photo: Job, ben: Person, invitee: Invitee, alice_client: Client, quick_engine: QuickEngine
) -> None:
    (question,) = state_of(alice_client, group_photo)["questions"]
    alice_client.post(f"/jobs/{group_photo.pk}/answers/", {question["id"]: "0"})
    state = state_of(alice_client, group_photo)
    assert (state["state"], state["questions"]) == (JobState.WAITING, [])
    assert "There is a question about the photo of Ben" in state["message"]
    assert [(pending["state"], pending["url"]) for pending in state["pending_invitations"]] == [("question", None)]
    page = alice_client.get(f"/jobs/{group_photo.pk}/").content.decode()
    assert "Ask <bdi>Ben</bdi> to open the page where they answered" in page
    assert invitee.link not in page
    assert invitee.client.post(f"{invitee.link}answers/", own_answer(ben, "9")).status_code == 302
    assert Job.objects.get().state == JobState.WAITING
    invitee.client.post(f"{invitee.link}answers/", own_answer(ben, "1"))
    assert Job.objects.get().state == JobState.QUEUED
    run_job(group_photo.pk)
    assert Job.objects.get().state == JobState.DONE


YOUNG = Finding(check="minor", level="ask", value=17.0, threshold=21.0)


def test_whoever_says_they_are_a_minor_is_not_used(
    invited_job: Job, ben: Person, invitee: Invitee, alice_client: Client, quick_engine: QuickEngine
) -> None:
    quick_engine.findings = [YOUNG]
    invitee.agree()
    run_job(invited_job.pk)
    assert "You look young in the photo" in invitee.page()
    invitee.client.post(f"{invitee.link}answers/", {f"adult-{Portrait.objects.get(person=ben).pk}": "no"})
    assert Job.objects.get().error_code == "declared_minor"
    assert not PortraitPhoto.objects.filter(portrait__person=ben).exists()
    told = state_of(alice_client, invited_job)["error"]["message"]
    assert told.startswith("The photo of Ben cannot be used")
    page = invitee.page()
    assert "Thank you for saying so." in page
    assert "Send this photo instead" not in page


@pytest.fixture
def no_face(invited_job: Job, invitee: Invitee, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job that fails because there is no face in Ben's photo."""
    invitee.agree()
    run_job(invited_job.pk)
    Job.objects.update(state=JobState.FAILED, error_code="no_face_found", error_slot="b")
    return reread(invited_job)


def test_the_photo_without_a_face_is_shown_to_the_person_alone(
    no_face: Job, ben: Person, invitee: Invitee, alice_client: Client
) -> None:
    (photo,) = ben.portrait.photos.all()
    picture = f"{invitee.link}photos/{photo.pk}/"
    assert f'src="{picture}"' in invitee.client.get(invitee.link).content.decode()
    assert invitee.client.get(picture).headers["Content-Type"] == "image/jpeg"
    assert Client().get(picture).status_code == 404
    for address in (picture, f"/portraits/photos/{photo.pk}/"):
        assert alice_client.get(address).status_code == 404
    assert str(photo.pk) not in alice_client.get(f"/jobs/{no_face.pk}/").content.decode()


def test_a_photo_that_cannot_be_used_is_replaced_by_its_person(
    no_face: Job, ben: Person, invitee: Invitee, alice_client: Client
) -> None:
    page = alice_client.get(f"/jobs/{no_face.pk}/").content.decode()
    assert "The photo of <bdi>Ben</bdi> cannot be used" in page
    assert "Choose another photo" not in page
    assert invitee.link not in page
    assert "Ask <bdi>Ben</bdi> to open the page where they answered" in page
    before = PortraitPhoto.objects.get(portrait__person=ben).pk
    assert "No face was found in the photo of Ben." in invitee.page()
    assert invitee.client.post(f"{invitee.link}photos/", {"photo": upload(b"x" * 99)}).status_code == 400
    assert invitee.client.post(f"{invitee.link}photos/", {"photo": upload()}).status_code == 302
    assert PortraitPhoto.objects.get(portrait__person=ben).pk != before
    assert Job.objects.get().state == JobState.QUEUED


def test_the_page_of_the_inviter_notices_that_another_photo_came(
    no_face: Job, invitee: Invitee, alice_client: Client
) -> None:
    page = alice_client.get(f"/jobs/{no_face.pk}/").content.decode()
    assert "job-waiting" in page
    shown = re.search(r'data-state-url="([^"]+)".*data-seq="(\d+)"', page)
    assert shown
    invitee.client.post(f"{invitee.link}photos/", {"photo": upload()})
    assert alice_client.get(shown[1]).json()["seq"] > int(shown[2])


def test_an_invitee_is_not_refused_for_other_requests_of_the_inviter(
    no_face: Job, invitee: Invitee, settings: Any
) -> None:
    older = Job.objects.create(
        owner=no_face.owner,
        family=no_face.family,
        idempotency_key="older",
        age_years=7.0,
        seed=1,
        state=JobState.FAILED,
        error_code="no_face_found",
        error_slot="b",
    )
    Job.objects.filter(pk=older.pk).update(created_at="2020-01-01T00:00Z")
    settings.OPEN_JOBS_PER_ACCOUNT = 0
    assert invitee.client.post(f"{invitee.link}photos/", {"photo": upload()}).status_code == 302
    assert reread(no_face).state == JobState.QUEUED
    assert reread(older).error_code == "photos_replaced"


def test_what_was_wrong_with_it_is_told_to_nobody_else(
    no_face: Job, alice: User, alice_client: Client, invitee: Invitee
) -> None:
    answers = []
    for code in sorted(PHOTO_CODES - {EndingCode.PHOTO_OF_INVITEE}):
        Job.objects.update(error_code=code)
        (family,) = describe(scope_of(alice)).content["families"]
        told = alice_client.get(f"/api/jobs/{no_face.pk}/").json()
        answers.append((state_of(alice_client, no_face), told, family["jobs"][0]["error_code"]))
        assert code not in alice_client.get(f"/jobs/{no_face.pk}/").content.decode()
    assert all(answer == answers[0] for answer in answers)
    state, _told, exported = answers[0]
    assert (state["error"]["code"], exported) == ("photo", "photo")


def test_nobody_replaces_a_photo_that_is_fine(done: Job, ben: Person, invitee: Invitee) -> None:
    before = PortraitPhoto.objects.get(portrait__person=ben).pk
    invitee.client.post(f"{invitee.link}photos/", {"photo": upload()})
    assert PortraitPhoto.objects.get(portrait__person=ben).pk == before
