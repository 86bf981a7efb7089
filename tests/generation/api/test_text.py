"""Any text in any field of the API is taken or refused, and never an error of the site's: NUL, halves of surrogate
pairs, changes of direction, four bytes, and far too much."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from generation.families.choices import SOURCE_FIELDS
from generation.models import Job
from generation.models.job import JobState
from tests.generation.conftest import RequestFamily, do_job
from tests.generation.forms import family_form
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db

SPECIAL = ["", "\0", "a\0b", "\ud800", "\udfff\ud800", "\u202e", "\u2067x", "\u3164", "👩\u200d🚀", "𝔄", "x" * 100_000]
TEXT = st.sampled_from(SPECIAL) | st.text(st.characters(exclude_categories=()), max_size=80)
SPEC_FIELDS = [
    "sex",
    "age",
    "age_years",
    "dominance",
    "expression",
    "seed",
    "siblings",
    "years_apart",
    "identical",
    *SOURCE_FIELDS,
]
FORM_FIELDS = [
    *(
        "name_a",
        "name_b",
        "consent_basis_a",
        "consent_a",
        "keep_b",
        "consent_version",
        "keep_version",
        "consent_language",
    ),
    *("quality", "submission", *SPEC_FIELDS),
]
# The rows of one example are still there in the next, which harms none of them.
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def without_limits(settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 10_000
    settings.OPEN_JOBS_PER_ACCOUNT = 10_000


def assert_answered(answer: Any) -> None:
    assert answer.status_code in (200, 201, 400, 409, 422), answer.content
    if answer.status_code >= 400:
        assert answer.json()["error"]["code"]


@quick
@given(body=st.dictionaries(st.sampled_from(SPEC_FIELDS) | TEXT, TEXT, max_size=4), key=st.none() | TEXT)
def test_a_spec(alice: User, alice_client: Client, waiting_job: Job, body: dict[str, str], key: str | None) -> None:
    headers = {"Idempotency-Key": key.encode("utf-8", "replace").decode("latin-1")} if key else {}
    address = f"/api/families/{waiting_job.family_id}/children/"
    assert_answered(alice_client.post(address, json.dumps(body), content_type="application/json", headers=headers))


@quick
@given(answers=st.dictionaries(TEXT, TEXT, max_size=3), value=TEXT)
def test_answers(
    alice_client: Client,
    request_family: RequestFamily,
    quick_engine: QuickEngine,
    answers: dict[str, str],
    value: str,
) -> None:
    job = Job.objects.first() or _asking(request_family, quick_engine)
    photo = job.family.parent_a.portrait.photos.get()
    body = {"answers": {**answers, f"face-{photo.pk}": value}}
    if value == "0":
        return
    answer = alice_client.post(f"/api/jobs/{job.pk}/answers/", json.dumps(body), content_type="application/json")
    assert_answered(answer)


@quick
@given(changes=st.dictionaries(st.sampled_from(FORM_FIELDS), TEXT, min_size=1, max_size=3))
def test_a_family(alice_client: Client, media: Path, changes: dict[str, str]) -> None:
    text = {field: value.encode("utf-8", "surrogatepass") for field, value in changes.items()}
    assert_answered(alice_client.post("/api/families/", {**family_form(), **text}))


@pytest.mark.parametrize("body", [r'{"sex": "\ud800"}', r'{"\udc00": 1}', r'{"from_eyes": ["\ud83d"]}', r'"\ud800"'])
def test_half_a_surrogate_pair_is_no_json(alice_client: Client, waiting_job: Job, body: str) -> None:
    address = f"/api/families/{waiting_job.family_id}/children/"
    answer = alice_client.post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "parse_error")


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "idna", "hex", "punycode", "undefined", "nothing"])
def test_another_charset_is_no_error_of_the_site(alice_client: Client, waiting_job: Job, charset: str) -> None:
    address = f"/api/families/{waiting_job.family_id}/children/"
    assert_answered(alice_client.generic("POST", address, b"{}", content_type=f"application/json; charset={charset}"))


def _asking(request_family: RequestFamily, engine: QuickEngine) -> Job:
    engine.num_faces = 3
    job = request_family()
    do_job(job)
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    return job
