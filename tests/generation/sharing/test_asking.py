"""The other parent: asked by the owner, shown what would be shown, and free to allow more or take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from generation.models import Child, EndedBy, Family, PermissionKind, ShareLink
from generation.sharing.selectors import get_permitting_people
from generation.sharing.services import end_links
from generation.sharing.tokens import address_of
from tests.generation.finished import connect
from tests.generation.invitations.invitee import Invitee
from tests.generation.sharing.conftest import agree_to_publishing, make_link

pytestmark = pytest.mark.django_db
TO = {"address": "ben@example.net", "language": "ko"}


@pytest.fixture
def waiting(family: Family, child: Child) -> ShareLink:
    """A link that lacks Ben's consent alone."""
    agree_to_publishing(family.parent_a)
    return make_link(child)


@pytest.fixture
def writer(alice: User, settings: Any) -> User:
    settings.CAN_SEND_MAIL = True
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


def asking(client: Client, link: ShareLink) -> Any:
    (found,) = client.get(f"/links/{link.pk}/").context["to_ask"]
    return found


def test_the_owner_is_given_the_page_on_which_the_other_parent_answers(
    alice_client: Client, waiting: ShareLink, invitee: Invitee
) -> None:
    assert asking(alice_client, waiting).page == f"http://testserver{invitee.link}links/"
    assert asking(alice_client, waiting).mail is None


@pytest.mark.usefixtures("writer")
def test_the_owner_asks_by_email(
    alice_client: Client, waiting: ShareLink, invitee: Invitee, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    assert asking(alice_client, waiting).mail is not None
    with django_capture_on_commit_callbacks(execute=True):
        alice_client.post(f"/links/{waiting.pk}/ask/b/", TO)
    (email,) = mail.outbox
    assert email.to == [TO["address"]]
    assert f"{invitee.link}links/\n" in email.body
    assert "Ada" not in email.body


@pytest.mark.usefixtures("writer")
@pytest.mark.parametrize("slot", ["a", "c"])
def test_nobody_else_is_written_to(alice_client: Client, waiting: ShareLink, slot: str) -> None:
    assert alice_client.post(f"/links/{waiting.pk}/ask/{slot}/", TO).status_code == 404
    assert not mail.outbox


@pytest.mark.usefixtures("writer")
def test_whoever_agreed_is_not_asked_again(alice_client: Client, link: ShareLink) -> None:
    assert alice_client.post(f"/links/{link.pk}/ask/b/", TO).status_code == 404


@pytest.mark.usefixtures("writer")
def test_requests_by_email_are_counted_with_invitations(
    alice_client: Client, waiting: ShareLink, settings: Any
) -> None:
    settings.INVITATION_MAILS_PER_DAY = 1
    answers = [alice_client.post(f"/links/{waiting.pk}/ask/b/", TO).status_code for _ in range(2)]
    assert answers == [302, 429]


def test_nobody_writes_in_a_name_that_is_not_confirmed(alice_client: Client, waiting: ShareLink, settings: Any) -> None:
    settings.CAN_SEND_MAIL = True
    alice_client.post(f"/links/{waiting.pk}/ask/b/", TO)
    assert not mail.outbox


def test_a_link_that_waits_is_told_of_on_the_page_of_the_other_parent(waiting: ShareLink, invitee: Invitee) -> None:
    assert invitee.look().context["is_asked_to_publish"]
    invitee.say("publish", "yes")
    assert not invitee.look().context["is_asked_to_publish"]


def test_an_ended_link_waits_for_nobody(waiting: ShareLink, invitee: Invitee) -> None:
    end_links(ShareLink.objects.all(), by=EndedBy.OWNER)
    assert not invitee.look().context["is_asked_to_publish"]


def test_the_other_parent_sees_what_would_be_shown_and_agrees_there(
    waiting: ShareLink, invitee: Invitee, child: Child
) -> None:
    page = invitee.client.get(f"{invitee.link}links/")
    (shown,) = page.context["links"]
    assert list(shown.standing.link.children.all()) == [child]
    picture = f"{invitee.link}children/{child.pk}/"
    assert picture in page.content.decode()
    assert invitee.client.get(picture).status_code == 200
    assert not page.context["has_agreed"]
    own_page = f"{invitee.link}links/"
    answer = invitee.say("publish", "yes", next=own_page)
    assert answer.headers["Location"] == own_page
    assert Client().get(address_of(waiting)).status_code == 200
    invitee.say("publish", "no", next=own_page)
    assert Client().get(address_of(waiting)).status_code == 404


def permit_as(client: Client, invitee: Invitee, link: ShareLink, **boxes: str) -> int:
    return client.post(f"{invitee.link}links/permit/", {"link": str(link.pk), **boxes}).status_code


def test_the_other_parent_allows_more_on_one_link_and_takes_it_back(
    link: ShareLink, invitee: Invitee, child: Child, alice_client: Client
) -> None:
    other = make_link(child)
    ben = link.family.parent_b
    assert permit_as(invitee.client, invitee, link, photo="on", preview="on") == 302
    assert {kind for kind in PermissionKind if ben.pk in get_permitting_people(link, kind)} == set(PermissionKind)
    assert not other.permissions.exists()
    assert alice_client.get(f"/links/{link.pk}/").context["allowed"] == [(ben, list(PermissionKind))]
    assert Client().get(address_of(link) + "parent-b.jpg").status_code == 200
    assert permit_as(invitee.client, invitee, link) == 302
    assert Client().get(address_of(link) + "parent-b.jpg").status_code == 404


@pytest.mark.parametrize("who", ["link alone", "inviter"])
def test_nobody_else_allows_anything(link: ShareLink, invitee: Invitee, alice_client: Client, who: str) -> None:
    client = alice_client if who == "inviter" else Client()
    assert permit_as(client, invitee, link, photo="on") == 404
    assert not link.permissions.exists()


def test_nothing_is_allowed_on_an_ended_link_nor_on_one_of_others(link: ShareLink, invitee: Invitee) -> None:
    end_links(ShareLink.objects.all(), by=EndedBy.OWNER)
    assert permit_as(invitee.client, invitee, link, photo="on") == 302
    assert not link.permissions.exists()
    for named in ("", "nonsense", "11111111-1111-4111-8111-111111111111"):
        assert invitee.client.post(f"{invitee.link}links/permit/", {"link": named}).status_code == 404


def test_with_an_account_the_same_is_under_links(
    waiting: ShareLink, family: Family, charlie: User, invitee: Invitee
) -> None:
    client = connect(family, charlie)
    (entry,) = client.get("/links/").context["entries"]
    assert [each.standing.link for each in entry["links"]] == [waiting]
    assert permit_as(client, invitee, waiting, photo="on") == 302
    assert waiting.permissions.get().person == family.parent_b


def test_whoever_answers_on_the_page_of_an_account_stays_there(
    waiting: ShareLink, family: Family, charlie: User, invitee: Invitee
) -> None:
    client = connect(family, charlie)
    page = client.get("/links/").content.decode()
    assert page.count('name="next" value="/links/"') == 3, "the language, publishing, what is allowed"
    to_end = f"{invitee.link}links/end/?link={waiting.pk}&next=/links/"
    assert to_end.replace("&", "&amp;") in page
    on_it = Invitee(family.parent_b.invitations.get(), client=client)
    assert on_it.say("publish", "yes", next="/links/").headers["Location"] == "/links/"
    allowing = {"link": str(waiting.pk), "next": "/links/"}
    assert client.post(f"{invitee.link}links/permit/", allowing).headers["Location"] == "/links/"
    assert client.get(to_end).context["back"] == "/links/"
    assert client.post(to_end).headers["Location"] == "/links/"
