from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from babysite.cache import ForgivingRedisCache
from tests.accounts.test_signing_in import is_signed_in, sign_in
from tests.accounts.test_signing_up import sign_up


@pytest.fixture(autouse=True)
def valkey_is_away(nothing_counted: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ForgivingRedisCache, "said_at", float("-inf"))
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}
    with override_settings(CACHES={"default": away}):
        yield


def test_people_sign_in(client: Client, alice: User) -> None:
    sign_in(client, "alice@example.org")
    assert is_signed_in(client)


def test_a_wrong_password_keeps_the_door_shut(client: Client, alice: User) -> None:
    assert sign_in(client, "alice@example.org", "wrong horse battery").status_code == 200
    assert not is_signed_in(client)


def test_people_sign_up(client: Client) -> None:
    sign_up(client)
    assert is_signed_in(client)


def test_passwords_can_be_asked_for_again(client: Client, alice: User, mailoutbox: list[Any]) -> None:
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    assert len(mailoutbox) == 1


def test_the_log_says_so_once_in_a_while(client: Client, alice: User, caplog: pytest.LogCaptureFixture) -> None:
    for _time in range(2):
        sign_in(client, "alice@example.org", "wrong horse battery")
    assert caplog.text.count("limits are not counted just now") == 1
