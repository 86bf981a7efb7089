from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from generation.models import Family, StudioPage
from generation.studio.events import announce
from tests.generation.jobs.sockets import elsewhere, is_refused, open_socket
from tests.generation.studio.specs import PAGE
from tests.generation.studio.test_socket import socket_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "path", ["/ws/families/0b6f3c1e-8a52-4d0e-9f0c-2f1f6a3d7e55/studio/", "/ws/families/1/studio/", "/ws/families/1/"]
)
async def test_addresses_that_lead_nowhere_are_closed(alice_client: Client, path: str) -> None:
    assert await is_refused(path, alice_client)


ENDINGS: dict[str, Callable[[Client, User], object]] = {
    "signed out": lambda client, _user: client.post("/accounts/logout/"),
    "closed": lambda _client, user: User.objects.filter(pk=user.pk).update(is_active=False),
    "family given away": lambda _client, user: Family.objects.filter(owner=user).update(
        owner=User.objects.create_user("dora@example.org", "x")
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_an_open_socket_tells_nothing_more_once_it_may_not(
    alice: User, alice_client: Client, family: Family, ending: str
) -> None:
    page = await elsewhere(StudioPage.objects.create, family=family, page=PAGE)
    async with open_socket(socket_of(family), alice_client) as socket:
        await elsewhere(ENDINGS[ending], alice_client, alice)
        await elsewhere(announce, page, 1)
        assert await socket.closing_code() == 4404
