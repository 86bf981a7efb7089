"""What an owner says of a child: its name, a note, and whether it is a favourite."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from generation.models import Child, Family
from tests.generation.finished import make_child, make_family

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "Has grandma's ears.\n그리고 웃는다 😀"


@pytest.fixture
def family(alice: User) -> Family:
    return make_family(alice)


@pytest.fixture
def child(family: Family) -> Child:
    return make_child(family)


def describe(client: Client, child: Child, **words: str) -> int:
    return client.post(f"/children/{child.pk}/describe/", words).status_code


def test_a_child_is_given_a_name_and_a_note(alice_client: Client, child: Child) -> None:
    assert describe(alice_client, child, name="미나", note=NOTE) == 302
    child = Child.objects.get()
    assert (child.name, child.note) == ("미나", NOTE.replace("\n", "\r\n") if "\r" in child.note else NOTE)
    page = alice_client.get(f"/children/{child.pk}/").content.decode()
    assert "<bdi>미나</bdi>" in page
    assert "그리고 웃는다 😀" in page


def test_the_database_holds_neither(alice_client: Client, child: Child) -> None:
    describe(alice_client, child, name="Mina", note="ears")
    with connection.cursor() as cursor:
        cursor.execute("SELECT encrypted_name, encrypted_note FROM generation_child")
        stored = b"".join(bytes(column) for column in cursor.fetchone())
    assert b"Mina" not in stored
    assert b"ears" not in stored


def test_an_empty_name_takes_it_away(alice_client: Client, child: Child) -> None:
    describe(alice_client, child, name="Mina", note=NOTE)
    assert describe(alice_client, child, name="", note="") == 302
    child = Child.objects.get()
    assert (child.name, child.note, bytes(child.encrypted_name)) == ("", "", b"")


@pytest.mark.parametrize("name", ["a" * 41, "a\u202eb", "\u3164"])
def test_nonsense_is_no_name(alice_client: Client, child: Child, name: str) -> None:
    assert describe(alice_client, child, name=name, note=NOTE) == 400
    assert Child.objects.get().name == ""


def test_names_stand_on_the_family_s_page_without_a_question_each(alice_client: Client, family: Family) -> None:
    address = f"/families/{family.pk}/"
    describe(alice_client, make_child(family), name="Mina")
    alice_client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert "<bdi>Mina</bdi>" in alice_client.get(address).content.decode()
    for _ in range(5):
        describe(alice_client, make_child(family), name="Mina")
    with CaptureQueriesContext(connection) as many:
        alice_client.get(address)
    assert len(many) == len(few)


def test_a_favourite_is_one_until_it_is_none_any_more(alice_client: Client, child: Child) -> None:
    address, page = f"/children/{child.pk}/favourite/", f"/children/{child.pk}/"
    assert alice_client.post(address, {"favourite": "yes", "next": page}).headers["Location"] == page
    assert Child.objects.get().is_favourite
    alice_client.post(address, {"favourite": "", "next": page})
    assert not Child.objects.get().is_favourite


def test_strangers_name_nothing_and_mark_nothing(child: Child, bob: User) -> None:
    client = Client()
    client.force_login(bob)
    assert describe(client, child, name="Mine") == 404
    assert client.post(f"/children/{child.pk}/favourite/", {"favourite": "yes"}).status_code == 404
    child.refresh_from_db()
    assert (child.name, child.is_favourite) == ("", False)


def test_a_page_leads_to_the_siblings_before_and_after(alice_client: Client, family: Family) -> None:
    oldest, middle, newest = (make_child(family) for _ in range(3))
    found = alice_client.get(f"/children/{middle.pk}/").context["neighbours"]
    assert (found.before, found.after, found.number) == (newest.pk, oldest.pk, 2)
    found = alice_client.get(f"/children/{newest.pk}/").context["neighbours"]
    assert (found.before, found.after, found.number) == (None, middle.pk, 3)
