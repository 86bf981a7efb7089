from __future__ import annotations

import asyncio

import pytest
from django.test import Client

from generation.models import Family, StudioPage
from generation.studio.events import announce
from tests.generation.jobs.sockets import elsewhere, open_socket
from tests.generation.studio.conftest import Draw
from tests.generation.studio.specs import PAGE, picture_of

pytestmark = pytest.mark.django_db(transaction=True)


def socket_of(family: Family) -> str:
    return f"/ws/families/{family.pk}/studio/"


async def test_a_preview_is_told_with_its_number_and_address(alice_client: Client, family: Family, draw: Draw) -> None:
    async with open_socket(socket_of(family), alice_client) as socket:
        await elsewhere(draw, 3)
        told = await socket.state()
    url = f"{picture_of(family)}?v=3"
    assert told == {"type": "studio.preview", "page": str(PAGE), "number": 3, "url": url}
    answer = await asyncio.to_thread(alice_client.get, url)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This preview failed."), ("ko", "미리보기를 만들지 못했습니다.")]
)
async def test_what_failed_is_told_in_the_pages_language(
    alice_client: Client, family: Family, language: str, words: str
) -> None:
    page = await elsewhere(StudioPage.objects.create, family=family, page=PAGE)
    async with open_socket(socket_of(family), alice_client, accept_language=language) as socket:
        await elsewhere(announce, page, 4, error="failed")
        told = await socket.state()
    assert told["number"] == 4
    assert told["error"].startswith(words)


@pytest.mark.parametrize("nonsense", ["", "{}", '{"type": "studio.told"}', b"\xff"])
async def test_what_a_page_says_is_not_heard(alice_client: Client, family: Family, nonsense: str | bytes) -> None:
    async with open_socket(socket_of(family), alice_client) as socket:
        await socket.say(nonsense)
        assert await socket.stays_open()
