"""A film is asked for or made while its child is deleted or asked for again: nothing fails, nothing is left."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from generation.jobs.services import request_film
from generation.jobs.workflow import run_job
from generation.models import Child, Film, Job
from tests.cast import signed_in
from tests.generation.at_once import at_once
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def post(client: Client, child: UUID, what: str) -> int:
    return client.post(f"/children/{child}/{what}/").status_code


def new_child(request_family: RequestFamily) -> Child:
    job = request_family()
    run_job(job.pk)
    return job.children.get()


def test_it_is_asked_for_twice(alice: User, done_job: Job) -> None:
    child = Child.objects.get().pk
    answers = at_once(*[partial(post, signed_in(alice), child, "grow-up") for _device in range(3)])
    assert answers == [302, 302, 302]
    assert Job.objects.filter(film_of=child).count() == 1


def test_its_child_is_deleted(
    alice: User, request_family: RequestFamily, quick_engine: QuickEngine, media: Path
) -> None:
    for _round in range(ROUNDS):
        child = new_child(request_family)
        asked, deleted = at_once(
            partial(post, signed_in(alice), child.pk, "grow-up"), partial(post, signed_in(alice), child.pk, "delete")
        )
        assert asked in (302, 404)
        assert deleted == 302
        assert not Job.objects.exists()
    assert [name for name in files_in(media) if name.startswith("families/")] == []


def test_its_child_is_deleted_while_a_worker_is_at_it(
    alice: User, request_family: RequestFamily, quick_engine: QuickEngine, media: Path
) -> None:
    for _round in range(ROUNDS):
        child = new_child(request_family)
        film_job = request_film(child)
        _worked, deleted = at_once(partial(run_job, film_job.pk), partial(post, signed_in(alice), child.pk, "delete"))
        assert deleted == 302
        assert (Job.objects.count(), Film.objects.count()) == (0, 0)
    assert [name for name in files_in(media) if name.startswith("families/")] == []
