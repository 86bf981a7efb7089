"""One account opens websockets without end."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from django.conf import settings
from django.test import Client

from tests.generation.jobs.sockets import is_refused, open_socket

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/ws/families/"


async def test_an_account_has_so_many_and_others_have_theirs(alice_client: Client, charlie_client: Client) -> None:
    async with AsyncExitStack() as sockets:
        for _number in range(settings.SOCKETS_PER_ACCOUNT):
            await sockets.enter_async_context(open_socket(PATH, alice_client))
        assert await is_refused(PATH, alice_client)
        async with open_socket(PATH, charlie_client):
            pass
    async with open_socket(PATH, alice_client):
        pass
