from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("families:list")).status_code == 200


def errors_of(page: Any) -> list[str]:
    return re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page.content.decode(), flags=re.DOTALL)


def test_the_right_password_opens_the_door(client: Client, alice: User) -> None:
    response = sign_in(client, "alice@example.org")
    assert response.headers["Location"] == reverse("families:list")
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["Alice@example.org", "ALICE@EXAMPLE.ORG", " alice@example.org "])
def test_an_address_counts_whatever_its_capitals(client: Client, alice: User, email: str) -> None:
    sign_in(client, email)
    assert is_signed_in(client)


def test_a_wrong_password_keeps_it_shut(client: Client, alice: User) -> None:
    sign_in(client, "alice@example.org", "wrong horse battery")
    assert not is_signed_in(client)


def test_nobody_learns_which_addresses_have_an_account(client: Client, alice: User) -> None:
    known = sign_in(client, "alice@example.org", "wrong horse battery")
    unknown = sign_in(Client(), "nobody@example.org", "wrong horse battery")
    assert known.status_code == unknown.status_code
    assert errors_of(known) == errors_of(unknown) != []


def test_a_deactivated_account_stays_out(client: Client, alice: User) -> None:
    alice.is_active = False
    alice.save()
    sign_in(client, "alice@example.org")
    assert not is_signed_in(client)


def test_signing_out_closes_the_door(alice_client: Client) -> None:
    response = alice_client.post(reverse("account_logout"))
    assert response.headers["Location"] == reverse("home")
    assert not is_signed_in(alice_client)


def test_a_mere_link_signs_nobody_out(alice_client: Client) -> None:
    assert alice_client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(alice_client)


def test_a_page_asked_for_before_signing_in_is_shown_after_it(client: Client, alice: User) -> None:
    entrance = client.get(reverse("families:new")).headers["Location"]
    assert entrance == f"{reverse('account_login')}?next={reverse('families:new')}"
    response = sign_in(client, "alice@example.org", next=reverse("families:new"))
    assert response.headers["Location"] == reverse("families:new")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_never_leads_elsewhere(client: Client, alice: User, elsewhere: str) -> None:
    response = sign_in(client, "alice@example.org", next=elsewhere)
    assert response.headers["Location"] == reverse("families:list")


def test_guessing_is_stopped_with_a_message_even_when_the_last_guess_is_right(client: Client, alice: User) -> None:
    for _guess in range(5):
        sign_in(client, "alice@example.org", "wrong horse battery")
    response = sign_in(client, "alice@example.org")
    assert "Too many failed login attempts" in response.content.decode()
    assert not is_signed_in(client)


def test_a_flood_of_tries_is_answered_with_429_and_a_message(client: Client, alice: User) -> None:
    answers = [sign_in(client, f"guess{number}@example.org", "wrong") for number in range(31)]
    assert answers[-1].status_code == 429
    assert "Too many requests at once. Wait a minute, then try again." in answers[-1].content.decode()
