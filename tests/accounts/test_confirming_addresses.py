"""An address is confirmed by a code before anybody is let in, where the site can send mail."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.emails import code_in
from tests.accounts.test_signing_in import is_signed_in, sign_in
from tests.accounts.test_signing_up import ADDRESS, sign_up
from tests.cast import PASSWORD

CODE_PAGE = reverse("account_email_verification_sent")


@pytest.fixture(autouse=True)
def site_that_sends_mail(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


def type_code(client: Client, code: str) -> Any:
    return client.post(CODE_PAGE, {"code": code})


def test_a_newcomer_is_let_in_by_the_code_in_the_letter(client: Client, mailoutbox: list[Any]) -> None:
    assert sign_up(client).headers["Location"] == CODE_PAGE
    assert not is_signed_in(client)
    type_code(client, code_in(mailoutbox[0]))
    assert is_signed_in(client)
    assert EmailAddress.objects.get().verified


def test_a_wrong_code_lets_nobody_in(client: Client, mailoutbox: list[Any]) -> None:
    sign_up(client)
    assert type_code(client, "AAAA-AAAA").context["form"].has_error("code", "incorrect_code")
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize(("seconds", "is_let_in"), [(590, True), (601, False)])
def test_a_code_holds_for_ten_minutes(
    client: Client, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch, seconds: int, is_let_in: bool
) -> None:
    sign_up(client)
    later = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: later)
    type_code(client, code_in(mailoutbox[0]))
    assert is_signed_in(client) is is_let_in


def test_codes_cannot_be_guessed_at_leisure(client: Client, mailoutbox: list[Any]) -> None:
    sign_up(client)
    for _guess in range(3):
        type_code(client, "AAAA-AAAA")
    type_code(client, code_in(mailoutbox[0]))
    assert not is_signed_in(client)


def test_the_way_back_survives_the_detour(client: Client, mailoutbox: list[Any]) -> None:
    sign_up(client, next=reverse("families:sample"))
    assert type_code(client, code_in(mailoutbox[0])).headers["Location"] == reverse("families:sample")


def test_another_code_can_be_asked_for(client: Client, mailoutbox: list[Any], settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_email": "20/h/key"}
    sign_up(client)
    client.post(CODE_PAGE, {"action": "resend"})
    type_code(client, code_in(mailoutbox[1]))
    assert is_signed_in(client)


def test_the_owner_of_a_known_address_is_told_and_nobody_gets_in(
    client: Client, alice: User, mailoutbox: list[Any]
) -> None:
    assert sign_up(client, "alice@example.org", "another staple entirely").headers["Location"] == CODE_PAGE
    assert "has an account already" in mailoutbox[0].body
    assert User.objects.count() == 1
    assert sign_in(Client(), "alice@example.org", "another staple entirely").status_code == 200


def test_nothing_stays_of_the_account_that_was_made_for_show(client: Client, alice: User) -> None:
    sign_up(client, "alice@example.org")
    assert list(User.objects.values_list("email", flat=True)) == ["alice@example.org"]
    assert not EmailAddress.objects.filter(email__contains="invalid").exists()


def test_who_never_confirmed_is_asked_at_the_next_sign_in(client: Client, mailoutbox: list[Any], settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_email": "20/h/key"}
    sign_up(client)
    later = Client()
    assert sign_in(later, ADDRESS, PASSWORD).headers["Location"] == CODE_PAGE
    type_code(later, code_in(mailoutbox[-1]))
    assert is_signed_in(later)


def test_letters_to_one_address_are_limited(client: Client, mailoutbox: list[Any]) -> None:
    sign_up(client)
    assert sign_up(Client()).status_code == 429
    assert len(mailoutbox) == 1
