from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from babysite import health
from generation.models import Job
from tests.cast import PASSWORD, signed_in
from tests.generation.access.matrix import Row
from tests.generation.access.world import World, build_world
from tests.generation.quick_engine import QuickEngine


@pytest.fixture
def world(
    alice: User,
    bob: User,
    moderator: User,
    request_family: Callable[..., Job],
    quick_engine: QuickEngine,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> World:
    settings.SUBMISSIONS_PER_HOUR = settings.PREVIEWS_PER_MINUTE = settings.OPEN_JOBS_PER_ACCOUNT = 10_000
    settings.ACCOUNT_RATE_LIMITS = False
    cache.clear()
    monkeypatch.setattr(health, "is_worker_alive", lambda kind: True)
    return build_world(alice, bob, moderator, request_family, quick_engine)


class Visitors:
    """The visitors. settled: signed in some time ago. fresh: reauthenticated just now."""

    def __init__(self, people: dict[str, User]) -> None:
        self.settled = {"nobody": Client(), **{who: signed_in(user) for who, user in people.items()}}
        self.fresh = {"nobody": Client(), **{who: signed_in_again(user) for who, user in people.items()}}
        for client in [*self.settled.values(), *self.fresh.values()]:
            client.raise_request_exception = False

    def of(self, row: Row, who: str) -> Client:
        return (self.fresh if row.is_fresh else self.settled)[who]


def signed_in_again(user: User) -> Client:
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def visitors(world: World, alice: User, bob: User, charlie: User, staff: User, moderator: User) -> Visitors:
    people = {"stranger": charlie, "invitee": bob, "owner": alice, "staff": staff, "moderator": moderator}
    return Visitors(people)
