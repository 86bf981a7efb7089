"""A job that named its child becomes a child that names its job, and the way back works too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from generation.jobs.services import request_child
from generation.jobs.wishes import Wish
from generation.jobs.workflow import run_job
from generation.models import Child, Job

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = "0006_one_place_for_photos"


def migrate_to(name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([("generation", name)])
    return executor.loader.project_state([("generation", name)]).apps


def migrate_forward() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture(autouse=True)
def forward_again() -> Iterator[None]:
    yield
    migrate_forward()


def ask_for(job: Job, key: str, *, siblings: int = 1) -> Job:
    wish = Wish(age_years=3.0, siblings=siblings)
    return request_child(owner=job.owner, family=job.family, wish=wish, idempotency_key=key)


def test_results_move_there_and_back(done_job: Job) -> None:
    ask_for(done_job, "still waiting")
    run_job(ask_for(done_job, "another").pk)
    named = dict(Child.objects.values_list("pk", "job_id"))
    moments = set(Child.objects.values_list("pk", "created_at"))
    old = migrate_to(BEFORE).get_model("generation", "Job")
    assert {job.child_id: job.pk for job in old.objects.exclude(child=None)} == named
    migrate_forward()
    assert dict(Child.objects.values_list("pk", "job_id")) == named
    assert set(Child.objects.values_list("pk", "created_at")) == moments


def test_of_siblings_the_way_back_names_the_first_and_the_way_forward_finds_all(done_job: Job) -> None:
    job = ask_for(done_job, "three", siblings=3)
    run_job(job.pk)
    first = Job.objects.get(pk=job.pk).child_id
    old = migrate_to(BEFORE).get_model("generation", "Job")
    assert old.objects.get(pk=job.pk).child_id == first
    migrate_forward()
    assert Job.objects.get(pk=job.pk).child_ids == [first]
    assert Child.objects.filter(job__state="done", job__owner=done_job.owner).count() == 4
