"""The pages behind the link: reading, agreeing or not, each consent on its own, without an account."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import Act, ConsentBasis, ConsentRecord, Erasure, ErasureCause, Invitation, Method, Person, Purpose
from accounts.people.consents import get_consent_text
from generation.consent.answers import PersonGone, give, withdraw
from generation.families.services import delete_family
from generation.invitations import views
from generation.invitations.services import agree
from generation.jobs.workflow import run_job
from generation.models import Family, Job, JobState
from tests.generation.at_once import at_once
from tests.generation.conftest import files_in
from tests.generation.invitations.conftest import state_of
from tests.generation.invitations.invitee import Invitee
from tests.generation.pictures import upload
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def said(person: Person) -> dict[str, str]:
    records = ConsentRecord.objects.filter(person_id=person.pk).order_by("seq")
    return {record.purpose: record.act for record in records}


def test_the_page_says_who_asks_and_shows_every_text(invitee: Invitee) -> None:
    page = invitee.page()
    assert "<bdi>Ada</bdi> invites you to imagine a child of the two of you." in page
    assert page.count("alice@example.org") == 1
    assert "You and the person who invited you see the children." in page
    for purpose in Purpose:
        text = get_consent_text(purpose, "en")
        assert text.statement_self in page
        assert escape(text.title) in page
    assert "checked" not in page


def test_who_invites_for_two_others_is_named_by_the_address_alone(invitee: Invitee, family: Family) -> None:
    Person.objects.filter(pk=family.parent_a_id).update(consent_basis=ConsentBasis.ATTESTED, account=None)
    page = invitee.page()
    assert "You are invited to imagine a child of <bdi>Ada</bdi> and <bdi>Ben</bdi>." in page
    assert page.count("alice@example.org") == 1


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Hello <bdi>Ben</bdi>"), ("ko", "<bdi>Ben</bdi> 님, 안녕하세요")]
)
def test_the_page_speaks_its_readers_language(invitee: Invitee, language: str, words: str) -> None:
    page = invitee.look(headers={"accept-language": language}).content.decode()
    assert words in page
    assert get_consent_text(Purpose.PUBLISH, language).statement_self in page
    assert re.search(rf'name="consent_language"\s+value="{language}"', page)


def test_agreeing_needs_no_account_and_lets_the_work_begin(
    alice_client: Client, invited_job: Job, ben: Person, invitee: Invitee, quick_engine: QuickEngine
) -> None:
    assert invitee.agree().headers["Location"] == invitee.link
    assert Job.objects.get().state == JobState.QUEUED
    assert said(ben) == {"compute": Act.GIVEN, "keep": Act.REFUSED, "publish": Act.REFUSED}
    records = ConsentRecord.objects.filter(person_id=ben.pk)
    assert {(record.method, record.given_by_id) for record in records} == {(Method.INVITED, None)}
    assert {record.invitation_id for record in records} == {ben.invitations.get().pk}
    run_job(invited_job.pk)
    assert Job.objects.get().state == JobState.DONE
    assert state_of(alice_client, invited_job)["pending_invitations"] == []


def test_each_consent_is_its_own(ben: Person, invitee: Invitee) -> None:
    invitee.agree(keep="on")
    assert said(ben) == {"compute": Act.GIVEN, "keep": Act.GIVEN, "publish": Act.REFUSED}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"compute": None}, "Without this consent nothing can be done here."),
        ({"photo": None}, "Choose a photo."),
        ({"photo": upload(b"letters" * 20)}, "could not be read as a picture"),
        ({"photo": upload(b"")}, "This file is empty."),
        ({"consent_version": "1"}, "This text has changed since it was shown."),
        ({"consent_language": "fr"}, "This text has changed since it was shown."),
        ({"keep": "on", "keep_version": None}, "Name the text that was shown"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored(
    invitee: Invitee, ben: Person, media: Path, changes: dict[str, Any], message: str
) -> None:
    page = invitee.agree(**changes)
    assert page.status_code == 400
    assert message in page.content.decode()
    assert said(ben) == {}
    assert len(files_in(media)) == 1
    assert Job.objects.get().state == JobState.WAITING


def test_of_two_devices_at_once_one_answers(
    invitee: Invitee, ben: Person, invitation: Invitation, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_found_it_open = Barrier(2)

    def agree_at_once(**answer: Any) -> None:
        both_found_it_open.wait(timeout=30)
        agree(**answer)

    monkeypatch.setattr(views, "agree", agree_at_once)
    answers = at_once(invitee.agree, Invitee(invitation).agree)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ConsentRecord.objects.filter(person_id=ben.pk, purpose=Purpose.COMPUTE).count() == 1
    assert ben.portrait.photos.count() == 1
    assert len(files_in(media)) == 2


def test_agreeing_and_refusing_at_once_is_one_of_the_two(invitee: Invitee, ben: Person, invitation: Invitation) -> None:
    at_once(invitee.agree, Invitee(invitation).refuse)
    assert said(ben)["compute"] == (Act.GIVEN if Family.objects.exists() else Act.REFUSED)


def test_agreeing_while_the_family_is_deleted_leaves_nothing(
    invitee: Invitee, ben: Person, family: Family, media: Path
) -> None:
    at_once(invitee.agree, lambda: delete_family(family, deleted_by=family.owner))
    assert not Family.objects.exists()
    assert files_in(media) == []
    assert said(ben).get("compute") in (None, Act.WITHDRAWN)


def test_agreeing_twice_changes_nothing(invitee: Invitee, ben: Person) -> None:
    invitee.agree()
    invitee.agree(keep="on", publish="on")
    assert said(ben) == {"compute": Act.GIVEN, "keep": Act.REFUSED, "publish": Act.REFUSED}


def test_saying_no_is_asked_about_first(ben: Person, invitee: Invitee) -> None:
    page = invitee.page()
    assert f'href="{invitee.link}refuse/"' in page
    assert f'action="{invitee.link}refuse/"' not in page
    assert invitee.client.get(f"{invitee.link}refuse/").status_code == 200
    assert said(ben) == {}
    invitee.agree()
    assert invitee.client.get(f"{invitee.link}refuse/").headers["Location"] == invitee.link


def test_refusing_ends_it(alice_client: Client, invited_job: Job, ben: Person, invitee: Invitee, media: Path) -> None:
    assert invitee.refuse().status_code == 302
    assert said(ben) == dict.fromkeys(["compute", "keep", "publish"], Act.REFUSED)
    assert not Family.objects.exists()
    assert files_in(media) == []
    receipt = Erasure.objects.get(person_id=ben.pk)
    assert receipt.cause == ErasureCause.REFUSED
    page = invitee.page()
    assert "You said no. Nothing was computed." in page
    assert alice_client.get(f"/jobs/{invited_job.pk}/").status_code == 404
    assert "A family is gone" in alice_client.get("/families/").content.decode()


def test_the_state_page_says_what_was_agreed_to(invitee: Invitee) -> None:
    invitee.agree(keep="on")
    page = invitee.page()
    assert (page.count("You agreed"), page.count("You didn’t agree")) == (2, 1)
    assert "Withdraw and destroy everything" in page


def test_keeping_is_taken_back_and_given_again(invitee: Invitee, ben: Person) -> None:
    invitee.agree(keep="on")
    invitee.say("keep", "no")
    assert said(ben)["keep"] == Act.WITHDRAWN
    invitee.say("keep", "no")
    invitee.say("keep", "yes")
    assert said(ben)["keep"] == Act.GIVEN
    assert said(ben)["compute"] == Act.GIVEN


def test_agreeing_later_needs_the_words_that_are_current(invitee: Invitee, ben: Person) -> None:
    invitee.agree()
    invitee.say("publish", "yes", publish_version="0")
    assert said(ben)["publish"] == Act.REFUSED
    assert invitee.say("everything", "yes").status_code == 404


def test_withdrawing_asks_once_and_destroys_everything(
    alice_client: Client, invited_job: Job, ben: Person, invitee: Invitee, media: Path, quick_engine: QuickEngine
) -> None:
    invitee.agree()
    run_job(invited_job.pk)
    child_id = Job.objects.get().child_id
    assert invitee.say("compute", "no").headers["Location"] == f"{invitee.link}withdraw/"
    assert "Withdraw everything?" in invitee.client.get(f"{invitee.link}withdraw/").content.decode()
    assert Family.objects.exists()
    assert invitee.withdraw().headers["Location"] == invitee.link
    assert said(ben)["compute"] == Act.WITHDRAWN
    assert files_in(media) == []
    assert alice_client.get(f"/children/{child_id}/").status_code == 404
    page = invitee.page()
    assert "Everything was destroyed" in page
    assert "You withdrew your consent." in page
    assert invitee.withdraw().headers["Location"] == invitee.link


def test_the_receipt_says_while_files_are_still_there(invitee: Invitee, invitation: Invitation, ben: Person) -> None:
    invitee.refuse()
    Erasure.objects.update(erased_at=None)
    assert "Everything is being destroyed" in invitee.page()


def test_withdrawing_has_no_end(invitee: Invitee, ben: Person) -> None:
    invitee.agree()
    Invitation.objects.update(expires_at="2020-01-01T00:00Z")
    assert invitee.look().status_code == 200
    invitee.withdraw()
    assert said(ben)["compute"] == Act.WITHDRAWN


def test_withdrawing_before_agreeing_is_not_there(invitee: Invitee) -> None:
    assert invitee.withdraw().status_code == 404
    assert Family.objects.exists()


def test_a_form_without_its_token_is_refused(invitee: Invitee, invitation: Invitation, ben: Person) -> None:
    guarded = Invitee(invitation, client=Client(enforce_csrf_checks=True))
    assert {guarded.agree().status_code, guarded.refuse().status_code, guarded.withdraw().status_code} == {403}
    assert said(ben) == {}


def test_agreeing_again_to_the_same_words_is_noted_once(invitee: Invitee, ben: Person) -> None:
    invitee.agree()
    for _time in range(3):
        invitee.say("keep", "yes")
    assert ConsentRecord.objects.filter(person_id=ben.pk, purpose=Purpose.KEEP, act=Act.GIVEN).count() == 1


def test_nothing_is_noted_of_who_has_just_gone(invitee: Invitee, ben: Person, invitation: Invitation) -> None:
    invitee.agree()
    invitee.withdraw()
    before = ConsentRecord.objects.count()
    with pytest.raises(PersonGone):
        give(person=invitation.person, text=get_consent_text(Purpose.KEEP, "en"), invitation_id=invitation.pk)
    with pytest.raises(PersonGone):
        withdraw(person=invitation.person, purpose=Purpose.KEEP, invitation_id=invitation.pk)
    assert ConsentRecord.objects.count() == before
