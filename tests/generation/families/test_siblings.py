"""Siblings of one job stand together on their family's page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Job

pytestmark = pytest.mark.django_db(transaction=True)


def more_children(job: Job, key: str, *, siblings: int, identical: bool = False) -> Job:
    spec = ChildSpec(age_years=3.0, siblings=siblings, identical=identical)
    more = request_child(owner=job.owner, family=job.family, spec=spec, idempotency_key=key)
    run_job(more.pk)
    return more


def family_page(client: Client, job: Job) -> str:
    return client.get(reverse("families:detail", args=[job.family_id])).content.decode()


def test_an_only_child_stands_alone(alice_client: Client, done_job: Job) -> None:
    assert 'class="siblings"' not in family_page(alice_client, done_job)


def test_siblings_have_a_place_and_a_heading(alice_client: Client, done_job: Job) -> None:
    more = more_children(done_job, "three", siblings=3)
    page = family_page(alice_client, done_job)
    assert re.findall(r'class="siblings"\s+id="(.*?)"', page) == [f"siblings-{more.pk}"]
    assert "3 siblings" in page


def test_siblings_may_be_of_different_ages(alice_client: Client, done_job: Job) -> None:
    wish = {"age_years": "2", "siblings": "3", "years_apart": "3"}
    assert alice_client.post(reverse("families:another", args=[done_job.family_id]), wish).status_code == 302
    job = Job.objects.latest("created_at")
    run_job(job.pk)
    assert list(job.children.order_by("position").values_list("age_years", flat=True)) == [2.0, 5.0, 8.0]


def test_identical_twins_are_called_so(alice_client: Client, done_job: Job) -> None:
    more_children(done_job, "twins", siblings=2, identical=True)
    assert "2 identical twins" in family_page(alice_client, done_job)


def test_the_newest_come_first_and_siblings_in_their_order(alice_client: Client, done_job: Job) -> None:
    jobs = [more_children(done_job, "three", siblings=3), more_children(done_job, "two", siblings=2)]
    expected = [child_id for job in reversed([done_job, *jobs]) for child_id in Job.objects.get(pk=job.pk).child_ids]
    shown = re.findall(r"/children/([-\w]{36})/thumbnail/", family_page(alice_client, done_job))
    assert shown == [str(child_id) for child_id in expected]
    assert len(expected) == Child.objects.count() == 6


def test_a_request_that_the_generator_cannot_meet_keeps_the_form(alice_client: Client, waiting_job: Job) -> None:
    Job.objects.update(state="failed", error_code="invalid_request")
    page = family_page(alice_client, waiting_job)
    assert "Imagine the child" in page
    assert "Choose another photo" not in page
    told = alice_client.get(f"/jobs/{waiting_job.pk}/").content.decode()
    assert "cannot do that" in told
    assert "Choose another photo" not in told
