from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from generation.jobs.events import announce
from generation.models import Job
from tests.cast import PASSWORD
from tests.generation.jobs.sockets import address_of, elsewhere, is_refused, open_socket

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_made_up_session_cannot_open_the_socket(waiting_job: Job) -> None:
    assert await is_refused(address_of(waiting_job), None, cookie=f"{settings.SESSION_COOKIE_NAME}={'a' * 32}")


async def test_who_signed_out_cannot_open_the_socket(alice_client: Client, waiting_job: Job) -> None:
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={alice_client.cookies[name].value}"
    await elsewhere(alice_client.post, "/accounts/logout/")
    assert await is_refused(address_of(waiting_job), None, cookie=cookie)


async def test_a_deactivated_account_cannot_open_the_socket(
    alice: User, alice_client: Client, waiting_job: Job
) -> None:
    await elsewhere(User.objects.filter(pk=alice.pk).update, is_active=False)
    assert await is_refused(address_of(waiting_job), alice_client)


async def test_a_job_that_is_not_there_is_closed_like_a_strangers(alice_client: Client) -> None:
    assert await is_refused(f"/ws/jobs/{uuid4()}/", alice_client)


@pytest.mark.parametrize(
    "path",
    ["/ws/jobs/1/", "/ws/jobs/", "/ws/", "/", "/ws/jobs/%00/", "/ws/jobs/00000000-0000-4000-8000-000000000000/more/"],
)
async def test_addresses_that_lead_nowhere_are_closed(alice_client: Client, path: str) -> None:
    assert await is_refused(path, alice_client)


def change_password(user: User) -> None:
    user.set_password("another staple entirely")
    user.save()


def sign_out_from_elsewhere(user: User) -> None:
    """Signs out all listed browsers but the one in which the button is pressed."""
    UserSession.objects.update_or_create(
        session_key=Session.objects.get().session_key, defaults={"user": user, "ip": "192.0.2.1"}
    )
    other = Client()
    other.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    other.post("/accounts/sessions/")
    assert Session.objects.count() == 1


ENDINGS: dict[str, Callable[[Client, User], object]] = {
    "signed out": lambda client, _user: client.post("/accounts/logout/"),
    "signed out from elsewhere": lambda _client, user: sign_out_from_elsewhere(user),
    "closed": lambda _client, user: User.objects.filter(pk=user.pk).update(is_active=False),
    "new password": lambda _client, user: change_password(user),
    "deleted": lambda _client, user: user.delete(),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_an_open_socket_tells_nothing_more_once_the_session_has_ended(
    alice: User, alice_client: Client, waiting_job: Job, ending: str
) -> None:
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        await socket.state()
        await elsewhere(ENDINGS[ending], alice_client, alice)
        await elsewhere(announce, waiting_job.pk)
        assert await socket.closing_code() == 4404
