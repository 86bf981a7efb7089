"""Somebody guesses passwords: they are stopped, the owner is told, and the owner is never locked out."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.encryption import encrypt
from accounts.guessing import note_failure, tell_of_guesses
from accounts.models import User
from tests.accounts.test_resetting_passwords import NEW_PASSWORD, ask_for_letter, choose_password, link_in
from tests.accounts.test_signing_in import is_signed_in, sign_in
from tests.cast import PASSWORD
from tests.generation.at_once import at_once

ALICE = "alice@example.org"
WRONG = "wrong horse battery"
NUM_MACHINES = 20
STOPPED = "Too many failed login attempts"


def from_address(ip: str) -> Client:
    return Client(REMOTE_ADDR=ip)


def guess_from_everywhere() -> None:
    """Guesses once from each of many machines."""
    stranger = Client()
    for number in range(NUM_MACHINES):
        stranger.defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        sign_in(stranger, ALICE, WRONG)


@pytest.fixture
def few_tries_from_everywhere(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_anywhere": f"{NUM_MACHINES}/h/key"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The messages that the worker receives."""
    asked: list[str] = []
    monkeypatch.setattr(tell_of_guesses, "send_with_options", lambda args, **_options: asked.extend(args))
    return asked


def test_a_stranger_is_stopped_and_the_owner_signs_in_from_elsewhere(alice: User) -> None:
    stranger, owner = from_address("192.0.2.1"), from_address("203.0.113.1")
    answers = [sign_in(stranger, ALICE, WRONG) for _guess in range(6)]
    assert STOPPED in answers[-1].content.decode()
    assert STOPPED in sign_in(from_address("192.0.2.1"), ALICE).content.decode(), "Right, but too late."
    sign_in(owner, ALICE)
    assert is_signed_in(owner)


def test_who_is_signed_in_stays_so_and_can_still_show_who_they_are(alice: User, alice_client: Client) -> None:
    for _guess in range(6):
        sign_in(from_address("192.0.2.1"), ALICE, WRONG)
    assert is_signed_in(alice_client)
    response = alice_client.post(reverse("account_reauthenticate"), {"password": PASSWORD}, REMOTE_ADDR="203.0.113.1")
    assert response.status_code == 302


def test_guessing_from_everywhere_is_stopped_too(alice: User, few_tries_from_everywhere: None) -> None:
    guess_from_everywhere()
    newcomer = from_address("203.0.113.1")
    assert STOPPED in sign_in(newcomer, ALICE).content.decode()


def test_a_browser_that_knows_the_account_is_let_through(alice: User, few_tries_from_everywhere: None) -> None:
    owner = from_address("203.0.113.1")
    sign_in(owner, ALICE)
    owner.post(reverse("account_logout"))
    guess_from_everywhere()
    sign_in(owner, ALICE)
    assert is_signed_in(owner)


def test_a_browser_that_knows_another_account_is_not(
    alice: User, charlie: User, few_tries_from_everywhere: None
) -> None:
    neighbour = from_address("203.0.113.1")
    sign_in(neighbour, charlie.email)
    neighbour.post(reverse("account_logout"))
    guess_from_everywhere()
    assert STOPPED in sign_in(neighbour, ALICE).content.decode()


def test_a_made_up_cookie_is_not_believed(alice: User, few_tries_from_everywhere: None) -> None:
    guess_from_everywhere()
    stranger = from_address("192.0.2.1")
    stranger.cookies[settings.DEVICE_COOKIE_NAME] = "0" * 64
    assert STOPPED in sign_in(stranger, ALICE).content.decode()


def test_a_new_password_from_the_mailbox_lets_the_owner_in(
    alice: User, few_tries_from_everywhere: None, mailoutbox: list[Any]
) -> None:
    guess_from_everywhere()
    owner = from_address("203.0.113.1")
    ask_for_letter(owner)
    choose_password(owner, link_in(mailoutbox[0]))
    sign_in(owner, ALICE, NEW_PASSWORD)
    assert is_signed_in(owner)


def test_the_owner_is_told_once_an_hour(alice: User, told: list[str]) -> None:
    guess_from_everywhere()
    assert len(told) == 1
    assert ALICE not in told[0], "The queue is no place for addresses."


def test_a_slip_or_two_alarms_nobody(alice: User, told: list[str]) -> None:
    for _slip in range(2):
        sign_in(Client(), ALICE, WRONG)
    assert told == []


def test_the_same_is_done_for_an_address_without_an_account(db: None, told: list[str]) -> None:
    for _guess in range(5):
        sign_in(Client(), "nobody@example.org", WRONG)
    assert len(told) == 1


def test_the_letter_speaks_every_language_of_the_site(alice: User, mailoutbox: list[Any]) -> None:
    tell_of_guesses(encrypt(ALICE))
    assert [email.to for email in mailoutbox] == [[ALICE]]
    assert "several times" in mailoutbox[0].body
    assert "여러 번" in mailoutbox[0].body


def test_an_address_with_capitals_gets_the_letter_too(alice: User, mailoutbox: list[Any]) -> None:
    tell_of_guesses(encrypt("Alice@Example.org"))
    assert [email.to for email in mailoutbox] == [[ALICE]]


def test_an_address_without_an_account_gets_no_letter(db: None, mailoutbox: list[Any]) -> None:
    tell_of_guesses(encrypt("nobody@example.org"))
    assert mailoutbox == []


def test_a_broken_broker_breaks_no_sign_in(alice: User, monkeypatch: pytest.MonkeyPatch, rf: Any) -> None:
    def refuse(**_options: object) -> None:
        raise OSError("away")

    monkeypatch.setattr(tell_of_guesses, "send_with_options", refuse)
    cache.clear()
    for _failure in range(6):
        note_failure(rf.post("/"), ALICE)


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_no_more_than_one_after_the_other(alice: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed_anywhere": "3/h/key"}
    answers = at_once(*[partial(sign_in, Client(), ALICE, WRONG) for _browser in range(12)])
    assert [STOPPED in answer.content.decode() for answer in answers].count(False) == 3
