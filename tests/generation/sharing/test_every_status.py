"""Whatever is answered below the address of a share link or an invitation, and by which part of the site."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from babysite.asgi import application
from babysite.gate import Gate
from babysite.link_headers import HEADERS
from generation.models import Child, Family, ShareLink
from generation.sharing.tokens import address_of
from tests.babysite.asking import ask
from tests.generation.invitations.invitee import Invitee
from tests.generation.sharing.conftest import make_link

pytestmark = pytest.mark.django_db(transaction=True)

BELOW = ["/s/made-up/", "/invitations/made-up/"]
FROM_HERE = {"Origin": "http://testserver"}


def assert_untold(headers: Mapping[str, str]) -> None:
    said = {name.lower(): text for name, text in headers.items()}
    assert {name: said.get(name.lower()) for name in HEADERS} == HEADERS
    assert said["x-content-type-options"] == "nosniff"


def test_every_status_below_a_share_link_says_so(filmed: ShareLink, settings: Any, client: Client) -> None:
    settings.SHARE_GUESSES_PER_HOUR = 1
    page = address_of(filmed)
    forged = {"Origin": "https://elsewhere.example"}
    answers = [
        client.get(page),
        client.get(f"{page}0.mp4", headers={"Range": "bytes=0-9"}),
        client.get(page.removesuffix("/")),
        client.post(f"{page}report/", headers=FROM_HERE),
        client.post(f"{page}report/", headers=forged),
        client.get(f"{page}nothing/here/"),
        client.get("/s/"),
        client.get(f"{page}password/"),
        client.delete(page),
        client.get(f"{page}0.mp4", headers={"Range": "bytes=99999999-"}),
        client.post(f"{page}0/guess/", headers=FROM_HERE),
        client.post(f"{page}0/guess/", headers=FROM_HERE),
        client.get(page, headers={"Host": "elsewhere.example"}),
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200, 206, 302, 400, 403, 404, 404, 405, 405, 416, 404, 429, 400]
    for answer in answers:
        assert_untold(answer.headers)
        assert "Cookie" in answer.headers["Vary"]


def test_too_many_passwords_are_refused_like_all_else(
    agreed: Family, child: Child, settings: Any, client: Client
) -> None:
    settings.SHARE_PASSWORDS_PER_HOUR = 1
    page = address_of(make_link(child, password="persimmon tree"))
    answers = [client.post(f"{page}password/", {"password": "x"}, headers=FROM_HERE) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [403, 429]
    for answer in answers:
        assert_untold(answer.headers)


def test_every_status_behind_an_invitation_says_so(invitee: Invitee) -> None:
    answers = [
        invitee.client.get(invitee.link),
        invitee.say("publish", "no"),
        Client().post(f"{invitee.link}photos/"),
        invitee.client.get("/invitations/made-up/"),
        invitee.client.get(f"{invitee.link}refuse/nothing/"),
        invitee.client.get(f"{invitee.link}photos/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 302, 403, 404, 404, 405]
    for answer in answers:
        assert_untold(answer.headers)


@pytest.mark.parametrize("path", BELOW)
async def test_a_site_that_has_no_room_says_so_too(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    full = Gate("full", num_threads=1, max_waiting=-1)
    monkeypatch.setattr(application.application_mapping["http"].application, "_pages", full)
    answer = await ask("GET", path)
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert_untold(answer.headers)


async def test_what_is_too_large_to_be_read_says_so_too() -> None:
    async with asyncio.timeout(10):
        answer = await ask("POST", "/s/made-up/report/", body=b"x" * (settings.MAX_FORM_BYTES + 1))
    assert answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert_untold(answer.headers)
