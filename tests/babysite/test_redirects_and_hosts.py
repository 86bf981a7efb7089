"""Nobody is led off the site by an address of the site, nor is an email's link."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "http:///evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "//testserver@evil.example/",
    "\thttps://evil.example/",
]


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def assert_stays_here(answer: Any) -> None:
    target = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert (target.scheme, target.netloc) in {("", ""), ("http", "testserver")}, answer.headers["Location"]
    assert target.path.startswith("/")
    assert not target.path.startswith(("//", "/\\"))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_a_page_of_the_site(client: Client, alice: User, target: str) -> None:
    form = {"login": alice.email, "password": PASSWORD}
    assert_stays_here(client.post(f"/accounts/login/?{urlencode({'next': target})}", {**form, "next": target}))
    assert_stays_here(client.get(f"/accounts/login/?{urlencode({'next': target})}"))
    assert_stays_here(client.get(f"/accounts/signup/?{urlencode({'next': target})}"))


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("door", ["/accounts/logout/", "/accounts/reauthenticate/", "/i18n/setlang/"])
def test_every_other_door_leads_to_a_page_of_the_site(client: Client, alice: User, door: str, target: str) -> None:
    client.force_login(alice)
    form = {"next": target, "language": "ko", "password": PASSWORD}
    assert_stays_here(client.post(door, form, headers={"referer": "https://evil.example/"}, query_params=form))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_admins_entrance_leads_to_the_admin(client: Client, staff: User, target: str) -> None:
    client.force_login(staff)
    assert client.get("/admin/login/", {"next": target}).headers["Location"] == "/admin/"


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example", "testserver:x"):
        assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_a_letters_link_leads_here_whatever_headers_say(client: Client, alice: User, name: str) -> None:
    value = "host=evil.example" if name == "Forwarded" else "evil.example"
    client.post("/accounts/password/reset/", {"email": alice.email}, headers={name: value})
    (email,) = mail.outbox
    assert "http://testserver/accounts/password/reset/key/" in email.body
    assert "evil.example" not in email.body
