"""Large bodies are taken where photos are sent, of those who may send some; nobody's are read anywhere."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from babysite.asgi import bodies
from generation.consent.links import token_of
from tests.babysite.asking import Answer, ask

pytestmark = pytest.mark.django_db(transaction=True)
LARGE = bytes(settings.MAX_FORM_BYTES + 1)
FORM: dict[str, Any] = {"content_type": "multipart/form-data; boundary=b"}


async def send(path: str, client: Client | None = None, **headers: Any) -> Answer:
    return await ask("POST", path, body=LARGE, client=client, **FORM, **headers)


@pytest.mark.parametrize("path", ["/accounts/login/", "/nowhere/", "/families/sample/", "/api/schema/"])
async def test_a_large_body_goes_only_where_photos_go(alice_client: Client, path: str) -> None:
    assert (await send(path, alice_client)).status == 413


async def test_the_page_for_one_other_photo_takes_it_too(alice_client: Client) -> None:
    path = f"/families/{uuid4()}/photos/a/"
    assert (await send(path, alice_client)).status == 400  # read: the form is empty
    assert (await send(path)).status == 403


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_of_nobody_it_is_refused_there_too(is_chunked: bool) -> None:
    page = await send("/families/new/", chunked=is_chunked)
    assert page.status == 403
    assert "/accounts/login/" in page.body
    answer = await send("/api/families/", chunked=is_chunked)
    assert json.loads(answer.body)["error"]["code"] == "not_signed_in"


async def test_an_account_may_send_it(alice_client: Client) -> None:
    assert (await send("/families/new/", alice_client)).status == 400  # read: the form is empty


async def test_a_link_that_nobody_was_given_opens_nothing() -> None:
    for token in ("made-up.token", token_of(uuid4())):
        assert (await send(f"/invitations/{token}/")).status == 403
        assert (await send(f"/invitations/{token}/photos/")).status == 403


async def test_one_address_has_so_many_in_flight_and_all_together_too(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "max_bytes_per_address", len(LARGE) + 1)
    with bodies.hold("127.0.0.1", len(LARGE)):
        assert (await send("/families/new/", alice_client)).status == 503
    assert (await send("/families/new/", alice_client)).status == 400

    monkeypatch.setattr(bodies, "max_bytes", len(LARGE) + 1)
    with bodies.hold("192.0.2.1", len(LARGE)):
        refused = await send("/families/new/", alice_client)
        assert refused.status == 503
        assert "Many photos are being sent right now." in refused.body
    assert not bodies.held


async def test_with_a_full_disk_no_photo_is_taken(alice_client: Client, settings: Any) -> None:
    settings.MIN_FREE_DISK_BYTES = 2**60  # no disk has as much
    assert (await send("/families/new/", alice_client)).status == 507
    answer = await send("/api/families/", alice_client)
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (507, "storage_full")
    assert (await ask("GET", "/families/new/", client=alice_client)).status == 200
