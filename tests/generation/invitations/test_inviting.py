"""A parent who is invited answers for themselves: until then only a name is stored, and nothing is computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dramatiq
import pytest
from django.test import Client

from accounts.models import ConsentBasis, ConsentRecord, Invitation, Person, Purpose, User
from accounts.work import queues
from generation.jobs.reconciler import reconcile_jobs
from generation.jobs.workflow import run_job
from generation.models import Family, Job, JobState, PortraitPhoto
from tests.generation.conftest import files_in
from tests.generation.forms import assert_nothing_stored, send, send_invited
from tests.generation.invitations.conftest import state_of
from tests.generation.invitations.invitee import Invitee
from tests.generation.pictures import upload
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_a_name_is_stored_of_who_is_invited(invited_job: Job, ben: Person, alice: User, media: Path) -> None:
    assert (ben.consent_basis, ben.account, ben.name) == (ConsentBasis.INVITED, None, "Ben")
    assert not ben.portrait.photos.exists()
    assert not ConsentRecord.objects.filter(person_id=ben.pk).exists()
    assert len(files_in(media)) == 1
    ada = invited_job.family.parent_a
    assert (ada.consent_basis, ada.account) == (ConsentBasis.SELF, alice)
    assert ConsentRecord.objects.get(person_id=ada.pk).purpose == Purpose.COMPUTE


def test_the_job_waits_and_nobody_is_rung_for(invited_job: Job, quick_engine: QuickEngine) -> None:
    assert invited_job.state == JobState.WAITING
    reconcile_jobs()
    assert dramatiq.get_broker().do_qsize(queues.HEAVY) == 0  # type: ignore[attr-defined]
    run_job(invited_job.pk)
    invited_job.refresh_from_db()
    assert (invited_job.state, invited_job.attempts, quick_engine.aligned) == (JobState.WAITING, 0, 0)


def test_a_photo_of_who_is_invited_is_refused_and_not_even_read(alice_client: Client, media: Path) -> None:
    page = send_invited(alice_client, photo_b=upload(b"no picture at all"))
    assert page.status_code == 400
    assert "An invited person sends their own photo." in page.content.decode()
    assert_nothing_stored(media)


def test_ticks_for_who_is_invited_are_nobodys_consent(alice_client: Client, media: Path) -> None:
    send_invited(alice_client, consent_b="on", keep_b="on")
    assert ConsentRecord.objects.count() == 1


def test_a_name_is_needed_all_the_same(alice_client: Client, media: Path) -> None:
    assert send_invited(alice_client, name_b="").status_code == 400
    assert_nothing_stored(media)


def test_both_may_be_invited(alice_client: Client, media: Path) -> None:
    both = {"consent_basis_a": "invited", "photo_a": None, "consent_a": None, "consent_version": None}
    assert send_invited(alice_client, **both).status_code == 302
    assert Invitation.objects.count() == 2
    assert not ConsentRecord.objects.exists()


def test_nobody_is_both_parents(alice_client: Client, media: Path) -> None:
    page = send(alice_client, consent_basis_b="self")
    assert "You can be only one of the two." in page.content.decode()
    assert_nothing_stored(media)


def test_keeping_is_asked_on_its_own(alice_client: Client, media: Path) -> None:
    send(alice_client, keep_a="on")
    family = Family.objects.get()
    kept = ConsentRecord.objects.filter(purpose=Purpose.KEEP)
    assert [record.person_id for record in kept] == [family.parent_a_id]


def test_another_child_waits_too(alice_client: Client, invited_job: Job) -> None:
    alice_client.post(f"/families/{invited_job.family_id}/another/", {})
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.WAITING}


def test_stopping_and_trying_again_does_not_pass_the_question_by(alice_client: Client, invited_job: Job) -> None:
    alice_client.post(f"/jobs/{invited_job.pk}/cancel/")
    alice_client.post(f"/jobs/{invited_job.pk}/retry/")
    assert Job.objects.get().state == JobState.WAITING


def test_the_page_says_for_whom_it_waits_and_shows_the_link(
    alice_client: Client, invited_job: Job, invitee: Invitee
) -> None:
    page = alice_client.get(f"/jobs/{invited_job.pk}/").content.decode()
    assert "Waiting for the answer of Ben." in page
    assert f'value="http://testserver{invitee.link}"' in page
    assert 'src="data:image/svg+xml' in page
    assert "Not answered yet" in page
    assert (
        f'value="http://testserver{invitee.link}"'
        in alice_client.get(f"/families/{invited_job.family_id}/").content.decode()
    )


def test_the_state_names_the_link_for_programs(alice_client: Client, invited_job: Job, invitee: Invitee) -> None:
    (pending,) = state_of(alice_client, invited_job)["pending_invitations"]
    assert (pending["name"], pending["slot"], pending["state"]) == ("Ben", "b", "open")
    assert pending["url"] == invitee.link


def test_a_new_link_takes_the_old_one_back(
    alice_client: Client, invited_job: Job, ben: Person, invitee: Invitee
) -> None:
    page = alice_client.post(f"/people/{ben.pk}/invitation/", follow=True).content.decode()
    assert invitee.link not in page
    old = invitee.look()
    assert (old.status_code, "has withdrawn this link" in old.content.decode()) == (410, True)
    assert invitee.agree().status_code == 410
    newest = ben.invitations.get(revoked_at=None)
    assert Invitee(newest).look().status_code == 200


def test_a_program_makes_a_new_link(alice_client: Client, ben: Person, invitee: Invitee) -> None:
    answer = alice_client.post(f"/api/people/{ben.pk}/invitation/")
    assert answer.status_code == 201
    assert alice_client.get(answer.json()["url"]).status_code == 200
    assert invitee.look().status_code == 410


def test_after_an_answer_there_is_no_new_link(alice_client: Client, ben: Person, invitee: Invitee) -> None:
    invitee.agree()
    assert alice_client.post(f"/api/people/{ben.pk}/invitation/").status_code == 400
    page = alice_client.post(f"/people/{ben.pk}/invitation/", follow=True).content.decode()
    assert "Ben has answered already." in page
    assert ben.invitations.count() == 1


def test_a_link_that_was_replaced_tells_nothing_after_the_end_either(
    alice_client: Client, invitee: Invitee, ben: Person
) -> None:
    alice_client.post(f"/people/{ben.pk}/invitation/")
    newest = Invitee(ben.invitations.get(revoked_at=None))
    newest.agree()
    newest.withdraw()
    assert "Everything was destroyed" in newest.page()
    assert invitee.look().status_code == 404


def test_an_invitation_ends_by_itself(alice_client: Client, invited_job: Job, invitee: Invitee, ben: Person) -> None:
    Invitation.objects.update(expires_at="2020-01-01T00:00Z")
    page = invitee.look()
    assert (page.status_code, "It expired on" in page.content.decode()) == (410, True)
    assert invitee.agree().status_code == 410
    assert not PortraitPhoto.objects.filter(portrait__person=ben).exists()
    (pending,) = state_of(alice_client, invited_job)["pending_invitations"]
    assert (pending["state"], pending["url"]) == ("expired", None)
    assert "Make a new link" in alice_client.get(f"/jobs/{invited_job.pk}/").content.decode()


@pytest.mark.parametrize("state", ["invited", "self", "attested"])
def test_families_that_rest_on_somebodys_word_are_marked_everywhere(
    alice_client: Client, media: Path, state: str, quick_engine: QuickEngine
) -> None:
    changes: dict[str, Any] = {"consent_basis_a": "attested"} if state == "attested" else {}
    (send if state == "attested" else send_invited)(alice_client, **changes)
    job = Job.objects.get()
    if state != "attested":
        Invitee(Invitation.objects.get()).agree()
    run_job(job.pk)
    job = Job.objects.get()
    places = ["/families/", f"/families/{job.family_id}/", f"/children/{job.child_id}/"]
    mark = "Private · you confirmed their permission"
    marked = {place: mark in alice_client.get(place).content.decode() for place in places}
    assert marked == dict.fromkeys(places, state == "attested")
    family_page = alice_client.get(places[1]).content.decode()
    assert ('<details class="private">' in family_page) == (state == "attested")
