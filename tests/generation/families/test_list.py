from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from generation.models import Job, JobState
from tests.generation.conftest import RequestFamily

pytestmark = pytest.mark.django_db


def page(client: Client) -> str:
    response = client.get(reverse("families:list"))
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_list_offers_both_ways_to_begin(alice_client: Client) -> None:
    text = page(alice_client)
    assert "Room for a first family" in text
    assert reverse("families:new") in text
    assert f'action="{reverse("families:sample")}"' in text


def test_families_are_listed_newest_first(alice_client: Client, request_family: RequestFamily) -> None:
    addresses = [reverse("jobs:detail", args=[request_family().pk]) for _family in range(3)]
    text = page(alice_client)
    places = [text.index(address) for address in addresses]
    assert places == sorted(places, reverse=True)


def test_only_ones_own_families_are_listed(charlie_client: Client, waiting_job: Job) -> None:
    assert "Ada" not in page(charlie_client)


def test_work_in_progress_is_marked_and_leads_to_its_page(alice_client: Client, waiting_job: Job) -> None:
    assert "A child is on the way" in page(alice_client)
    assert reverse("jobs:detail", args=[waiting_job.pk]) in page(alice_client)


def test_a_film_in_progress_is_marked_here_and_on_the_family_page(alice_client: Client, film_job: Job) -> None:
    told = "A film is on the way"
    address = reverse("jobs:detail", args=[film_job.pk])
    family_page = alice_client.get(reverse("families:detail", args=[film_job.family_id])).content.decode()
    assert told in page(alice_client)
    assert told in family_page
    assert f'href="{address}"' in family_page
    Job.objects.filter(pk=film_job.pk).update(state=JobState.DONE)
    assert told not in page(alice_client)


@pytest.mark.parametrize(
    ("error_code", "error_slot", "words"),
    [
        ("no_face_found", "a", "Another photo is needed"),
        ("declared_minor", "a", "The last attempt failed"),
        ("internal_error", "", "The last attempt failed"),
    ],
)
def test_a_failed_try_is_marked(
    alice_client: Client, waiting_job: Job, error_code: str, error_slot: str, words: str
) -> None:
    Job.objects.update(state=JobState.FAILED, error_code=error_code, error_slot=error_slot)
    assert words in page(alice_client)


def test_the_number_of_queries_does_not_grow_with_the_list(
    alice_client: Client, request_family: RequestFamily, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.OPEN_JOBS_PER_ACCOUNT = 6
    for _family in range(6):
        request_family()
    page(alice_client)
    with django_assert_max_num_queries(11):
        page(alice_client)


def test_a_family_page_shows_its_people_and_where_it_stands(alice_client: Client, waiting_job: Job) -> None:
    text = alice_client.get(reverse("families:detail", args=[waiting_job.family_id])).content.decode()
    assert "Ada and Ben" in text
    assert "No child yet." in text
    assert reverse("jobs:detail", args=[waiting_job.pk]) in text
