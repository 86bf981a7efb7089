"""Who answered an invitation sees the children made with them, from the moment they are being drawn until they go."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Invitation, Person, Purpose, User
from accounts.people import consents
from accounts.people.consents import get_consent_text
from generation.consent.answers import give
from generation.erasing.withdrawing import withdraw_and_erase
from generation.gallery.services import delete_child
from generation.invitations.services import connect
from generation.jobs.workflow import run_job
from generation.models import Child, Family, Job, JobState
from generation.storage.files import read_file
from tests.cast import signed_in
from tests.generation.invitations.invitee import Invitee
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def picture(invitee: Invitee, child: Child) -> str:
    return f"{invitee.link}children/{child.pk}/"


def state_for(invitee: Invitee) -> Any:
    return invitee.client.get(f"{invitee.link}state/").json()


@pytest.fixture
def child(invited_job: Job, invitee: Invitee, quick_engine: QuickEngine) -> Child:
    invitee.agree()
    run_job(invited_job.pk)
    return Child.objects.get()


def test_after_the_answer_comes_thanks_and_how_far_it_is(invitee: Invitee) -> None:
    invitee.agree()
    page = invitee.page()
    assert "Thank you. The child is being drawn." in page
    assert page.index("data-bar") < page.index("Withdraw and destroy everything")
    told = state_for(invitee)
    assert (told["is_at_work"], told["percent"]) == (True, 0)
    assert told["message"] in page


def test_the_state_follows_the_work(invited_job: Job, invitee: Invitee) -> None:
    invitee.agree()
    waiting = state_for(invitee)["mark"]
    Job.objects.update(state=JobState.RUNNING, fraction=0.5, lease_until="2100-01-01T00:00Z")
    told = state_for(invitee)
    assert (told["is_at_work"], told["percent"], told["mark"]) == (True, 50, waiting)
    Job.objects.update(state=JobState.FAILED, error_code="no_face_found", error_slot="a")
    told = state_for(invitee)
    assert not told["is_at_work"]
    assert told["mark"] != waiting
    assert "Ada" not in told["message"], "What is wrong with the photo of the other parent is theirs to know."


def test_the_page_shows_the_child_and_how_to_keep_a_copy(invitee: Invitee, child: Child) -> None:
    page = invitee.page()
    assert "A child of <bdi>Ada</bdi> and <bdi>Ben</bdi>" in page
    assert f'src="{picture(invitee, child)}"' in page
    assert f'href="{picture(invitee, child)}?download"' in page
    assert page.index(picture(invitee, child)) < page.index("Withdraw and destroy everything")
    shown = invitee.client.get(picture(invitee, child))
    assert (shown.headers["Content-Type"], shown.content) == ("image/jpeg", read_file(str(child.image.name)))
    assert shown.headers["Cache-Control"] == "private, no-store"
    saved = invitee.client.get(f"{picture(invitee, child)}?download").headers["Content-Disposition"]
    assert "Ben" not in saved
    assert saved.startswith("attachment")


def test_the_page_says_until_when_and_who_has_yet_to_agree_to_keeping(invitee: Invitee, child: Child) -> None:
    told = invitee.look().context
    assert not told["ending"].can_stay
    assert told["without_consent"] == [child.family.parent_a, child.family.parent_b]
    assert 'href="#consent-keep"' in invitee.page()
    assert 'id="consent-keep"' in invitee.page()

    invitee.say("keep", "yes")
    assert invitee.look().context["without_consent"] == [child.family.parent_a]
    assert 'href="#consent-keep"' not in invitee.page()
    assert "<bdi>Ada</bdi> has not agreed to keeping it yet" in invitee.page()

    text = get_consent_text(Purpose.KEEP, "en")
    give(person=child.family.parent_a, text=text, by=child.family.owner)
    assert invitee.look().context["ending"] is None


def test_the_link_alone_and_the_inviter_are_shown_none(
    invitee: Invitee, child: Child, alice_client: Client, charlie_client: Client
) -> None:
    for client in (Client(), alice_client, charlie_client):
        assert client.get(picture(invitee, child)).status_code == 404
        assert client.get(f"{invitee.link}state/").status_code == 404
        assert picture(invitee, child) not in client.get(invitee.link).content.decode()


def test_the_connected_account_finds_the_page_and_the_child(
    invitee: Invitee, invitation: Invitation, child: Child, charlie: User, bob: User
) -> None:
    invitation.refresh_from_db()
    assert connect(invitation=invitation, user=bob)
    assert invitee.link in signed_in(bob).get("/families/").content.decode()
    assert invitee.link not in signed_in(charlie).get("/families/").content.decode()
    elsewhere = Invitee(invitation, client=signed_in(bob))
    assert picture(invitee, child) in elsewhere.page()
    assert elsewhere.client.get(picture(invitee, child)).status_code == 200


def test_nothing_else_of_the_family_is_behind_the_link(invitee: Invitee, child: Child, done_job: Job) -> None:
    theirs = done_job.children.get()
    portrait = child.family.parent_a.portrait
    for missing in (theirs.pk, uuid4(), portrait.pk, child.family_id):
        assert invitee.client.get(f"{invitee.link}children/{missing}/").status_code == 404
    closed = ["", "image/", "thumbnail/", "film/"]
    answers = {invitee.client.get(f"/children/{child.pk}/{path}").status_code for path in closed}
    assert answers <= {302, 404}
    page = invitee.page()
    for secret in (str(child.seed), str(portrait.pk), str(child.image.name), str(child.latent.name)):
        assert secret not in page


def test_a_deleted_child_is_gone_here_too(invitee: Invitee, child: Child) -> None:
    before = state_for(invitee)["mark"]
    delete_child(child)
    assert invitee.client.get(picture(invitee, child)).status_code == 404
    assert state_for(invitee)["mark"] != before


@pytest.mark.parametrize("slot", ["a", "b"])
def test_whoever_of_the_two_withdraws_takes_the_children_from_both(
    invitee: Invitee, child: Child, slot: str, alice: User
) -> None:
    withdraw_and_erase(person=child.family.slots[slot], purpose=Purpose.COMPUTE, by=alice if slot == "a" else None)
    assert not Family.objects.exists()
    assert invitee.client.get(picture(invitee, child)).status_code == 404
    assert invitee.client.get(f"{invitee.link}state/").status_code == 404
    assert picture(invitee, child) not in invitee.page()


def test_no_child_is_shown_whose_parents_agreed_to_an_earlier_text(
    invitee: Invitee, child: Child, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(consents.CURRENT_VERSIONS, Purpose.COMPUTE, "2")
    assert invitee.client.get(picture(invitee, child)).status_code == 404
    assert picture(invitee, child) not in invitee.page()
