from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ConsentRecord, Person, User
from generation.families import services
from generation.families.samples import SAMPLE_COUPLE, Sample
from generation.jobs.services import request_film
from generation.jobs.workflow import run_job
from generation.models import Child, Family, Job, JobState, Portrait
from tests.cast import PASSWORD
from tests.generation.conftest import files_in
from tests.generation.pictures import picture_file
from tests.generation.portraits.clean import assert_clean_jpeg
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db
SAMPLE = "/families/sample/"


@pytest.fixture(autouse=True)
def couple(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, media: Path) -> None:
    couple = [Sample(name=name, path=tmp_path / f"{name}.jpg") for name in ("Mina", "Jun")]
    for sample in couple:
        sample.path.write_bytes(picture_file())
    monkeypatch.setattr(services, "SAMPLE_COUPLE", couple)


def test_the_shipped_photos_are_clean_and_large_enough() -> None:
    for sample in SAMPLE_COUPLE:
        image = assert_clean_jpeg(sample.path.read_bytes())
        assert min(image.size) >= 512


def test_one_button_makes_the_family_and_its_job(alice_client: Client, alice: User) -> None:
    response = alice_client.post(SAMPLE, {"submission": str(uuid4())})
    family, job = Family.objects.get(), Job.objects.get()
    assert response.headers["Location"] == reverse("jobs:detail", args=[job.pk])
    assert (family.owner, family.is_sample, job.family) == (alice, True, family)
    assert [person.name for person in family.parents] == ["Mina", "Jun"]


def test_nobody_is_shown_so_nobody_is_asked_for_consent(alice_client: Client) -> None:
    alice_client.post(SAMPLE)
    assert set(Person.objects.values_list("is_sample", flat=True)) == {True}
    assert not ConsentRecord.objects.exists()


def test_a_newcomer_signs_up_first_and_comes_back(client: Client) -> None:
    detour = client.post(SAMPLE).headers["Location"]
    assert detour == f"{reverse('account_signup')}?next=%2Ffamilies%2Fsample%2F"
    newcomer = {"email": "dana@example.org", "password1": PASSWORD, "is_adult": "on", "next": SAMPLE}
    way_back = client.post(reverse("account_signup"), newcomer)
    assert way_back.headers["Location"] == SAMPLE
    assert f'action="{SAMPLE}"' in client.get(SAMPLE).content.decode()
    assert not Family.objects.exists(), "Nothing is made by a mere link."
    assert client.post(SAMPLE).headers["Location"] == reverse("jobs:detail", args=[Job.objects.get().pk])


def test_pressing_again_while_a_child_is_on_the_way_leads_to_that_one(alice_client: Client) -> None:
    first, second = (alice_client.post(SAMPLE, {"submission": str(uuid4())}) for _press in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert (Family.objects.count(), Job.objects.count()) == (1, 1)


def test_pressing_again_later_makes_another_child_of_the_same_couple(alice_client: Client) -> None:
    alice_client.post(SAMPLE)
    Job.objects.update(state=JobState.FAILED)
    alice_client.post(SAMPLE)
    assert (Family.objects.count(), Job.objects.count(), Portrait.objects.count()) == (1, 2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_film_on_the_way_is_no_child_on_the_way(alice_client: Client, quick_engine: QuickEngine, media: Path) -> None:
    alice_client.post(SAMPLE)
    run_job(Job.objects.get().pk)
    request_film(Child.objects.get())
    alice_client.post(SAMPLE)
    assert Job.objects.filter(film_of=None).count() == 2


def test_every_account_has_a_couple_of_its_own(alice_client: Client, charlie_client: Client) -> None:
    for client in (alice_client, charlie_client):
        client.post(SAMPLE)
    assert Family.objects.count() == 2


def test_nonsense_in_the_form_is_named_and_makes_nothing(alice_client: Client) -> None:
    response = alice_client.post(SAMPLE, {"sex": "octopus", "age": "-1"})
    assert response.status_code == 400
    form = response.context["form"]
    assert form.has_error("sex", "invalid_choice")
    assert form.has_error("age", "invalid_choice")
    assert "octopus" in response.content.decode()
    assert not Job.objects.exists()


def test_the_request_is_kept(alice_client: Client) -> None:
    alice_client.post(SAMPLE, {"sex": "girl", "age": "baby"})
    assert Job.objects.values_list("sex", "age_years").get() == ("girl", 1.0)


def test_a_couple_that_was_deleted_can_be_had_again(alice_client: Client, media: Path) -> None:
    for _time in range(2):
        alice_client.post(SAMPLE)
        family = Family.objects.get()
        alice_client.post(reverse("families:delete", args=[family.pk]))
    assert not Family.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_needs_no_consent_for_it(alice_client: Client, quick_engine: QuickEngine, media: Path) -> None:
    alice_client.post(SAMPLE)
    run_job(Job.objects.get().pk)
    assert Job.objects.get().state == JobState.DONE
    assert len(files_in(media)) == 13
