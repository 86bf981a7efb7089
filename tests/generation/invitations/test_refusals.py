"""A refusal is remembered, though nothing tells whose it was: the inviter cannot answer "with permission" instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Person, User
from generation.consent.refusals import was_refused
from generation.exporting.description import describe
from generation.exporting.scope import scope_of
from generation.families.services import delete_family
from generation.models import Family, Refusal
from generation.retention.schedule import expire
from tests.generation.forms import family_form, send, send_invited
from tests.generation.invitations.invitee import Invitee

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "Somebody whom you invited by this name said no"


@pytest.fixture
def refused(invitee: Invitee) -> Invitee:
    invitee.refuse()
    return invitee


def test_who_refused_is_not_added_with_permission_a_second_later(
    refused: Invitee, alice_client: Client, charlie_client: Client
) -> None:
    page = send(alice_client)
    assert page.status_code == 400
    assert SENTENCE in page.content.decode()
    assert "Choose “Invite them”" in page.content.decode()
    korean = alice_client.post("/families/new/", family_form(), headers={"accept-language": "ko"})
    assert "이 이름으로 초대받은 분이 거절했으므로" in korean.content.decode()
    answer = alice_client.post("/api/families/", family_form())
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["consent_basis_b"])
    assert not Person.objects.exists()
    assert send(charlie_client).status_code == 302, "Others may know another Ben."


def test_the_receipt_says_what_is_remembered(invitee: Invitee) -> None:
    invitee.refuse()
    receipt = invitee.look()
    assert receipt.context["remembered_for"] == f"{settings.RECEIPT_DAYS} days"
    assert receipt.context["remembered_for"] in receipt.content.decode()
    assert "consent was given" not in receipt.content.decode()


def test_the_receipt_of_who_withdrew_says_it_too(invitee: Invitee) -> None:
    invitee.agree()
    invitee.withdraw()
    assert invitee.look().context["remembered_for"]


def test_the_receipt_of_a_deleted_family_does_not(invitee: Invitee, family: Family, alice: User) -> None:
    delete_family(family, deleted_by=alice)
    assert not invitee.look().context["remembered_for"]


def test_there_is_a_way_on(refused: Invitee, alice_client: Client) -> None:
    assert send(alice_client, name_b="Ben from Busan").status_code == 302
    assert send_invited(alice_client).status_code == 302


def test_who_agreed_and_withdrew_has_said_no_too(invitee: Invitee, alice_client: Client) -> None:
    invitee.agree()
    invitee.withdraw()
    assert SENTENCE in send(alice_client).content.decode()


def test_a_family_that_its_owner_deletes_is_no_refusal(family: Family, alice: User, alice_client: Client) -> None:
    delete_family(family, deleted_by=alice)
    assert send(alice_client).status_code == 302


@pytest.mark.parametrize("name", ["ben", "BEN", " Ben ", "Ｂｅｎ", "b\u200aen", "Benn"])
def test_case_width_and_spaces_make_no_other_name(refused: Invitee, alice: User, name: str) -> None:
    assert was_refused(owner=alice, name=name) == (name not in ("b\u200aen", "Benn"))


def test_what_is_stored_is_keyed_and_names_nobody(refused: Invitee, alice: User, settings: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM generation_refusal AS t")
        ((row,),) = cursor.fetchall()
    assert "ben" not in row.casefold()
    assert len(Refusal.objects.get().name_hmac) == 64
    settings.SECRET_KEY = "another site's own key, which makes another number"
    assert not was_refused(owner=alice, name="Ben")


def test_it_is_forgotten_when_receipts_are(refused: Invitee, alice: User) -> None:
    kept = timezone.now() - timedelta(days=settings.RECEIPT_DAYS)
    Refusal.objects.update(refused_at=kept + timedelta(minutes=1))
    expire()
    assert was_refused(owner=alice, name="Ben")
    Refusal.objects.update(refused_at=kept)
    assert not was_refused(owner=alice, name="Ben")
    expire()
    assert not Refusal.objects.exists()


def test_the_export_says_when_and_not_who(refused: Invitee, alice: User) -> None:
    (entry,) = describe(scope_of(alice)).content["refusals"]
    assert list(entry) == ["refused_at"]


def test_a_name_that_cannot_be_read_stands_in_no_ones_way(invitee: Invitee, ben: Person) -> None:
    Person.objects.filter(pk=ben.pk).update(encrypted_name=b"damaged" * 9)
    assert invitee.refuse().status_code == 302
    assert not Family.objects.exists()
    assert not Refusal.objects.exists()
