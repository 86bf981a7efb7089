from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Job, JobState
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_job_is_told_as_its_page_tells_it(alice_client: Client, waiting_job: Job) -> None:
    told = alice_client.get(f"/api/jobs/{waiting_job.pk}/").json()
    page = alice_client.get(f"/jobs/{waiting_job.pk}/state/").json()
    assert page.pop("type") == "job.state"
    assert {name: told[name] for name in page} == page
    assert (told["family_id"], told["child_id"], told["child_ids"]) == (str(waiting_job.family_id), None, [])


def test_a_done_job_names_its_child(alice_client: Client, done_job: Job) -> None:
    told = alice_client.get(f"/api/jobs/{done_job.pk}/").json()
    assert (told["state"], told["child_id"]) == ("done", str(done_job.child_id))
    assert told["child_ids"] == [told["child_id"]]


def test_a_failed_job_says_why(alice_client: Client, waiting_job: Job) -> None:
    Job.objects.update(state=JobState.FAILED, error_code="no_face_found", error_slot="b")
    error = alice_client.get(f"/api/jobs/{waiting_job.pk}/").json()["error"]
    assert (error["code"], error["slot"]) == ("no_face_found", "b")
    assert "Ben" in error["message"]


def test_cancelling_answers_with_the_new_state(alice_client: Client, waiting_job: Job) -> None:
    assert alice_client.post(f"/api/jobs/{waiting_job.pk}/cancel/").json()["state"] == "cancelled"


def test_cancelling_what_has_ended_changes_nothing(alice_client: Client, done_job: Job) -> None:
    answer = alice_client.post(f"/api/jobs/{done_job.pk}/cancel/")
    assert (answer.status_code, answer.json()["state"]) == (200, "done")


def test_a_child_is_told_with_the_addresses_of_its_pictures(alice_client: Client, done_job: Job) -> None:
    child = alice_client.get(f"/api/children/{done_job.child_id}/").json()
    assert child["family_id"] == str(done_job.family_id)
    for name in ("image_url", "thumbnail_url"):
        assert alice_client.get(child[name]).headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("older_by", [5.0, None])
def test_a_child_is_told_with_its_expression_and_how_old_it_looks(
    alice_client: Client, request_family: RequestFamily, quick_engine: QuickEngine, older_by: float | None
) -> None:
    quick_engine.looks_older_by = older_by
    job = request_family(spec=ChildSpec(age_years=7.0, expression="smiling"))
    run_job(job.pk)
    child = alice_client.get(f"/api/children/{job.children.get().pk}/").json()
    assert (child["expression"], child["age_years"]) == ("smiling", 7.0)
    assert child["apparent_age_years"] == (None if older_by is None else 12.0)


def test_a_deleted_child_is_gone_with_its_files(alice_client: Client, done_job: Job, media: Path) -> None:
    answer = alice_client.delete(f"/api/children/{done_job.child_id}/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Child.objects.exists()
    assert not any(name.startswith("families/") for name in files_in(media))
    assert alice_client.get(f"/api/children/{done_job.child_id}/").status_code == 404
