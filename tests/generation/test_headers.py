from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from generation.models import Job
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
OPEN_PAGES = ["/", "/about/", "/models/", "/models/dlib/"]
ENTRANCES = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
ACCOUNT_PAGES = [
    "/accounts/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/two-step/",
    "/accounts/two-step/webauthn/",
    "/accounts/sessions/",
    "/accounts/connections/",
]
OWN_PAGES = ["/families/", "/families/new/", *ACCOUNT_PAGES, "/accounts/logout/"]


def pages_of(job: Job) -> list[str]:
    return [
        *OPEN_PAGES,
        *OWN_PAGES,
        reverse("families:detail", args=[job.family_id]),
        reverse("families:delete", args=[job.family_id]),
        reverse("gallery:child", args=[job.child_id]),
        reverse("gallery:delete", args=[job.child_id]),
    ]


def assert_well_protected(page: object) -> None:
    headers = page.headers  # type: ignore[attr-defined]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", [*OPEN_PAGES, *ENTRANCES])
def test_open_pages_are_well_protected(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert_well_protected(page)


def test_ones_own_pages_are_well_protected(alice_client: Client, done_job: Job) -> None:
    for address in pages_of(done_job):
        page = alice_client.get(address)
        assert page.status_code == 200, address
        assert_well_protected(page)


def test_ones_own_pages_are_kept_by_nobody(alice_client: Client, done_job: Job) -> None:
    own = [*pages_of(done_job), "/api/families/", f"/api/children/{done_job.child_id}/", "/nothing/here/"]
    assert {page: "no-store" in alice_client.get(page).headers["Cache-Control"] for page in own} == dict.fromkeys(
        own, True
    )


def test_pages_without_anybodys_names_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get("/about/").headers


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_page_needs_what_its_policy_forbids(alice_client: Client, done_job: Job, language: str) -> None:
    for address in pages_of(done_job):
        text = alice_client.get(address, headers={"accept-language": language}).content.decode()
        assert f'<html lang="{language}"' in text
        scripts = [tag for tag in re.findall(r"<script[^>]*>", text) if 'type="application/json"' not in tag]
        assert all(" src=" in tag for tag in scripts), address
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", text), address


def test_session_cookies_are_out_of_reach_of_scripts(client: Client, alice: User) -> None:
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
