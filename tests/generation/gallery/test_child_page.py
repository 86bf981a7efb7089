from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Family, Job, Portrait
from tests.generation.conftest import files_in
from tests.generation.quick_engine import RESOLUTION, QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def get(client: Client, name: str, job: Job, query: str = "") -> Any:
    response = client.get(reverse(f"gallery:{name}", args=[job.child_id]) + query)
    assert response.status_code == 200
    return response


def test_the_page_shows_the_child_its_parents_and_what_the_model_sees(alice_client: Client, done_job: Job) -> None:
    text = get(alice_client, "child", done_job).content.decode()
    assert "A child of <bdi>Ada</bdi> and <bdi>Ben</bdi>" in text
    assert "Girl, " in text
    assert "7 years" in text
    assert reverse("gallery:image", args=[done_job.child_id]) in text
    for portrait in Portrait.objects.all():
        assert reverse("portraits:aligned", args=[portrait.pk]) in text
        assert reverse("portraits:reconstruction", args=[portrait.pk]) in text


def test_a_picture_asks_for_nothing_of_the_family_but_its_keys(alice_client: Client, done_job: Job) -> None:
    address = reverse("gallery:thumbnail", args=[done_job.child_id])
    with CaptureQueriesContext(connection) as queries:
        assert alice_client.get(address).status_code == 200
    tables = re.findall(r'FROM "(accounts_\w*key|generation_\w+)"', " ".join(query["sql"] for query in queries))
    assert sorted(tables) == ["accounts_personkey", "accounts_sitekey", "generation_child", "generation_family"]


def test_the_page_says_that_it_is_imagined(alice_client: Client, done_job: Job) -> None:
    assert "Imagined, for fun. Not a prediction." in get(alice_client, "child", done_job).content.decode()


def reborn(job: Job, quick_engine: QuickEngine, *, older_by: float | None) -> Job:
    """Makes another child of seven."""
    quick_engine.looks_older_by = older_by
    again = request_child(owner=job.owner, family=job.family, spec=ChildSpec(age_years=7.0), idempotency_key="again")
    run_job(again.pk)
    return Job.objects.get(pk=again.pk)


@pytest.mark.parametrize("older_by", [0.0, 1.5, -1.5])
def test_of_a_child_that_looks_about_its_age_nothing_is_said(
    alice_client: Client, done_job: Job, quick_engine: QuickEngine, older_by: float
) -> None:
    text = get(alice_client, "child", reborn(done_job, quick_engine, older_by=older_by)).content.decode()
    assert "may look closer" not in text
    assert "No face was found" not in text
    assert "Try another variation" not in text


@pytest.mark.parametrize(("older_by", "apparent"), [(5.2, 12), (-4.0, 3)])
def test_the_page_says_how_old_a_child_looks_that_does_not_look_its_age_and_leads_to_another_variation(
    alice_client: Client, done_job: Job, quick_engine: QuickEngine, older_by: float, apparent: int
) -> None:
    job = reborn(done_job, quick_engine, older_by=older_by)
    text = get(alice_client, "child", job).content.decode()
    assert f"may look closer to {apparent} than to 7" in text
    assert "No face was found" not in text
    assert leads_to_another_variation(alice_client, job, text)


def test_the_page_says_where_no_face_was_found_and_leads_to_another_variation(
    alice_client: Client, done_job: Job, quick_engine: QuickEngine
) -> None:
    job = reborn(done_job, quick_engine, older_by=None)
    text = get(alice_client, "child", job).content.decode()
    assert "No face was found in this picture." in text
    assert "may look closer" not in text
    assert leads_to_another_variation(alice_client, job, text)


def leads_to_another_variation(client: Client, job: Job, page: str) -> bool:
    studio = f"{reverse('studio:page', args=[job.family_id])}?child={job.child_id}"
    is_linked = re.search(rf'href="{re.escape(studio)}">Try another variation<', page) is not None
    return is_linked and client.get(studio).status_code == 200


def test_the_page_leads_on(alice_client: Client, done_job: Job) -> None:
    text = get(alice_client, "child", done_job).content.decode()
    assert f"{reverse('families:detail', args=[done_job.family_id])}#another" in text
    assert reverse("gallery:delete", args=[done_job.child_id]) in text


@pytest.mark.parametrize(("name", "size"), [("image", RESOLUTION), ("thumbnail", 384)])
def test_pictures_have_their_size(alice_client: Client, done_job: Job, name: str, size: int) -> None:
    with Image.open(io.BytesIO(get(alice_client, name, done_job).content)) as image:
        assert (image.format, image.size) == ("JPEG", (size, size))


def test_a_picture_is_shown_and_with_a_word_more_it_is_saved(alice_client: Client, done_job: Job) -> None:
    assert "Content-Disposition" not in get(alice_client, "image", done_job).headers
    saved = get(alice_client, "image", done_job, "?download").headers["Content-Disposition"]
    assert saved.startswith('attachment; filename="babysite-')
    assert saved.endswith('.jpg"')
    assert "Ada" not in saved


def test_the_page_before_deleting_deletes_nothing(alice_client: Client, done_job: Job) -> None:
    assert "The parents and their other children stay." in get(alice_client, "delete", done_job).content.decode()
    assert Child.objects.count() == 1


def test_a_deleted_child_is_gone_and_its_parents_stay(alice_client: Client, done_job: Job, media: Path) -> None:
    response = alice_client.post(reverse("gallery:delete", args=[done_job.child_id]))
    assert response.headers["Location"] == reverse("families:detail", args=[done_job.family_id])
    assert (Child.objects.count(), Job.objects.count(), Family.objects.count()) == (0, 0, 1)
    assert [name for name in files_in(media) if name.startswith("families/")] == []
    assert len([name for name in files_in(media) if name.startswith("people/")]) == 10


def test_deleting_twice_says_that_it_has_gone(alice_client: Client, done_job: Job) -> None:
    address = reverse("gallery:delete", args=[done_job.child_id])
    assert [alice_client.post(address).status_code for _time in range(2)] == [302, 404]


def test_children_are_shown_on_the_family_page(alice_client: Client, done_job: Job) -> None:
    text = alice_client.get(reverse("families:detail", args=[done_job.family_id])).content.decode()
    assert reverse("gallery:thumbnail", args=[done_job.child_id]) in text
    assert "Another child" in text
