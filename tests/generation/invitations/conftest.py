from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Invitation, Person
from generation.models import Family, Job
from tests.generation.forms import send_invited
from tests.generation.invitations.invitee import Invitee


@pytest.fixture(autouse=True)
def nothing_counted_yet(db: None) -> None:
    """All invitees of these tests come from one address."""
    cache.clear()


@pytest.fixture
def invited_job(alice_client: Client, media: Path) -> Job:
    """A job of Alice, who is one parent and has invited Ben."""
    assert send_invited(alice_client).status_code == 302
    return Job.objects.get()


@pytest.fixture
def ben(invited_job: Job) -> Person:
    return invited_job.family.parent_b


@pytest.fixture
def invitation(ben: Person) -> Invitation:
    return ben.invitations.get()


@pytest.fixture
def invitee(invitation: Invitation) -> Invitee:
    """Ben, on a phone of his own, without an account."""
    return Invitee(invitation)


@pytest.fixture
def family(invited_job: Job) -> Family:
    return invited_job.family


def state_of(client: Client, job: Job) -> Any:
    return client.get(f"/jobs/{job.pk}/state/").json()
