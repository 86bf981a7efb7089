"""The reconstruction beside the photo, with a grade in plain words and what may help."""

from __future__ import annotations

import pytest
from django.test import Client

from generation.jobs.workflow import run_job
from generation.models import Job, Portrait, Quality
from ml_core.contracts import Finding
from tests.generation.conftest import RequestFamily
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)
BLURRED = Finding(check="blurred", level="advice", value=1.0, threshold=2.0)


def pages_of(client: Client, job: Job) -> list[str]:
    addresses = (f"/families/{job.family_id}/", f"/children/{reread(job).child_id}/")
    return [client.get(address).content.decode() for address in addresses]


def draw_badly(quick: QuickEngine) -> None:
    quick.lpips, quick.identity_distance = 0.9, None


def test_both_pages_show_the_photo_beside_what_the_model_sees(alice_client: Client, done_job: Job) -> None:
    for page in pages_of(alice_client, done_job):
        for portrait in Portrait.objects.all():
            assert f"/portraits/{portrait.pk}/aligned/" in page
            assert f"/portraits/{portrait.pk}/reconstruction/" in page


def test_a_good_likeness_has_a_word_and_no_suggestion(alice_client: Client, done_job: Job) -> None:
    for page in pages_of(alice_client, done_job):
        assert page.count('class="pill very_alike"') == 2
        assert "Close match" in page
        assert "Start over with other photos" not in page


def test_a_poor_one_names_what_is_wrong_with_the_photo(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    draw_badly(quick_engine)
    quick_engine.findings = [BLURRED]
    run_job(waiting_job.pk)
    for page in pages_of(alice_client, waiting_job):
        assert page.count("Hardly alike") == 2
        assert page.count("The face is a little blurred.") == 2
        assert page.count("Start over with other photos") == 2


def test_a_poor_one_of_a_good_photo_asks_for_more_photos(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    draw_badly(quick_engine)
    run_job(waiting_job.pk)
    for page in pages_of(alice_client, waiting_job):
        assert page.count("or two or three more of the same person") == 2


def test_a_poor_one_of_several_photos_asks_for_others(
    alice_client: Client, request_family: RequestFamily, quick_engine: QuickEngine
) -> None:
    draw_badly(quick_engine)
    job = request_family(num_photos=2)
    run_job(job.pk)
    for page in pages_of(alice_client, job):
        assert page.count("Other photos may help") == 2


def test_before_a_face_is_understood_there_is_no_grade(alice_client: Client, waiting_job: Job) -> None:
    page = alice_client.get(f"/families/{waiting_job.family_id}/").content.decode()
    assert "alike" not in page
    assert "What the model sees" not in page


def test_the_api_tells_the_grade(alice_client: Client, done_job: Job) -> None:
    family = alice_client.get(f"/api/families/{done_job.family_id}/").json()
    assert [(portrait["likeness"], portrait["advice"]) for portrait in family["portraits"]] == [("very_alike", [])] * 2


def test_a_closer_look_is_asked_for_and_reaches_the_engine(
    request_family: RequestFamily, quick_engine: QuickEngine
) -> None:
    for quality in Quality:
        run_job(request_family(quality=quality).pk)
    assert quick_engine.modes == ["default", "fine"]
