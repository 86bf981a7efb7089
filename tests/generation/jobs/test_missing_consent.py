"""A person shown has not agreed, or only to an older text: the page says so, and what to do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Purpose, User
from accounts.people import consents
from accounts.people.consents import get_consent_text
from accounts.people.services import give_consent
from generation.jobs.workflow import run_job
from generation.models import Job, JobState
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
WAY = 'href="/privacy/"'


@pytest.fixture
def outdated_job(waiting_job: Job, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job whose people agreed to a text that is no longer the current one."""
    with monkeypatch.context() as earlier:
        earlier.setitem(consents.CURRENT_VERSIONS, Purpose.COMPUTE, "1")
        run_job(waiting_job.pk)
    return Job.objects.get(pk=waiting_job.pk)


def page_of(client: Client, name: str, pk: object) -> str:
    return " ".join(client.get(reverse(name, args=[pk])).content.decode().split("<main")[1].split())


def test_the_job_says_so_and_leads_to_who_agreed(outdated_job: Job, alice_client: Client) -> None:
    assert outdated_job.error_code == "consent_missing"
    page = page_of(alice_client, "jobs:detail", outdated_job.pk)
    assert "has not agreed, or has not agreed to the current text" in page
    assert "withdrawn" not in page
    assert WAY in page
    assert "Choose another photo" not in page


def test_the_family_says_so_and_can_still_be_asked_for_a_child(outdated_job: Job, alice_client: Client) -> None:
    page = page_of(alice_client, "families:detail", outdated_job.family_id)
    assert "has not agreed, or has not agreed to the current text" in page
    assert WAY in page
    assert "Imagine the child" in page
    assert "Choose another photo" not in page


def test_once_everybody_has_agreed_it_goes_on(outdated_job: Job, alice: User, alice_client: Client) -> None:
    for person in outdated_job.family.parents:
        give_consent(person=person, given_by=alice, text=get_consent_text(Purpose.COMPUTE, "en"))
    alice_client.post(reverse("jobs:retry", args=[outdated_job.pk]))
    run_job(outdated_job.pk)
    assert Job.objects.get(pk=outdated_job.pk).state == JobState.DONE
