"""A button pressed twice, a request sent again by a bad connection: one family and one job."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from accounts.models import ConsentRecord, User
from generation.models import Family, Job
from tests.cast import signed_in
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.forms import send


@pytest.mark.django_db
def test_the_same_submission_again_leads_to_the_same_job(alice_client: Client, media: Path) -> None:
    key = str(uuid4())
    first, second = send(alice_client, submission=key), send(alice_client, submission=key)
    assert first.headers["Location"] == second.headers["Location"]
    assert (Family.objects.count(), Job.objects.count(), ConsentRecord.objects.count()) == (1, 1, 2)
    assert len(files_in(media)) == 2


@pytest.mark.django_db
def test_whoever_comes_back_and_changes_something_gets_what_they_ask_for(
    alice_client: Client, media: Path, settings: Any
) -> None:
    settings.OPEN_JOBS_PER_ACCOUNT = 10
    key = str(uuid4())
    first, second = send(alice_client, submission=key), send(alice_client, submission=key, age="baby")
    assert first.headers["Location"] != second.headers["Location"]
    assert Job.objects.order_by("-created_at")[0].age_years < 3
    another = f"/families/{Family.objects.order_by('created_at')[0].pk}/another/"
    made = {
        alice_client.post(another, {"submission": key, "age": "child", "sex": sex}).headers["Location"]
        for sex in ("girl", "boy", "girl")
    }
    assert len(made) == 2


@pytest.mark.django_db
def test_the_same_number_from_another_account_is_another_submission(
    alice_client: Client, charlie_client: Client, media: Path
) -> None:
    key = str(uuid4())
    first, second = send(alice_client, submission=key), send(charlie_client, submission=key)
    assert first.headers["Location"] != second.headers["Location"]
    assert Family.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_at_the_same_moment_make_one_family(alice: User, media: Path, request_family: RequestFamily) -> None:
    key = str(uuid4())

    def ask() -> Job:
        try:
            return request_family(key=key)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        jobs = [future.result() for future in [pool.submit(ask) for _request in range(8)]]
    assert len({job.pk for job in jobs}) == 1
    assert (Family.objects.count(), Job.objects.count(), ConsentRecord.objects.count()) == (1, 1, 2)
    assert len(files_in(media)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_forms_at_the_same_moment_make_one_family(alice: User, media: Path) -> None:
    key = str(uuid4())

    def submit() -> str:
        try:
            return str(send(signed_in(alice), submission=key).headers["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        addresses = {future.result() for future in [pool.submit(submit) for _request in range(2)]}
    assert len(addresses) == 1
    assert Family.objects.count() == 1
    assert len(files_in(media)) == 2
