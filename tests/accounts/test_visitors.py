"""The address of a visitor, however a proxy writes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.visitors import address_of, household_of
from tests.cast import PASSWORD

PROXY = "192.0.2.7"


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def address(forwarded: str) -> str:
    return address_of({"headers": [(b"x-forwarded-for", forwarded.encode())], "client": (PROXY, 1)})


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("198.51.100.1, 203.0.113.5", "203.0.113.5"),
        ("2001:db8::1", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("[2001:db8::1]:4711", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", PROXY),
        ("_hidden", PROXY),
        ("[", PROXY),
        ("[]", PROXY),
        ("1.2.3", PROXY),
        ("", PROXY),
    ],
)
def test_an_address_is_found_however_it_is_written(forwarded: str, expected: str) -> None:
    assert address(forwarded) == expected


def test_fewer_names_than_proxies_are_not_believed(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 2
    assert address("203.0.113.5") == PROXY


def test_a_connection_without_an_address_is_nobodys() -> None:
    assert address_of({"headers": [], "client": None}) == ""
    assert household_of("testclient") == ""


@pytest.mark.django_db
@pytest.mark.parametrize("forwarded", ["[2001:db8::1]", "unknown", "_hidden", "", "203.0.113.5:80"])
@pytest.mark.parametrize("count", [1, 2])
def test_whoever_signs_in_behind_such_a_proxy_is_let_in(
    client: Client, alice: User, settings: Any, forwarded: str, count: int
) -> None:
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
    headers = {"x-forwarded-for": forwarded}
    form = {"login": alice.email, "password": PASSWORD}
    assert client.post("/accounts/login/", form, headers=headers).status_code == 302
    assert client.get("/families/", headers=headers).status_code == 200
    assert client.post("/families/new/", {}, headers=headers).status_code == 400
