"""An account of the invited person's own: one link for one person, and for nobody else's account."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Person, User
from tests.cast import signed_in
from tests.generation.invitations.invitee import Invitee

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agreed(invitee: Invitee) -> Invitee:
    invitee.agree()
    return invitee


def account_of(ben: Person) -> User | None:
    return Person.objects.get(pk=ben.pk).account


def test_whoever_is_signed_in_connects_at_once(agreed: Invitee, ben: Person, charlie: User) -> None:
    agreed.client.force_login(charlie)
    assert "Connect with my account" in agreed.page()
    page = agreed.client.post(f"{agreed.link}connect/", follow=True).content.decode()
    assert account_of(ben) == charlie
    assert "This is connected to your account." in page


def test_who_has_no_account_is_led_there_and_back(agreed: Invitee, ben: Person, charlie: User) -> None:
    detour = agreed.client.post(f"{agreed.link}connect/").headers["Location"]
    assert detour == "/accounts/signup/?next=%2Finvitations%2Fconnect%2F"
    assert agreed.client.get("/invitations/connect/").status_code == 404
    agreed.client.force_login(charlie)
    assert "charlie@example.org" in agreed.client.get("/invitations/connect/").content.decode()
    assert account_of(ben) is None, "A look alone connects nothing."
    answer = agreed.client.post("/invitations/connect/")
    assert answer.headers["Location"] == agreed.link
    assert account_of(ben) == charlie
    assert agreed.client.post("/invitations/connect/").status_code == 404


def test_who_has_an_account_is_led_to_signing_in(agreed: Invitee) -> None:
    detour = agreed.client.post(f"{agreed.link}connect/", {"has_account": "yes"}).headers["Location"]
    assert detour.startswith("/accounts/login/?next=")
    assert agreed.link.split("/")[2] not in detour


def test_the_link_alone_connects_nobody(agreed: Invitee, ben: Person, charlie: User) -> None:
    """Whoever handed it over has it still, and may have a second account."""
    for client in (signed_in(charlie), Client()):
        assert f"{agreed.link}connect/" not in client.get(agreed.link).content.decode()
        assert client.post(f"{agreed.link}connect/").status_code == 404
    assert account_of(ben) is None


def test_the_inviter_cannot_take_it_over(agreed: Invitee, ben: Person, alice: User) -> None:
    agreed.client.force_login(alice)
    page = agreed.client.post(f"{agreed.link}connect/", follow=True).content.decode()
    assert account_of(ben) is None
    assert "Connect with my account" not in page


def test_a_second_account_cannot_either(agreed: Invitee, ben: Person, charlie: User) -> None:
    Person.objects.filter(pk=ben.pk).update(account=charlie)
    agreed.client.force_login(User.objects.create_user("dora@example.org", "x"))
    page = agreed.client.post(f"{agreed.link}connect/", follow=True).content.decode()
    assert account_of(ben) == charlie
    assert "This belongs to somebody else’s account." in page
    assert "charlie" not in page


def test_before_an_answer_there_is_nothing_to_connect(invitee: Invitee, ben: Person, charlie: User) -> None:
    assert signed_in(charlie).post(f"{invitee.link}connect/").status_code == 404
    assert account_of(ben) is None


def test_nobody_gets_there_without_a_link(charlie_client: Client, agreed: Invitee) -> None:
    assert charlie_client.get("/invitations/connect/").status_code == 404
    assert charlie_client.post("/invitations/connect/").status_code == 404


@pytest.mark.parametrize(("route", "page"), [("", "/families/"), ("links/", "/links/")])
def test_a_new_browser_is_told_where_more_is_done(
    agreed: Invitee, charlie: User, alice_client: Client, route: str, page: str
) -> None:
    address = f"{agreed.link}{route}"
    to_sign_in = f'href="/accounts/login/?next={page}"'
    assert to_sign_in in Client().get(address).content.decode()
    for client in (agreed.client, signed_in(charlie), alice_client):
        assert to_sign_in not in client.get(address).content.decode()
