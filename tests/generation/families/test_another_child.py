from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from generation.models import Family, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(waiting_job: Job) -> str:
    return reverse("families:another", args=[waiting_job.family_id])


def test_a_request_becomes_another_job_of_the_family(alice_client: Client, waiting_job: Job, address: str) -> None:
    response = alice_client.post(address, {"sex": "boy", "age": "teen"})
    job = Job.objects.exclude(pk=waiting_job.pk).get()
    assert response.headers["Location"] == reverse("jobs:detail", args=[job.pk])
    assert (job.family_id, job.sex, job.age_years) == (waiting_job.family_id, "boy", 14.0)


def test_children_differ_by_chance(alice_client: Client, address: str) -> None:
    for _child in range(2):
        alice_client.post(address, {})
    assert len(set(Job.objects.values_list("seed", flat=True))) == 3


def test_a_button_pressed_twice_makes_one_job(alice_client: Client, address: str) -> None:
    key = str(uuid4())
    answers = {alice_client.post(address, {"submission": key}).headers["Location"] for _press in range(2)}
    assert len(answers) == 1
    assert Job.objects.count() == 2


@pytest.mark.parametrize("nonsense", [{"sex": "octopus"}, {"age": "-1"}, {"submission": "twice"}])
def test_nonsense_is_refused_with_a_message(alice_client: Client, address: str, nonsense: dict[str, str]) -> None:
    page = alice_client.post(address, nonsense)
    assert page.status_code == 400
    assert "error-summary" in page.content.decode()
    assert Job.objects.count() == 1


def test_a_family_that_was_deleted_meanwhile_is_not_found(alice_client: Client, address: str) -> None:
    Family.objects.all().delete()
    assert alice_client.post(address, {}).status_code == 404


def test_a_mere_link_makes_nothing(alice_client: Client, address: str) -> None:
    assert alice_client.get(address).status_code == 405
    assert Job.objects.count() == 1
