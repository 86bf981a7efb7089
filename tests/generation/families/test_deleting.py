from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Act, ConsentRecord, Person, Purpose, User
from accounts.people.selectors import consent_holds
from generation.jobs.workflow import run_job
from generation.models import Child, Family, Job, Portrait
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def delete(client: Client, job: Job) -> None:
    response = client.post(reverse("families:delete", args=[job.family_id]))
    assert response.headers["Location"] == reverse("families:list")


def test_the_page_before_it_says_what_will_be_gone_and_deletes_nothing(alice_client: Client, done_job: Job) -> None:
    page = alice_client.get(reverse("families:delete", args=[done_job.family_id])).content.decode()
    assert "<bdi>Ada</bdi> and <bdi>Ben</bdi>" in page
    assert "1 child’s picture" in page
    assert "withdraws both people’s consent" in page
    assert Family.objects.count() == 1


def test_rows_go(alice_client: Client, done_job: Job) -> None:
    delete(alice_client, done_job)
    for model in (Family, Job, Child, Portrait, Person):
        assert not model._default_manager.exists()


def test_photos_cut_outs_latents_and_children_go_from_the_disk(
    alice_client: Client, done_job: Job, media: Path
) -> None:
    assert any("latent" in name for name in files_in(media))
    delete(alice_client, done_job)
    assert list(media.rglob("*/*")) == [], "Not even an empty folder that names somebody is left."


def test_files_that_no_row_names_go_too(alice_client: Client, done_job: Job, media: Path) -> None:
    folder = media / done_job.family.parent_a.portrait.folder
    (folder / "preview-9-stray.jpg").write_bytes(b"left by a killed worker")
    delete(alice_client, done_job)
    assert files_in(media) == []


def test_consent_is_withdrawn_and_the_ledger_stays(alice_client: Client, alice: User, done_job: Job) -> None:
    people = [person.pk for person in done_job.family.parents]
    delete(alice_client, done_job)
    withdrawn = ConsentRecord.objects.filter(act=Act.WITHDRAWN, given_by_id=alice.pk)
    assert {record.person_id for record in withdrawn} == set(people)
    assert ConsentRecord.objects.count() == 4
    assert not consent_holds(person_ids=people[:1], purpose=Purpose.COMPUTE)


def test_other_families_stay(alice_client: Client, done_job: Job, request_family: RequestFamily, media: Path) -> None:
    other = request_family()
    delete(alice_client, done_job)
    assert Family.objects.get() == other.family
    assert len(files_in(media)) == 2


def test_a_waiting_job_of_it_is_never_begun(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    delete(alice_client, waiting_job)
    run_job(waiting_job.pk)
    assert quick_engine.aligned == 0
    assert files_in(media) == []


def test_deleting_twice_says_that_it_has_gone(alice_client: Client, waiting_job: Job) -> None:
    delete(alice_client, waiting_job)
    assert alice_client.post(reverse("families:delete", args=[waiting_job.family_id])).status_code == 404
