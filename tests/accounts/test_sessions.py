from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.test_signing_in import is_signed_in, sign_in

LIST = reverse("usersessions_list")


@pytest.fixture
def here(alice: User) -> Client:
    client = Client(headers={"user-agent": "Phone of hers"})
    sign_in(client, alice.email)
    return client


@pytest.fixture
def there(alice: User) -> Client:
    client = Client(headers={"user-agent": "Machine at work"})
    sign_in(client, alice.email)
    return client


def test_every_browser_is_listed(here: Client, there: Client) -> None:
    page = here.get(LIST).content.decode()
    assert "Phone of hers" in page
    assert "Machine at work" in page
    assert page.count("This browser") == 1


def test_one_button_signs_all_others_out(here: Client, there: Client) -> None:
    here.post(LIST)
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_nobody_elses_sessions_are_touched_or_seen(here: Client, charlie: User) -> None:
    neighbour = Client(headers={"user-agent": "Charlie's"})
    sign_in(neighbour, charlie.email)
    assert "Charlie's" not in here.get(LIST).content.decode()
    here.post(LIST)
    assert is_signed_in(neighbour)


def test_a_new_password_ends_the_others_too(here: Client, there: Client) -> None:
    passwords = {
        "oldpassword": "correct horse battery",
        "password1": "another staple 7",
        "password2": "another staple 7",
    }
    here.post(reverse("account_change_password"), passwords)
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_the_account_page_counts_them(here: Client, there: Client) -> None:
    assert "2 browsers" in here.get(reverse("account_overview")).content.decode()


def test_nobody_is_sent_to_sign_in(client: Client, db: Any) -> None:
    for name in (
        "account_overview",
        "usersessions_list",
        "mfa_index",
        "mfa_list_webauthn",
        "socialaccount_connections",
    ):
        assert client.get(reverse(name)).headers["Location"].startswith(reverse("account_login"))
