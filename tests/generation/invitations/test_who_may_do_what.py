"""Every address behind an invitation's link, as whoever holds it finds it, held to docs/access.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Act, ConsentRecord, Invitation, Person, Purpose, User
from accounts.people.consents import CURRENT_VERSIONS
from generation.jobs.workflow import run_job
from generation.models import Child, Family, Job, Portrait, PortraitPhoto
from tests.cast import signed_in
from tests.generation.access.asking import word_for
from tests.generation.access.matrix import read_links
from tests.generation.invitations.invitee import Invitee, agreeing
from tests.generation.invitations.test_links import BEHIND
from tests.generation.pictures import upload
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
TO_WITHDRAW = " to withdraw"
# What each address is sent to do something.
BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "": agreeing,
    "photos/": lambda: {"photo": upload()},
    "consents/publish/": lambda: {**agreeing(photo=None, compute=None), "says": "yes"},
    f"consents/publish/{TO_WITHDRAW}": lambda: {"says": "no"},
}
Rows = list[tuple[str, str, dict[str, str]]]


def behind(address: str, photo: PortraitPhoto | None) -> str:
    """Returns an address without the link before it, filled in."""
    route = address.removeprefix("/invitations/<str:token>/").replace("<str:purpose>", "publish")
    child = Child.objects.first() or Child()
    route = route.replace("<uuid:child_id>", str(child.pk))
    return route.replace("<uuid:photo_id>", str(photo.pk if photo else Portrait().pk)).replace("<int:number>", "0")


def answers(client: Client, link: str, rows: Rows, photo: PortraitPhoto | None = None) -> dict[str, str]:
    """Asks for every row; of none of them anything remains."""
    found = {}
    for address, method, _answers in rows:
        route = behind(address, photo)
        path = f"{link}{route.removesuffix(TO_WITHDRAW)}"
        cookies = client.cookies.copy()
        with transaction.atomic():
            response = client.get(path) if method == "GET" else client.post(path, BODIES.get(route, dict)())
            transaction.set_rollback(True)
        client.cookies = cookies  # type: ignore[assignment]  # a copy of one is one
        found[f"{method} {address}"] = word_for(response)
    return found


def written(rows: Rows, who: str) -> dict[str, str]:
    return {f"{method} {address}": words[who] for address, method, words in rows}


@pytest.mark.parametrize("is_answered", [False, True])
def test_no_address_behind_a_link_is_missing_in_the_tables(is_answered: bool) -> None:
    missing = {f"/invitations/<str:token>/{route}" for route in BEHIND} - {
        address.removesuffix(TO_WITHDRAW) for address, _method, _answers in read_links(is_answered=is_answered)
    }
    assert missing == set()


def test_with_an_open_invitation_everybody_is_answered_as_it_is_written(
    invitee: Invitee, alice_client: Client, charlie_client: Client
) -> None:
    rows = read_links(is_answered=False)
    holders = {"link alone": Client(), "stranger": charlie_client, "inviter": alice_client}
    for who, client in holders.items():
        assert answers(client, invitee.link, rows) == written(rows, who), who


@pytest.fixture
def published(invited_job: Job, invitee: Invitee, quick_engine: QuickEngine) -> PortraitPhoto:
    """The photo of Ben, who agreed to everything; his face was cut out of it."""
    invitee.agree(keep="on", publish="on")
    run_job(invited_job.pk)
    portrait = Portrait.objects.get(person=invited_job.family.parent_b)
    photo = portrait.photos.get()
    PortraitPhoto.objects.filter(pk=photo.pk).update(cut_outs=portrait.aligned.name)
    return photo


def test_once_it_was_answered_everybody_is_answered_as_it_is_written(
    published: PortraitPhoto, ben: Person, invitee: Invitee, alice_client: Client, charlie_client: Client
) -> None:
    bob = User.objects.create_user("bob@example.org", "x")
    Person.objects.filter(pk=ben.pk).update(account=bob)
    rows = read_links(is_answered=True)
    holders = {
        "link alone": Client(),
        "stranger": charlie_client,
        "inviter": alice_client,
        "browser that answered": invitee.client,
        "connected account": signed_in(bob),
    }
    for who, client in holders.items():
        assert answers(client, invitee.link, rows, published) == written(rows, who), who


def last_act(ben: Person, purpose: Purpose) -> str:
    return str(ConsentRecord.objects.filter(person_id=ben.pk, purpose=purpose).order_by("seq").last())


@pytest.mark.parametrize("purpose", Purpose)
def test_the_link_alone_takes_back_and_never_gives(
    invitee: Invitee, invitation: Invitation, ben: Person, alice_client: Client, purpose: Purpose
) -> None:
    invitee.agree()
    before = last_act(ben, purpose)
    for client in (Client(), alice_client):
        assert Invitee(invitation, client=client).say(purpose, "yes").status_code == 403
    assert last_act(ben, purpose) == before
    Invitee(invitation).withdraw()
    assert not Family.objects.exists()


def test_the_inviter_gives_nothing_in_the_browser_that_answered_either(
    invitee: Invitee, ben: Person, alice: User
) -> None:
    invitee.agree()
    invitee.client.force_login(alice)
    assert invitee.say("publish", "yes").status_code == 403
    assert last_act(ben, Purpose.PUBLISH).endswith(Act.REFUSED)
    assert "You sent it." in invitee.page()


def test_the_link_alone_replaces_no_photo_and_tells_nothing_of_what_is_stored(
    published: PortraitPhoto, ben: Person, invitee: Invitee, alice_client: Client
) -> None:
    Job.objects.update(state="failed", error_code="no_face_found", error_slot="b")
    for client in (Client(), alice_client):
        assert client.post(f"{invitee.link}photos/", {"photo": upload()}).status_code == 403
        page = client.get(invitee.link).content.decode()
        for told in ("Ben", "You agreed", "No face was found", "What is stored about you"):
            assert told not in page
    assert PortraitPhoto.objects.get(portrait__person=ben).pk == published.pk


def test_the_inviter_is_told_who_answers_and_what_to_do(invitee: Invitee, ben: Person, alice_client: Client) -> None:
    page = alice_client.get(invitee.link).content.decode()
    assert "You are signed in as alice@example.org, who sent it. Only <bdi>Ben</bdi> can answer" in page
    assert "Sign out" in page
    korean = alice_client.get(invitee.link, headers={"accept-language": "ko"}).content.decode()
    assert "<bdi>Ben</bdi> 님만 답할 수 있습니다" in korean
    for path, body in ((invitee.link, agreeing(publish="on")), (f"{invitee.link}refuse/", {})):
        assert alice_client.post(path, body).status_code == 403
    assert not ConsentRecord.objects.filter(person_id=ben.pk).exists()
    assert Family.objects.exists()


@pytest.mark.parametrize("does", ["agree", "refuse", "withdraw", "give"])
def test_the_ledger_says_who_was_signed_in(invitee: Invitee, ben: Person, charlie: User, does: str) -> None:
    if does in ("withdraw", "give"):
        invitee.agree()
    before = ConsentRecord.objects.filter(person_id=ben.pk).count()
    invitee.client.force_login(charlie)
    if does == "give":
        invitee.say("keep", "yes", keep_version=CURRENT_VERSIONS[Purpose.KEEP])
    else:
        getattr(invitee, does)()
    records = ConsentRecord.objects.filter(person_id=ben.pk).order_by("seq")[before:]
    assert records
    assert {record.given_by_id for record in records} == {charlie.pk}


def test_the_receipt_tells_the_link_alone_nothing_of_the_face(
    published: PortraitPhoto, invitee: Invitee, alice_client: Client
) -> None:
    invitee.withdraw()
    assert "1 photo" in invitee.page()
    for client in (Client(), alice_client):
        page = client.get(invitee.link).content.decode()
        assert "1 photo" not in page
        assert "1 child’s picture" in page
