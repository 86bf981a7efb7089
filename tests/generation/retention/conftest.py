from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from accounts.models import Erasure, Invitation, Purpose, User
from accounts.people.consents import get_consent_text
from accounts.people.services import give_consent
from generation.models import Family, Job, Portrait

TIMES = {
    Family: ("used_at", "warned_at"),
    Job: ("created_at", "started_at", "finished_at"),
    Portrait: ("created_at",),
    Invitation: ("expires_at", "answered_at", "revoked_at"),
    User: ("last_login", "date_joined", "idle_warned_at"),
    Erasure: ("requested_at", "erased_at"),
}
MINUTE = timedelta(minutes=1)


def let_time_pass(**time: Any) -> None:
    """Moves everything into the past by a period."""
    for model, fields in TIMES.items():
        model._default_manager.update(**{field: F(field) - timedelta(**time) for field in fields})


@pytest.fixture
def kept_job(done_job: Job) -> Job:
    """A job of a family in which both agreed to keeping."""
    for person in done_job.family.parents:
        give_consent(person=person, given_by=done_job.owner, text=get_consent_text(Purpose.KEEP, "en"))
    return done_job
