from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD

NEW_PASSWORD = "another staple entirely"


def ask_for_letter(client: Client, email: str = "alice@example.org") -> Any:
    return client.post(reverse("account_reset_password"), {"email": email})


def link_in(email: Any) -> str:
    found = re.search(r"https?://testserver(/\S+)", email.body)
    assert found, email.body
    return found.group(1)


def choose_password(client: Client, link: str, password: str = NEW_PASSWORD) -> Any:
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"password1": password, "password2": password})


def knows(password: str) -> bool:
    return authenticate(None, email="alice@example.org", username="alice@example.org", password=password) is not None


def test_the_link_in_the_letter_sets_a_new_password(client: Client, alice: User, mailoutbox: list[Any]) -> None:
    ask_for_letter(client)
    assert mailoutbox[0].to == ["alice@example.org"]
    assert choose_password(client, link_in(mailoutbox[0])).status_code == 302
    assert knows(NEW_PASSWORD)
    assert not knows(PASSWORD)


@pytest.mark.parametrize(("minutes", "is_taken"), [(59, True), (61, False)])
def test_a_link_holds_for_an_hour(
    client: Client,
    alice: User,
    mailoutbox: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    minutes: int,
    is_taken: bool,
) -> None:
    ask_for_letter(client)
    later = datetime.now() + timedelta(minutes=minutes)  # noqa: DTZ005 - as Django reckons
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    choose_password(client, link_in(mailoutbox[0]))
    assert knows(NEW_PASSWORD) is is_taken


def test_a_link_works_once(client: Client, alice: User, mailoutbox: list[Any]) -> None:
    ask_for_letter(client)
    choose_password(client, link_in(mailoutbox[0]))
    choose_password(Client(), link_in(mailoutbox[0]), "yet another one 55")
    assert knows(NEW_PASSWORD)


def test_a_weak_new_password_is_refused(client: Client, alice: User, mailoutbox: list[Any]) -> None:
    ask_for_letter(client)
    response = choose_password(client, link_in(mailoutbox[0]), "password")
    assert response.context["form"].has_error("password1", "password_too_common")
    assert knows(PASSWORD)


@pytest.mark.parametrize("path", ["x-y", "0-0-0", "MQ-%00", "é-ü"])
def test_a_made_up_link_changes_nothing_and_breaks_nothing(client: Client, alice: User, path: str) -> None:
    assert client.get(f"/accounts/password/reset/key/{path}/").status_code in (200, 404)


def test_nobody_learns_which_addresses_have_an_account(client: Client, alice: User, mailoutbox: list[Any]) -> None:
    known, unknown = ask_for_letter(client), ask_for_letter(Client(), "nobody@example.org")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    pages = [client.get(response.headers["Location"]).content for response in (known, unknown)]
    assert strip_tokens(pages[0]) == strip_tokens(pages[1])


def test_a_letter_to_an_unknown_address_holds_no_way_in(client: Client, mailoutbox: list[Any]) -> None:
    ask_for_letter(client, "nobody@example.org")
    assert all("/password/reset/key/" not in email.body for email in mailoutbox)


def test_letters_to_one_address_are_limited(client: Client, alice: User, mailoutbox: list[Any]) -> None:
    answers = [ask_for_letter(client) for _letter in range(6)]
    assert answers[-1].status_code == 429
    assert len(mailoutbox) == 5


def test_patience_brings_no_more_than_ten_letters_an_hour(
    client: Client, alice: User, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.time()
    for number in range(12):
        monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda at=start + 61 * number: at)
        ask_for_letter(client)
    assert len(mailoutbox) == 10


def strip_tokens(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)
