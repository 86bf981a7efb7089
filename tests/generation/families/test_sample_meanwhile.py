from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction

from accounts.models import User
from generation.families import services
from generation.families.services import create_sample_family
from generation.jobs.selectors import get_open_job_for
from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.models import Family, Job

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 10
SPEC = ChildSpec(age_years=7.0)


def test_the_sample_button_and_another_child_of_it_at_once_both_end(
    alice: User, media: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_sample_family(owner=alice, spec=SPEC, idempotency_key="first")
    family = Family.objects.get()
    Job.objects.all().delete()
    button_holds_the_account, other_holds_the_family = Event(), Event()

    def look_when_both_hold_something(*args: Any) -> Job | None:
        button_holds_the_account.set()
        other_holds_the_family.wait(PATIENCE_SECONDS)
        return get_open_job_for(*args)

    def press_the_button() -> Job:
        try:
            return create_sample_family(owner=alice, spec=SPEC, idempotency_key=str(uuid4()))
        finally:
            connections.close_all()

    monkeypatch.setattr(services, "get_open_job_for", look_when_both_hold_something)
    with ThreadPoolExecutor(1) as pool:
        pressed = pool.submit(press_the_button)
        with transaction.atomic():
            button_holds_the_account.wait(PATIENCE_SECONDS)
            Family.objects.select_for_update(no_key=True).get(pk=family.pk)
            other_holds_the_family.set()
            time.sleep(0.3)  # the button waits for the family by then
            request_child(owner=alice, family=family, spec=SPEC, idempotency_key="another")
        assert pressed.result(PATIENCE_SECONDS).family_id == family.pk
    assert Job.objects.count() == 2
