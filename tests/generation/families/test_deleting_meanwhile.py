"""A family is deleted while something is asked of it: either order is fine, nothing fails, nothing is left."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from accounts.people.services import withdraw_everything
from generation.erasing import services
from generation.jobs.workflow import run_job
from generation.models import Family, Job
from tests.cast import signed_in
from tests.generation.at_once import at_once
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def post(client: Client, family: UUID, what: str) -> int:
    return client.post(f"/families/{family}/{what}/").status_code


def test_another_child_is_asked_for(alice: User, request_family: RequestFamily, media: Path) -> None:
    for _round in range(ROUNDS):
        family = request_family().family_id
        asked, deleted = at_once(
            partial(post, signed_in(alice), family, "another"), partial(post, signed_in(alice), family, "delete")
        )
        assert asked in (302, 404)
        assert deleted == 302
        assert not Family.objects.exists()
        assert not Job.objects.exists()
    assert files_in(media) == []


def test_another_child_is_asked_for_in_the_very_middle(
    alice: User, request_family: RequestFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = request_family().family_id
    ask = partial(at_once, partial(post, signed_in(alice), family, "another"))
    asked: list[Future[list[int]]] = []

    def withdraw_slowly(**fields: Any) -> None:
        if not asked:
            asked.append(pool.submit(ask))
            time.sleep(0.5)
        withdraw_everything(**fields)

    monkeypatch.setattr(services, "withdraw_everything", withdraw_slowly)
    with ThreadPoolExecutor(1) as pool:
        assert post(signed_in(alice), family, "delete") == 302
        assert asked[0].result() == [404]


def test_it_is_deleted_twice(alice: User, request_family: RequestFamily, media: Path) -> None:
    for _round in range(ROUNDS):
        family = request_family().family_id
        answers = at_once(*[partial(post, signed_in(alice), family, "delete") for _device in range(2)])
        assert set(answers) <= {302, 404}
        assert not Family.objects.exists()
    assert files_in(media) == []


def test_a_worker_is_in_the_middle_of_it(
    alice: User, request_family: RequestFamily, media: Path, quick_engine: QuickEngine
) -> None:
    for _round in range(ROUNDS):
        job = request_family()
        _worked, deleted = at_once(partial(run_job, job.pk), partial(post, signed_in(alice), job.family_id, "delete"))
        assert deleted == 302
        assert not Job.objects.exists()
    assert files_in(media) == []
