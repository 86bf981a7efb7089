"""Two requests at the same moment for the same thing: none is answered with 500, no form tells who has an account."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.emails import code_in
from tests.accounts.test_changing_addresses import ask_for_change
from tests.accounts.test_signing_up import sign_up
from tests.accounts.test_two_steps import SET_UP, code_of, confirm
from tests.generation.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NUM_PAIRS = 8
CODE_PAGE = reverse("account_email_verification_sent")


@pytest.fixture
def site_that_sends_mail(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "1000/m/ip"}


def browser(**headers: str) -> Client:
    return Client(raise_request_exception=False, headers=headers)


def browser_of(user: User) -> Client:
    client = browser()
    client.force_login(user)
    return client


def two_sign_up(address: str) -> list[int]:
    """Returns the statuses that two browsers are answered which sign up with one address at once."""
    answers = at_once(*[partial(sign_up, browser(), address) for _browser in range(2)])
    return sorted(answer.status_code for answer in answers)


@pytest.mark.usefixtures("site_that_sends_mail")
def test_two_sign_ups_at_once_tell_nothing(alice: User) -> None:
    known, unknown = [], []
    for number in range(NUM_PAIRS):
        User.objects.create_user(f"known{number}@example.org")
        known.append(two_sign_up(f"known{number}@example.org"))
        unknown.append(two_sign_up(f"fresh{number}@example.org"))
    assert known == unknown == [[302, 429]] * NUM_PAIRS


def test_where_no_mail_is_sent_the_second_reads_that_the_address_is_taken(db: None) -> None:
    assert [two_sign_up(f"dana{number}@example.org") for number in range(NUM_PAIRS)] == [[200, 302]] * NUM_PAIRS
    assert User.objects.count() == NUM_PAIRS


@pytest.mark.usefixtures("site_that_sends_mail")
def test_two_accounts_confirm_one_address_at_once(alice: User, charlie: User, mailoutbox: list[Any]) -> None:
    clients = []
    for user in (alice, charlie):
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        client = browser_of(user)
        ask_for_change(client, "shared@example.org")
        clients.append((client, code_in(mailoutbox[-1])))
        cache.clear()  # the limit on emails to one address
    answers = at_once(*[partial(client.post, CODE_PAGE, {"code": code}) for client, code in clients])
    assert all(answer.status_code < 500 for answer in answers)
    assert User.objects.filter(email="shared@example.org").count() == 1


@pytest.mark.usefixtures("site_that_sends_mail")
def test_an_address_that_somebody_signed_up_with_meanwhile_is_not_taken_over(
    alice: User, mailoutbox: list[Any]
) -> None:
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    client = browser_of(alice)
    ask_for_change(client, "shared@example.org")
    User.objects.create_user("shared@example.org")
    assert client.post(CODE_PAGE, {"code": code_in(mailoutbox[0])}).status_code < 500
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_an_app_that_is_set_up_twice_at_once_is_set_up_once(alice: User) -> None:
    clients = [browser_of(alice) for _browser in range(2)]
    codes = []
    for client in clients:
        confirm(client)
        found = re.search(r"<code>([A-Z2-7]+)</code>", client.get(SET_UP).content.decode())
        assert found
        codes.append(code_of(found.group(1)))
    pairs = zip(clients, codes, strict=True)
    answers = at_once(*[partial(client.post, SET_UP, {"code": code}) for client, code in pairs])
    assert sorted(answer.status_code for answer in answers)[0] == 302
    assert all(answer.status_code < 500 for answer in answers)
    assert Authenticator.objects.filter(type="totp").count() == 1
