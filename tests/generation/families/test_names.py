"""Names written from the right, or that nobody sees: what a family takes, and how pages and archives show it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from generation.exporting.naming import folder_of_family
from generation.jobs.services import request_film
from generation.models import Family
from tests.generation.conftest import RequestFamily, do_job
from tests.generation.forms import assert_nothing_stored, family_form, send, send_invited
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db

DANA, MOSHE = "דנה", "משה"
ENTRANCES = ["/families/new/", "/api/families/"]
# In an element of its own, as all that an element holds, or between the two characters that isolate it.
ISOLATED = r"(?<=<bdi>){0}(?=</bdi>)|(?<=\u2068){0}(?=\u2069)"


@pytest.mark.parametrize("name", ["Ada\u202egpj", "\u3164", "A\u200bda", "\u2800", "Ada\u2028Ben"])
@pytest.mark.parametrize("entrance", ENTRANCES)
def test_a_name_with_hidden_characters_is_refused(alice_client: Client, media: Path, entrance: str, name: str) -> None:
    answer = alice_client.post(entrance, family_form(name_b=name))
    assert answer.status_code == 400
    errors = answer.context["form"].errors if entrance == "/families/new/" else answer.json()["error"]["fields"]
    assert set(errors) == {"name_b"}
    assert_nothing_stored(media)


@pytest.mark.parametrize("name", ["👩\u200d🚀", "김미나", DANA])
@pytest.mark.parametrize("entrance", ENTRANCES)
def test_emoji_and_other_writings_are_names(alice_client: Client, media: Path, entrance: str, name: str) -> None:
    assert alice_client.post(entrance, family_form(name_b=name)).status_code in (201, 302)
    assert name in {person.name for person in Person.objects.all()}


def test_every_page_isolates_names(
    alice_client: Client, request_family: RequestFamily, quick_engine: QuickEngine
) -> None:
    job = request_family(names=(DANA, MOSHE))
    assert_isolated(alice_client, reverse("jobs:detail", args=[job.pk]))
    do_job(job)
    child = job.children.get()
    do_job(request_film(child))
    family, person = job.family_id, job.family.parent_a_id
    for address in (
        reverse("families:detail", args=[family]),
        reverse("families:delete", args=[family]),
        reverse("families:list"),
        reverse("gallery:child", args=[child.pk]),
        reverse("privacy:overview"),
        reverse("privacy:give", args=[person, "keep"]),
        reverse("privacy:withdraw", args=[person, "compute"]),
        reverse("studio:page", args=[family]),
    ):
        assert_isolated(alice_client, address)


def test_a_question_isolates_the_name(
    alice_client: Client, request_family: RequestFamily, quick_engine: QuickEngine
) -> None:
    quick_engine.num_faces = 3
    job = request_family(names=(DANA, MOSHE))
    do_job(job)
    assert_isolated(alice_client, reverse("jobs:detail", args=[job.pk]))


def test_an_invitation_isolates_names(alice_client: Client, media: Path) -> None:
    answer = send_invited(alice_client, name_a=DANA, name_b=MOSHE)
    page = assert_isolated(alice_client, answer.url)
    link = re.search(r'value="http://[^/]+(/[^"]+)"', page)
    assert link
    assert_isolated(Client(), link[1])


def test_a_folder_of_an_export_holds_nothing_hidden(alice_client: Client, media: Path) -> None:
    send(alice_client, name_a="👩\u200d🚀 Ada", name_b="علی\u200cرضا")
    family = Family.objects.get()
    assert re.fullmatch(r"families/ada-علیرضا-[0-9a-f]{8}", folder_of_family(family))


def assert_isolated(client: Client, address: str) -> str:
    answer: Any = client.get(address, follow=True)
    assert answer.status_code == 200, address
    page: str = answer.content.decode()
    for name in (DANA, MOSHE):
        rest = re.sub(ISOLATED.format(name), "", page)
        around = re.search(f".{{0,80}}{name}.{{0,40}}", rest)
        assert around is None, f"{address} shows a name beside other words: {around[0]}"
    assert DANA in page or MOSHE in page, f"{address} shows no name."
    return page
