"""Nobody is led off the site by an address of the site, nor is an email's link."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.models import User
from babysite.hosts import hosts_of
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


def test_a_port_that_is_not_ours_is_refused_with_the_address_that_is(client: Client) -> None:
    """Another program may listen there, and a letter's link would lead to it."""
    for host in ("testserver:8444", "localhost:1", "127.0.0.1:443"):
        page = client.get("/", headers={"host": host})
        assert page.status_code == 400
        assert "Open http://testserver instead." in page.content.decode()
    for host in ("testserver", "testserver:80", "localhost", "localhost:8000"):
        assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000"])
def test_a_letters_link_leads_to_the_sites_address_under_whichever_name_it_was_asked_for(
    client: Client, alice: User, host: str
) -> None:
    client.post("/accounts/password/reset/", {"email": alice.email}, headers={"host": host})
    (letter,) = mail.outbox
    assert "http://testserver/accounts/password/reset/key/" in letter.body
    assert host not in letter.body


@pytest.mark.parametrize(
    ("entries", "site_url", "known"),
    [
        (["babysite.example"], "https://babysite.example", [("babysite.example", 443), ("babysite.example", 8000)]),
        (["a.example:81"], "http://b.example:90", [("b.example", 90), ("a.example", 81)]),
        (["[::1]", "*:7"], "http://[::1]:8000", [("[::1]", 8000), ("*", 7)]),
    ],
)
def test_an_entry_without_a_port_stands_for_the_sites_own(
    entries: list[str], site_url: str, known: list[tuple[str, int]]
) -> None:
    assert hosts_of(entries, site_url=site_url, port=8000) == known


@pytest.mark.parametrize("entry", ["https://babysite.example", "babysite.example:port", "a/b"])
def test_an_entry_that_is_no_name_is_refused(entry: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"ALLOWED_HOSTS names {entry}, which is no name"):
        hosts_of([entry], site_url="http://localhost:8000", port=8000)


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_a_letters_link_leads_here_whatever_headers_say(client: Client, alice: User, name: str) -> None:
    value = "host=evil.example" if name == "Forwarded" else "evil.example"
    client.post("/accounts/password/reset/", {"email": alice.email}, headers={name: value})
    (email,) = mail.outbox
    assert "http://testserver/accounts/password/reset/key/" in email.body
    assert "evil.example" not in email.body
