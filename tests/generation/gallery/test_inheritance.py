"""The traits and their sources, on a child's page and in the API."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from generation.models import Child, Job

pytestmark = pytest.mark.django_db(transaction=True)


def told(client: Client, job: Job, **headers: str) -> dict[str, str]:
    """Returns the words by trait."""
    page = client.get(reverse("gallery:child", args=[job.child_id]), headers=headers).content.decode()
    _, _, scales = page.partition('<dl class="scales">')
    return dict(re.findall(r"<dt>(.*?)</dt>.*?<span>(.*?)</span>", scales, flags=re.DOTALL))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "Ada"),
        (0.33, "Ada"),
        (0.34, "between both, nearer to Ada"),
        (0.46, "between both"),
        (0.5, "between both"),
        (0.54, "between both"),
        (0.66, "between both, nearer to Ben"),
        (0.67, "Ben"),
        (1.0, "Ben"),
    ],
)
def test_a_share_is_told_in_words(alice_client: Client, done_job: Job, share: float, words: str) -> None:
    Child.objects.update(shares={"eyes": share})
    assert told(alice_client, done_job) == {"Eyes": words}


def test_the_traits_are_told_in_an_order_of_their_own(alice_client: Client, done_job: Job) -> None:
    Child.objects.update(shares={"hair_color": 0.0, "nose": 1.0, "eyes": 0.5})
    assert list(told(alice_client, done_job)) == ["Eyes", "Nose", "Colour of the hair"]


def test_it_is_told_in_korean_too(alice_client: Client, done_job: Job) -> None:
    Child.objects.update(shares={"nose": 0.4})
    assert told(alice_client, done_job, **{"accept-language": "ko"}) == {"코": "두 분 사이, Ada 님 쪽"}


def test_nobody_takes_it_for_science(alice_client: Client, done_job: Job) -> None:
    Child.objects.update(shares={"eyes": 0.5})
    page = alice_client.get(reverse("gallery:child", args=[done_job.child_id])).content.decode()
    assert "This is made up, from chance and your choices." in page


def test_what_was_not_measured_is_not_told(alice_client: Client, done_job: Job) -> None:
    page = alice_client.get(reverse("gallery:child", args=[done_job.child_id])).content.decode()
    assert "Which trait came from which parent" not in page


def test_the_api_tells_the_shares(alice_client: Client, done_job: Job) -> None:
    Child.objects.update(shares={"eyes": 0.25})
    child = alice_client.get(f"/api/children/{done_job.child_id}/").json()
    assert (child["shares"], child["job_id"]) == ({"eyes": 0.25}, str(done_job.pk))


def test_the_variation_is_told_except_for_a_second_twin(alice_client: Client, done_job: Job) -> None:
    """Which the number alone would not make again."""
    address = reverse("gallery:child", args=[done_job.child_id])
    sentence = f"Variation {done_job.seed}."
    assert sentence in alice_client.get(address).content.decode()
    Job.objects.update(siblings=2, identical=True)
    assert sentence in alice_client.get(address).content.decode()
    Child.objects.update(position=1)
    assert sentence not in alice_client.get(address).content.decode()
