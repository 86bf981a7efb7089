"""A family of many children is shown in pages, at a cost that does not grow with it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.families.api import Pages
from generation.jobs.states import result_url_of
from generation.models import Child, Family, Job, JobState, Portrait, PortraitState

pytestmark = pytest.mark.django_db
SPEC: dict[str, Any] = {"sex": "girl", "age_years": 6.0, "dominance": 0.0, "seed": 1}


def add_children(family: Family, number: int, *, siblings: int = 1) -> list[Job]:
    """Adds children that were born one after the other, without pictures."""
    jobs = [
        Job(owner=family.owner, family=family, idempotency_key=str(uuid4()), state=JobState.DONE, **SPEC)
        for _ in range(number)
    ]
    for job in Job.objects.bulk_create(jobs):
        Child.objects.bulk_create(Child(family=family, job=job, position=place, **SPEC) for place in range(siblings))
    return jobs


@pytest.fixture
def family(waiting_job: Job) -> Family:
    Job.objects.update(state=JobState.FAILED, error_code="worker_lost")
    return waiting_job.family


@pytest.fixture(autouse=True)
def small_pages(settings: Any) -> None:
    settings.PAGE_SIZE = 3


def page_of(client: Client, family: Family, query: str = "") -> str:
    return client.get(reverse("families:detail", args=[family.pk]) + query).content.decode()


def shown(page: str) -> list[str]:
    return re.findall(r"/children/([-\w]{36})/thumbnail/", page)


def links(page: str) -> dict[str, str]:
    return {rel: address for address, rel in re.findall(r'href="([^"]+)"\s+rel="(prev|next)"', page)}


def ids_of(jobs: list[Job]) -> list[str]:
    """The newest first."""
    rows = Child.objects.filter(job__in=jobs).newest_first()
    return [str(row.pk) for row in rows]


def test_pages_lead_from_the_newest_child_to_the_oldest(alice_client: Client, family: Family) -> None:
    expected = ids_of(add_children(family, 7))
    found: list[str] = []
    page = page_of(alice_client, family)
    for _page in range(3):
        found += shown(page)
        page = alice_client.get(links(page).get("next", "/")).content.decode()
    assert found == expected


@pytest.mark.parametrize(
    ("query", "number"), [("?page=0", 1), ("?page=x", 3), ("?page=99999999999999999999", 1), ("?page=%00", 3)]
)
def test_a_page_that_is_none_is_the_first_or_the_last_one(
    alice_client: Client, family: Family, query: str, number: int
) -> None:
    add_children(family, 4)
    assert len(shown(page_of(alice_client, family, query))) == number


def test_the_children_come_first_and_links_lead_to_them(alice_client: Client, family: Family) -> None:
    add_children(family, 4)
    page = page_of(alice_client, family)
    (_, anchor) = links(page)["next"].split("#")
    assert page.index(f'id="{anchor}"') < page.index("/thumbnail/") < page.index("title-parents")


def test_one_page_has_no_links_to_others(alice_client: Client, family: Family) -> None:
    add_children(family, 3)
    assert links(page_of(alice_client, family)) == {}


def test_the_links_of_a_form_that_was_refused_lead_to_the_page_of_the_family(
    alice_client: Client, family: Family
) -> None:
    add_children(family, 4)
    page = alice_client.post(reverse("families:another", args=[family.pk]), {"age": "nonsense"})
    assert page.status_code == 400
    assert alice_client.get(links(page.content.decode())["next"]).status_code == 200


def test_siblings_on_two_pages_keep_their_number_on_both(alice_client: Client, family: Family) -> None:
    (job,) = add_children(family, 1, siblings=4)
    for query in ("", "?page=2"):
        page = page_of(alice_client, family, query)
        assert f'id="siblings-{job.pk}"' in page
        assert "4 siblings" in page


def test_an_old_job_leads_to_the_page_that_its_children_are_on(alice_client: Client, family: Family) -> None:
    (old,) = add_children(family, 1, siblings=2)
    add_children(family, 4)
    address = result_url_of(old)
    assert address is not None
    assert f'id="siblings-{old.pk}"' in alice_client.get(address.partition("#")[0]).content.decode()


@pytest.fixture
def capture() -> Any:
    return lambda: CaptureQueriesContext(connection)


def num_queries(client: Client, address: str, capture: Any) -> int:
    with capture() as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_cost_of_a_page_does_not_grow_with_the_children(
    alice_client: Client, family: Family, settings: Any, capture: Any
) -> None:
    settings.PAGE_SIZE = 60
    Portrait.objects.update(state=PortraitState.PROJECTED)
    (job,) = add_children(family, 1)
    addresses = [
        reverse("families:list"),
        reverse("families:detail", args=[family.pk]),
        reverse("gallery:child", args=[job.children.get().pk]),
        reverse("studio:page", args=[family.pk]),
        reverse("api:family", args=[family.pk]),
        reverse("api:family-children", args=[family.pk]),
    ]
    few = [num_queries(alice_client, address, capture) for address in addresses]
    add_children(family, 70)
    assert [num_queries(alice_client, address, capture) for address in addresses] == few
    assert max(few) <= 14


def test_a_list_of_families_reads_no_child(alice_client: Client, family: Family, capture: Any) -> None:
    newest = ids_of(add_children(family, 5))[0]
    with capture() as queries:
        page = alice_client.get(reverse("families:list")).content.decode()
    assert shown(page) == [newest]
    assert "5 children" in page
    assert not [query["sql"] for query in queries if query["sql"].startswith('SELECT "generation_child"')]


def test_the_api_tells_children_in_pages(alice_client: Client, family: Family) -> None:
    expected = ids_of(add_children(family, 5))
    address = reverse("api:family-children", args=[family.pk]) + "?limit=2"
    found: list[str] = []
    while address:
        answer = alice_client.get(address).json()
        assert answer["count"] == 5
        found += [child["id"] for child in answer["results"]]
        address = answer["next"]
    assert found == expected


def test_no_answer_of_the_api_is_longer_than_a_page(alice_client: Client, family: Family) -> None:
    add_children(family, Pages.max_limit + 1)
    address = reverse("api:family-children", args=[family.pk])
    assert [len(alice_client.get(address + query).json()["results"]) for query in ("", "?limit=1000")] == [
        Pages.max_limit
    ] * 2
    assert alice_client.get("/api/families/?limit=1000").status_code == 200


def test_families_are_listed_in_pages(alice_client: Client, family: Family, settings: Any) -> None:
    settings.PAGE_SIZE = 1
    Family.objects.create(owner=family.owner, parent_a=family.parent_a, parent_b=family.parent_b)
    page = alice_client.get(reverse("families:list")).content.decode()
    assert page.count('class="family-card"') == 1
    assert f'data-family="{family.pk}"' in alice_client.get(links(page)["next"]).content.decode()
