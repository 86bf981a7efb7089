"""Every websocket, as six kinds of visitor find it, held to docs/access.md. Other endings: beside each consumer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from generation.families.events import announce_families
from generation.jobs.events import announce as announce_job
from generation.studio.events import announce as announce_preview
from tests.generation.access.addresses import all_sockets, fill_in
from tests.generation.access.conftest import Visitors
from tests.generation.access.matrix import read_legend, read_sockets
from tests.generation.access.world import World
from tests.generation.jobs.sockets import elsewhere, is_refused, open_socket

pytestmark = pytest.mark.django_db(transaction=True)
SOCKETS = read_sockets()
# What makes each of them say something.
TELL: dict[str, Callable[[World], object]] = {
    "/ws/families/": lambda world: announce_families(world.alice.pk),
    "/ws/jobs/<uuid:job_id>/": lambda world: announce_job(world.done.pk),
    "/ws/families/<uuid:family_id>/studio/": lambda world: announce_preview(world.page, 1),
}
FOREIGN = ["https://evil.example", "null", "http://testserver.evil.example", "file://", "x"]
FOREIGN += ["http://testserver:8444", "https://testserver", "http://evil@testserver", "http://testserver:port"]


@pytest.fixture
def paths(world: World) -> dict[str, str]:
    return {address: fill_in(address, world.values) for address in SOCKETS}


def test_every_websocket_has_a_row() -> None:
    assert set(SOCKETS) == all_sockets(), "Write into docs/access.md who may listen."
    assert {word for answers in SOCKETS.values() for word in answers.values()} <= read_legend()


async def test_everybody_is_let_in_as_it_is_written(paths: dict[str, str], visitors: Visitors) -> None:
    found = {
        address: {
            who: "closed" if await is_refused(path, client) else "open" for who, client in visitors.settled.items()
        }
        for address, path in paths.items()
    }
    assert found == SOCKETS


async def test_a_page_of_another_site_opens_none(paths: dict[str, str], alice_client: Client) -> None:
    for path in paths.values():
        for origin in FOREIGN:
            assert await is_refused(path, alice_client, origin=origin), f"{path} from {origin}"


@pytest.mark.parametrize("address", [address for address, answers in SOCKETS.items() if "open" in answers.values()])
async def test_after_signing_out_nothing_more_is_told(
    world: World, paths: dict[str, str], alice_client: Client, address: str
) -> None:
    async with open_socket(paths[address], alice_client) as socket:
        while not await socket.stays_open():
            await socket.state()
        await elsewhere(alice_client.post, "/accounts/logout/")
        await elsewhere(TELL[address], world)
        assert await socket.closing_code() == 4404
