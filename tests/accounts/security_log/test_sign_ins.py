from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import EventKind, SecurityEvent, User
from tests.accounts.test_sessions import here as here
from tests.accounts.test_sessions import there as there
from tests.accounts.test_signing_in import sign_in
from tests.accounts.test_signing_up import sign_up
from tests.accounts.test_two_steps import code_of, confirm, half_a_minute_later
from tests.accounts.test_two_steps import secret as secret
from tests.cast import PASSWORD


def events(*kinds: EventKind) -> list[tuple[str, UUID | None, str]]:
    found = SecurityEvent.objects.filter(kind__in=kinds or EventKind.values).order_by("pk")
    return list(found.values_list("kind", "account_id", "detail"))


def test_a_sign_up_and_its_sign_in_are_noted(client: Client) -> None:
    sign_up(client)
    user = User.objects.get()
    assert events() == [("signed_up", user.pk, ""), ("signed_in", user.pk, "")]


def test_a_sign_in_is_noted_with_where_it_came_from(client: Client, alice: User) -> None:
    sign_in(client, alice.email)
    client.post(reverse("account_logout"))
    assert events() == [("signed_in", alice.pk, "password"), ("signed_out", alice.pk, "")]
    assert set(SecurityEvent.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_a_failed_one_is_noted_for_the_account_and_without_what_was_typed(client: Client, alice: User) -> None:
    sign_in(client, "Alice@Example.org", "not her password")
    sign_in(client, "nobody@example.org", "not her password")
    assert events() == [("sign_in_failed", alice.pk, ""), ("sign_in_failed", None, "")]


def test_a_limit_that_a_form_tells_of_is_noted_once_a_minute(client: Client, alice: User) -> None:
    for _guess in range(8):
        sign_in(client, alice.email, "not her password")
    assert len(events(EventKind.SIGN_IN_FAILED)) == 5
    assert events(EventKind.LIMIT_HIT) == [("limit_hit", None, "too_many_login_attempts")]


@pytest.mark.django_db(transaction=True)
def test_second_steps_are_noted(secret: str, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    added = [("way_in_added", alice.pk, kind) for kind in ("recovery_codes", "totp")]
    assert sorted(events(EventKind.WAY_IN_ADDED)) == added
    half_a_minute_later(monkeypatch)
    client = Client()
    sign_in(client, alice.email)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    confirm(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert events()[-5:] == [
        ("second_step_failed", alice.pk, "totp"),
        ("second_step_used", alice.pk, "totp"),
        ("signed_in", alice.pk, "password+totp"),
        ("way_in_removed", alice.pk, "totp"),
        ("way_in_removed", alice.pk, "recovery_codes"),
    ]


def test_signing_out_other_browsers_is_noted(here: Client, there: Client, alice: User) -> None:
    here.post(reverse("usersessions_list"))
    assert events(EventKind.OTHERS_SIGNED_OUT) == [("others_signed_out", alice.pk, "1")]


def test_a_new_password_and_a_new_address_are_noted(here: Client, alice: User, settings: Any) -> None:
    new = {"oldpassword": PASSWORD, "password1": "another staple 7", "password2": "another staple 7"}
    here.post(reverse("account_change_password"), new)
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    EmailAddress.objects.create(user=alice, email="new@example.org", verified=True)
    here.post(reverse("account_reauthenticate"), {"password": "another staple 7"})
    here.post(reverse("account_email"), {"email": "new@example.org", "action_primary": ""})
    assert events(EventKind.PASSWORD_CHANGED) == [("password_changed", alice.pk, "")]
    assert events(EventKind.EMAIL_CHANGED) == [("email_changed", alice.pk, "")]


def test_no_line_holds_a_name_or_an_address_of_mail(
    client: Client, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sign_in(client, alice.email, "not her password")
    sign_in(client, alice.email)
    said = "\n".join(
        record.getMessage() for record in caplog.records if record.name == "accounts.security_log.services"
    )
    assert f"signed_in: account {alice.pk}, from 127.0.0.1, password" in said
    assert "@" not in said + "".join(SecurityEvent.objects.values_list("detail", flat=True))
    assert "not her password" not in said
