from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.emails import code_in
from tests.accounts.test_two_steps import confirm

NEW = "alice@elsewhere.example"


@pytest.fixture(autouse=True)
def site_that_sends_mail(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


@pytest.fixture
def confirmed(alice: User) -> EmailAddress:
    return EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)


def ask_for_change(client: Client, address: str = NEW) -> Any:
    confirm(client)
    return client.post(reverse("account_email"), {"email": address, "action_add": ""})


def test_the_new_address_takes_over_once_it_is_confirmed(
    alice: User, confirmed: EmailAddress, alice_client: Client, mailoutbox: list[Any]
) -> None:
    ask_for_change(alice_client)
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    alice_client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    alice.refresh_from_db()
    assert alice.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(NEW, True)]


def test_the_old_address_is_told(confirmed: EmailAddress, alice_client: Client, mailoutbox: list[Any]) -> None:
    ask_for_change(alice_client)
    alice_client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    assert mailoutbox[-1].to == ["alice@example.org"]
    assert NEW in mailoutbox[-1].body


def test_anothers_address_is_neither_taken_nor_told_apart(
    alice: User, charlie: User, confirmed: EmailAddress, alice_client: Client, mailoutbox: list[Any]
) -> None:
    EmailAddress.objects.create(user=charlie, email=charlie.email, primary=True, verified=True)
    taken = ask_for_change(alice_client, charlie.email)
    free = ask_for_change(alice_client, "nobody@example.org")
    assert (taken.status_code, taken.headers["Location"]) == (free.status_code, free.headers["Location"])
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
