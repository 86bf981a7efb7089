from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sessions import expire_sessions, get_user_of_session
from tests.accounts.test_signing_in import is_signed_in, sign_in
from tests.accounts.test_two_steps import SET_UP, code_of, confirm

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


@pytest.mark.django_db(transaction=True)
def test_setting_up_a_second_step_ends_the_others(here: Client, there: Client) -> None:
    confirm(here)
    found = re.search(r"<code>([A-Z2-7]+)</code>", here.get(SET_UP).content.decode())
    assert found
    here.post(SET_UP, {"code": code_of(found.group(1))})
    assert Authenticator.objects.filter(type="totp").exists()
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_removing_one_does_too(here: Client, there: Client, alice: User) -> None:
    key = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Phone", "credential": {}})
    confirm(here)
    here.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


DAY = 24 * 3600


def days_left(client: Client) -> float:
    session = Session.objects.get(session_key=client.session.session_key)
    return (session.expire_date - timezone.now()).total_seconds() / DAY


def test_a_session_ends_two_weeks_after_the_last_visit(here: Client) -> None:
    assert 13.9 < days_left(here) <= 14
    Session.objects.update(expire_date=timezone.now() + timedelta(days=3))
    here.get(LIST)
    assert days_left(here) < 4, "A visit is noted once an hour."
    look_back(here, "seen_at", 3601)
    here.get(LIST)
    assert 13.9 < days_left(here) <= 14


def test_a_session_ends_ninety_days_after_the_sign_in_in_any_case(here: Client) -> None:
    look_back(here, "began_at", 80 * DAY)
    look_back(here, "seen_at", DAY)
    here.get(LIST)
    assert 9.9 < days_left(here) <= 10
    key = here.session.session_key
    look_back(here, "began_at", 11 * DAY)
    assert not is_signed_in(here)
    assert not get_user_of_session(key).is_authenticated


def look_back(client: Client, name: str, seconds: float) -> None:
    session = client.session
    session[name] = session.get(name, time.time()) - seconds
    session.save()


def test_addresses_and_browsers_go_with_their_session(here: Client, there: Client) -> None:
    Session.objects.filter(session_key=there.session.session_key).update(expire_date=timezone.now())
    expire_sessions()
    assert [session.user_agent for session in UserSession.objects.all()] == ["Phone of hers"]


def test_and_when_somebody_signs_out(here: Client) -> None:
    here.post(reverse("account_logout"))
    assert not UserSession.objects.exists()


def test_a_first_address_that_is_confirmed_elsewhere_ends_nothing(here: Client, alice: User) -> None:
    address = EmailAddress.objects.create(user=alice, email=alice.email, primary=True)
    key = EmailConfirmationHMAC(address).key
    Client().post(reverse("account_confirm_email", args=[key]))
    address.refresh_from_db()
    assert address.verified
    assert is_signed_in(here)
