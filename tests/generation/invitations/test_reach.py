from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from generation.invitations import reach
from generation.models import Job


@pytest.mark.parametrize(
    "host", ["localhost:8000", "127.0.0.1", "127.8.8.8:80", "[::1]:8000", "babysite.localhost", "LOCALHOST"]
)
def test_a_link_to_this_machine_is_known(host: str) -> None:
    assert reach.opens_here_only(f"http://{host}/invitations/x/")


@pytest.mark.parametrize("host", ["babysite.example", "192.168.1.5:8000", "[2001:db8::1]", "localhost.example.org", ""])
def test_any_other_link_is_not(host: str) -> None:
    assert not reach.opens_here_only(f"http://{host}/invitations/x/")


def test_what_to_set_names_the_address_in_the_network(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "_own_address", lambda: "192.168.1.5")
    settings.SITE_URL, settings.HOST = "http://localhost:8010", "127.0.0.1"
    assert reach.settings_for_the_network() == ["HOST=0.0.0.0", "SITE_URL=http://192.168.1.5:8010"]
    settings.HOST = "0.0.0.0"  # noqa: S104
    assert reach.settings_for_the_network() == ["SITE_URL=http://192.168.1.5:8010"]
    monkeypatch.setattr(reach, "_own_address", lambda: "")
    assert reach.settings_for_the_network() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "is_told"), [("http://localhost:8000", True), ("https://babysite.example", False)])
def test_the_page_with_the_link_says_it(
    invited_job: Job, alice_client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, url: str, is_told: bool
) -> None:
    monkeypatch.setattr(reach, "_own_address", lambda: "192.168.1.5")
    settings.SITE_URL = url
    page = alice_client.get(f"/jobs/{invited_job.pk}/").content.decode()
    assert ("SITE_URL=http://192.168.1.5:8000" in page) == is_told


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "has_code"), [("http://localhost:8000", False), ("https://babysite.example", True)])
def test_a_code_for_a_phone_is_shown_only_where_a_phone_can_open_the_link(
    invited_job: Job, alice_client: Client, settings: Any, url: str, has_code: bool
) -> None:
    settings.SITE_URL = url
    page = alice_client.get(f"/jobs/{invited_job.pk}/").content.decode()
    assert ("data:image/svg+xml" in page) == has_code


@pytest.mark.django_db
def test_how_far_the_link_reaches_is_said_before_the_link(
    invited_job: Job, alice_client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_own_address", lambda: "192.168.1.5")
    settings.SITE_URL = "http://localhost:8000"
    page = alice_client.get(f"/jobs/{invited_job.pk}/").content.decode()
    assert page.index("SITE_URL=http://192.168.1.5:8000") < page.index("data-copy")
