from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import ConsentRecord
from generation.models import Family, Job
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.forms import assert_nothing_stored, family_form
from tests.generation.pictures import picture_file, upload

pytestmark = pytest.mark.django_db
FAMILIES = "/api/families/"


def assert_refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    error: dict[str, Any] = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["message"]
    return error


def test_two_photos_make_a_family_and_answer_with_its_job(alice_client: Client, media: Path) -> None:
    answer = alice_client.post(FAMILIES, family_form())
    assert answer.status_code == 201
    job = Job.objects.get()
    assert (answer.json()["id"], answer.json()["family_id"]) == (str(job.pk), str(job.family_id))
    assert (answer.json()["state"], answer.json()["cancellable"]) == ("queued", True)
    assert ConsentRecord.objects.count() == 2


def test_a_family_may_be_asked_for_with_every_choice(alice_client: Client, media: Path) -> None:
    choices = {
        "age_years": "3",
        "dominance": "0.5",
        "expression": "smiling",
        "siblings": "2",
        "identical": "true",
        "from_hair": "between",
    }
    assert alice_client.post(FAMILIES, family_form(**choices)).status_code == 201
    job = Job.objects.get()
    assert (job.age_years, job.dominance, job.siblings, job.identical) == (3.0, 0.5, 2, True)
    assert (job.expression, job.sources) == ("smiling", {"hair": "between"})


def test_twins_of_one_are_refused_by_the_api(alice_client: Client, media: Path) -> None:
    answer = alice_client.post(FAMILIES, family_form(identical="true", siblings="1"))
    assert set(assert_refused(answer, 400, "invalid")["fields"]) == {"siblings"}


def test_choices_that_cannot_be_are_named_field_by_field(alice_client: Client, media: Path) -> None:
    answer = alice_client.post(FAMILIES, family_form(from_hair="c", siblings="9", age_years="nan", dominance="2"))
    assert set(assert_refused(answer, 400, "invalid")["fields"]) == {"from_hair", "siblings", "age_years", "dominance"}
    assert_nothing_stored(media)


def test_what_is_missing_is_named_field_by_field(alice_client: Client, media: Path) -> None:
    answer = alice_client.post(FAMILIES, family_form(photo_a=None, consent_b=None, name_b="x" * 61))
    assert set(assert_refused(answer, 400, "invalid")["fields"]) == {"photo_a", "consent_b", "name_b"}
    assert_nothing_stored(media)


@pytest.mark.parametrize("field", ["consent_version", "consent_language"])
def test_which_text_was_shown_has_to_be_said(alice_client: Client, media: Path, field: str) -> None:
    error = assert_refused(alice_client.post(FAMILIES, family_form(**{field: None})), 400, "invalid")
    assert set(error["fields"]) == {field}
    assert "/api/consent-text/" in error["message"]
    assert_nothing_stored(media)


def test_an_older_text_is_refused(alice_client: Client, media: Path) -> None:
    error = assert_refused(alice_client.post(FAMILIES, family_form(consent_version="0")), 400, "invalid")
    assert set(error["fields"]) == {"consent_version"}
    assert_nothing_stored(media)


def test_a_file_that_is_no_photo_is_refused(alice_client: Client, media: Path) -> None:
    error = assert_refused(alice_client.post(FAMILIES, family_form(photo_a=upload(b"text"))), 400, "invalid")
    assert "could not be read as a picture" in error["message"]
    assert_nothing_stored(media)


def test_the_same_idempotency_key_makes_one_family(alice_client: Client, media: Path) -> None:
    headers = {"Idempotency-Key": "my key 1"}
    first, second = (alice_client.post(FAMILIES, family_form(), headers=headers) for _sending in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert Family.objects.count() == 1
    assert len(files_in(media)) == 2


@pytest.mark.parametrize("change", [{"name_a": "Eve"}, {"keep_a": "on"}, {"photo_b": upload(picture_file(seed=9))}])
def test_the_same_idempotency_key_with_another_body_is_refused(
    alice_client: Client, media: Path, change: dict[str, Any]
) -> None:
    headers = {"Idempotency-Key": "my key 1"}
    alice_client.post(FAMILIES, family_form(), headers=headers)
    assert_refused(alice_client.post(FAMILIES, family_form(**change), headers=headers), 422, "idempotency_key_reused")
    assert Family.objects.count() == 1


@pytest.mark.parametrize("key", ["x" * 65, "tab\tinside", "é\x01"])
def test_a_key_that_cannot_be_kept_is_refused(alice_client: Client, media: Path, key: str) -> None:
    answer = alice_client.post(FAMILIES, family_form(), headers={"Idempotency-Key": key})
    assert set(assert_refused(answer, 400, "invalid")["fields"]) == {"Idempotency-Key"}
    assert_nothing_stored(media)


def test_json_is_no_form_with_photos(alice_client: Client) -> None:
    answer = alice_client.post(FAMILIES, {"name_a": "Ada"}, content_type="application/json")
    assert_refused(answer, 415, "unsupported_media_type")


def test_ones_own_families_are_listed_newest_first(
    alice_client: Client, charlie_client: Client, request_family: RequestFamily
) -> None:
    families = [str(request_family().family_id) for _family in range(3)]
    answer = alice_client.get(FAMILIES).json()
    assert [family["id"] for family in answer["results"]] == families[::-1]
    assert charlie_client.get(FAMILIES).json()["results"] == []


HUGE = "1" + "0" * 30


@pytest.mark.parametrize("query", ["limit=1", f"limit={HUGE}", f"offset={HUGE}", "limit=-1&offset=x", "limit=%00"])
def test_pages_of_any_size_can_be_asked_for(alice_client: Client, waiting_job: Job, query: str) -> None:
    assert alice_client.get(f"{FAMILIES}?{query}").status_code == 200


def test_the_list_costs_the_same_whatever_its_length(
    alice_client: Client, request_family: RequestFamily, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.OPEN_JOBS_PER_ACCOUNT = 5
    for _family in range(5):
        request_family()
    with django_assert_max_num_queries(11):
        alice_client.get(FAMILIES)


def test_a_family_is_told_with_its_people_and_children(alice_client: Client, waiting_job: Job) -> None:
    family = alice_client.get(f"{FAMILIES}{waiting_job.family_id}/").json()
    assert [portrait["name"] for portrait in family["portraits"]] == ["Ada", "Ben"]
    assert (family["num_children"], family["latest_job_id"]) == (0, str(waiting_job.pk))
    assert alice_client.get(family["children_url"]).json()["results"] == []


@pytest.mark.django_db(transaction=True)
def test_a_deleted_family_is_gone_with_its_files(alice_client: Client, done_job: Job, media: Path) -> None:
    answer = alice_client.delete(f"{FAMILIES}{done_job.family_id}/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Family.objects.exists()
    assert files_in(media) == []


def test_nobody_is_told_to_sign_in(client: Client) -> None:
    for answer in (client.get(FAMILIES), client.post(FAMILIES, {}), client.get(f"{FAMILIES}{uuid4()}/")):
        assert_refused(answer, 403, "not_authenticated")


def test_a_request_without_its_token_is_refused(alice_client: Client, media: Path) -> None:
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = alice_client.cookies
    assert_refused(guarded.post(FAMILIES, family_form()), 403, "permission_denied")
    assert_nothing_stored(media)


def test_an_unknown_family_is_not_found(alice_client: Client) -> None:
    assert_refused(alice_client.get(f"{FAMILIES}{uuid4()}/"), 404, "not_found")
    assert_refused(alice_client.get(f"{FAMILIES}17/"), 404, "not_found")
