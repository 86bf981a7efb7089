"""Pages of an account hear at once when a family of it has gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ErasureCause, Invitation, User
from generation.erasing.services import erase_people
from generation.families.events import announce_families
from generation.models import Job
from tests.generation.conftest import RequestFamily
from tests.generation.jobs.sockets import elsewhere, is_refused, open_socket

pytestmark = pytest.mark.django_db(transaction=True)
SOCKET = "/ws/families/"
HERE = "/families/here/"


def withdraw_the_invited(job: Job) -> None:
    person = job.family.parent_b
    Invitation.objects.create(person=person, expires_at=timezone.now() + timedelta(days=7))
    erase_people([person], cause=ErasureCause.WITHDRAWN)


async def test_it_tells_which_are_there_and_then_that_one_has_gone(
    alice_client: Client, waiting_job: Job, request_family: RequestFamily
) -> None:
    other = await elsewhere(request_family)
    async with open_socket(SOCKET, alice_client) as socket:
        first = await socket.state()
        assert first["type"] == "families.here"
        assert set(first["families"]) == {str(waiting_job.family_id), str(other.family_id)}
        await elsewhere(withdraw_the_invited, waiting_job)
        assert (await socket.state())["families"] == [str(other.family_id)]


async def test_another_account_hears_nothing_of_it(charlie_client: Client, waiting_job: Job) -> None:
    async with open_socket(SOCKET, charlie_client) as socket:
        assert (await socket.state())["families"] == []
        await elsewhere(withdraw_the_invited, waiting_job)
        assert await socket.stays_open()


async def test_what_a_page_says_is_not_heard(alice_client: Client, waiting_job: Job) -> None:
    async with open_socket(SOCKET, alice_client) as socket:
        await socket.state()
        for words in ("", "{}", "[" * 5000, b"\x00\xff"):
            await socket.say(words)
        assert await socket.stays_open()


async def test_nobody_cannot_open_it(db: None) -> None:
    assert await is_refused(SOCKET, None)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_a_page_of_another_site_cannot_open_it(alice_client: Client, origin: str) -> None:
    assert await is_refused(SOCKET, alice_client, origin=origin)


ENDINGS: dict[str, Callable[[Client, User], object]] = {
    "signed out": lambda client, _user: client.post("/accounts/logout/"),
    "closed": lambda _client, user: User.objects.filter(pk=user.pk).update(is_active=False),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_it_tells_nothing_more_once_the_session_has_ended(alice: User, alice_client: Client, ending: str) -> None:
    async with open_socket(SOCKET, alice_client) as socket:
        await socket.state()
        await elsewhere(ENDINGS[ending], alice_client, alice)
        await elsewhere(announce_families, alice.pk)
        assert await socket.closing_code() == 4404


def test_without_a_socket_it_can_be_asked(alice_client: Client, charlie_client: Client, waiting_job: Job) -> None:
    assert alice_client.get(HERE).json() == {"type": "families.here", "families": [str(waiting_job.family_id)]}
    assert charlie_client.get(HERE).json()["families"] == []
    assert Client().get(HERE).status_code == 404


def test_the_list_says_why_a_family_has_gone(alice_client: Client, waiting_job: Job) -> None:
    why = "someone in it withdrew consent"
    hidden = f"hidden>\n    A family is gone: {why}"
    assert hidden in alice_client.get("/families/").content.decode()
    withdraw_the_invited(waiting_job)
    page = alice_client.get("/families/").content.decode()
    assert why in page
    assert hidden not in page


def test_what_the_account_deleted_itself_needs_no_reason(alice_client: Client, waiting_job: Job) -> None:
    alice_client.post(f"/families/{waiting_job.family_id}/delete/")
    assert "hidden>\n    A family is gone" in alice_client.get("/families/").content.decode()
