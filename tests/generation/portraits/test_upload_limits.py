"""Large bodies are taken where photos are sent, of those who may send some; nobody's are read anywhere."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client

from accounts.models import User
from babysite.asgi import application, files, forms, photos
from babysite.bodies import FORMS_AT_ONCE, FORMS_PER_ADDRESS
from babysite.request_limits import SMALL_BYTES
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


@pytest.mark.parametrize("body", [b"", LARGE])
@pytest.mark.parametrize("of", ["address 127.0.0.1", "account"])
async def test_an_asker_has_so_many_forms_on_their_way_whatever_their_size(
    alice: User, alice_client: Client, body: bytes, of: str
) -> None:
    asker = frozenset({f"account {alice.pk}" if of == "account" else of})
    with ExitStack() as held:
        for _form in range(settings.UPLOADS_PER_ADDRESS):
            held.enter_context(photos.hold(asker, 0))
        refused = await ask("POST", "/families/new/", body=body, client=alice_client, **FORM)
    assert (refused.status, refused.headers["retry-after"]) == (503, "60")
    assert (await ask("POST", "/families/new/", body=body, client=alice_client, **FORM)).status == 400
    assert (photos.num_bytes, photos.held, forms.num_bytes) == (0, {}, 0)


async def test_of_several_forms_of_one_account_one_is_worked_on_at_a_time(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, seen = Counter[str](), []

    def respond(_request: HttpRequest) -> HttpResponse:
        now["working"] += 1
        seen.append(now["working"])
        time.sleep(0.05)
        now["working"] -= 1
        return HttpResponse()

    monkeypatch.setattr(application.application_mapping["http"].application, "_respond", respond)
    forms_sent = settings.UPLOADS_PER_ADDRESS + 2
    answers = await asyncio.gather(*[ask("POST", "/families/new/", client=alice_client) for _form in range(forms_sent)])
    assert sorted(answer.status for answer in answers) == [200] * settings.UPLOADS_PER_ADDRESS + [503] * 2
    assert seen == [1] * settings.UPLOADS_PER_ADDRESS


async def test_all_together_have_so_many_bytes_on_their_way(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "max_bytes", len(LARGE) + 1)
    with photos.hold(frozenset({"address 192.0.2.1"}), len(LARGE)):
        refused = await send("/families/new/", alice_client)
    assert refused.status == 503
    assert "Many photos are being sent right now." in refused.body


@pytest.mark.parametrize("path", ["/accounts/login/", "/families/new/"])
async def test_forms_of_strangers_take_no_place_of_photos(alice_client: Client, path: str) -> None:
    """As many as may be on their way, announced and silent."""
    body = bytes(settings.MAX_FORM_BYTES)
    with ExitStack() as held:
        for number in range(FORMS_AT_ONCE):
            held.enter_context(forms.hold(frozenset({f"address 192.0.2.{number}"}), len(body)))
        assert (await ask("POST", path, body=body, **FORM)).status == 503
        assert (await ask("POST", path, body=b"a few fields", **FORM)).status in (200, 302)
        assert (await send("/families/new/", alice_client)).status == 400


async def test_one_address_has_so_many_large_forms_on_their_way() -> None:
    body = bytes(SMALL_BYTES + 1)
    with ExitStack() as held:
        for _form in range(FORMS_PER_ADDRESS):
            held.enter_context(forms.hold(frozenset({"address 127.0.0.1"}), len(body)))
        assert (await ask("POST", "/accounts/login/", body=body, **FORM)).status == 503
        assert (await ask("POST", "/accounts/login/", body=body[1:], **FORM)).status == 400  # read: it is no form


async def test_with_a_full_disk_no_photo_is_taken(alice_client: Client, settings: Any) -> None:
    settings.MIN_FREE_DISK_BYTES = 2**60  # no disk has as much
    assert (await send("/families/new/", alice_client)).status == 507
    answer = await send("/api/families/", alice_client)
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (507, "storage_full")
    assert (await ask("GET", "/families/new/", client=alice_client)).status == 200


async def test_files_of_anybody_and_photos_keep_nothing_of_each_other_out(alice_client: Client) -> None:
    assert (await send("/verify/")).status == 400  # read: the form is empty
    with files.hold(frozenset({"address 127.0.0.1"}), 1):
        assert (await send("/verify/")).status == 503  # one of each address
        assert (await send("/families/new/", alice_client)).status == 400
    with files.hold(frozenset({"another"}), files.max_bytes):
        assert (await send("/verify/")).status == 503
        assert (await send("/families/new/", alice_client)).status == 400
    with photos.hold(frozenset({"another"}), photos.max_bytes):
        assert (await send("/verify/")).status == 400
