from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from generation.models import Job
from tests.generation.brought_generator import bring_generator, choose
from tests.generation.conftest import RequestFamily

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(waiting_job: Job) -> str:
    return f"/api/families/{waiting_job.family_id}/children/"


def spec(client: Client, address: str, body: Any, **headers: str) -> Any:
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(address, data, content_type="application/json", headers=headers)


def newest() -> Job:
    return Job.objects.order_by("-created_at")[0]


def test_every_part_of_a_request_is_kept(alice_client: Client, address: str) -> None:
    body = {"sex": "boy", "age": "adult", "dominance": -0.25, "expression": "smiling", "seed": 2**32 - 1}
    answer = spec(alice_client, address, body)
    assert (answer.status_code, answer.json()["id"]) == (201, str(newest().pk))
    assert (newest().sex, newest().dominance, newest().seed) == ("boy", -0.25, 2**32 - 1)
    assert answer.json()["expression"] == newest().expression == "smiling"


def test_what_comes_from_whom_and_how_many_are_kept(alice_client: Client, address: str) -> None:
    body = {
        "age_years": 0.5,
        "siblings": 8,
        "identical": True,
        "from_eyes": "b",
        "from_nose": "",
        "from_jaw": "between",
    }
    assert spec(alice_client, address, body).status_code == 201
    job = newest()
    assert (job.age_years, job.siblings, job.identical) == (0.5, 8, True)
    assert job.sources == {"eyes": "b", "jaw": "between"}


def test_an_empty_request_leaves_it_to_chance(alice_client: Client, address: str) -> None:
    assert spec(alice_client, address, {}).json()["expression"] == "calm"
    job = newest()
    assert (job.sex, job.dominance, job.sources, job.siblings, job.identical) == ("", 0.0, {}, 1, False)


def test_what_nobody_measured_cannot_be_chosen(
    alice_client: Client, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path, "mine")
    bring_generator(tmp_path)
    answer = spec(alice_client, address, {"from_eyes": "a"})
    assert set(answer.json()["error"]["fields"]) == {"from_eyes"}
    assert spec(alice_client, address, {"siblings": 2}).status_code == 201


def test_the_same_key_makes_one_job(alice_client: Client, address: str) -> None:
    body = {"siblings": 3, "from_eyes": "a"}
    answers = [spec(alice_client, address, body, **{"Idempotency-Key": "once"}).json()["id"] for _time in range(2)]
    assert answers[0] == answers[1]
    assert Job.objects.count() == 2


def test_the_same_key_with_another_body_is_refused(alice_client: Client, address: str) -> None:
    once = {"Idempotency-Key": "once"}
    spec(alice_client, address, {"sex": "girl", "age": "baby"}, **once)
    answer = spec(alice_client, address, {"sex": "boy", "age": "baby"}, **once)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "idempotency_key_reused")
    assert spec(alice_client, address, {"age": "baby", "sex": "girl"}, **once).json()["id"] == str(newest().pk)
    assert Job.objects.count() == 2


def test_the_same_key_for_another_family_is_another_key(
    alice_client: Client, address: str, request_family: RequestFamily, settings: Any
) -> None:
    settings.OPEN_JOBS_PER_ACCOUNT = 10
    other = request_family().family_id
    once = {"Idempotency-Key": "once"}
    first = spec(alice_client, address, {}, **once).json()
    second = spec(alice_client, f"/api/families/{other}/children/", {}, **once).json()
    assert first["id"] != second["id"]
    assert second["family_id"] == str(other)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"dominance": 1.01}, "dominance"),
        ({"dominance": -2}, "dominance"),
        ({"dominance": "nan"}, "dominance"),
        ({"dominance": "NaN"}, "dominance"),
        ({"dominance": "-inf"}, "dominance"),
        ('{"dominance": 1e999}', "dominance"),
        ({"dominance": [0]}, "dominance"),
        ({"dominance": None}, "dominance"),
        ({"expression": "grim"}, "expression"),
        ({"expression": ""}, "expression"),
        ({"expression": None}, "expression"),
        ({"expression": ["calm"]}, "expression"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**32}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"seed": "9" * 2000}, "seed"),
        ({"sex": "octopus"}, "sex"),
        ({"sex": None}, "sex"),
        ({"sex": {"a": 1}}, "sex"),
        ({"age": "6"}, "age"),
        ({"age": "ba\0by"}, "age"),
        ({"age_years": -0.1}, "age_years"),
        ({"age_years": 25.5}, "age_years"),
        ({"age_years": "nan"}, "age_years"),
        ('{"age_years": 1e999}', "age_years"),
        ({"age_years": "six"}, "age_years"),
        ({"age_years": [6]}, "age_years"),
        ({"siblings": 0}, "siblings"),
        ({"siblings": 9}, "siblings"),
        ({"siblings": 1.5}, "siblings"),
        ({"siblings": None}, "siblings"),
        ({"siblings": "9" * 2000}, "siblings"),
        ({"siblings": {}}, "siblings"),
        ({"identical": "perhaps", "siblings": 2}, "identical"),
        ({"identical": None, "siblings": 2}, "identical"),
        ({"identical": []}, "identical"),
        ({"identical": True}, "siblings"),
        ({"identical": True, "siblings": 1}, "siblings"),
        ({"from_eyes": "c"}, "from_eyes"),
        ({"from_hair": "A"}, "from_hair"),
        ({"from_jaw": None}, "from_jaw"),
        ({"from_ears": 1}, "from_ears"),
        ({"from_nose": ["a"]}, "from_nose"),
        ({"from_mouth": {"a": 1}}, "from_mouth"),
        ([], "non_field_errors"),
        ('"text"', "non_field_errors"),
    ],
)
def test_what_cannot_be_requested_is_refused(alice_client: Client, address: str, body: Any, field: str) -> None:
    answer = spec(alice_client, address, body)
    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {field}
    assert answer.json()["error"]["message"]
    assert Job.objects.count() == 1


NO_JSON = ['{"dominance": NaN}', '{"seed": Infinity}', "{", "[" * 1100, '{"a":' * 1100, "\xff\xfe\0", "{'sex': 'boy'}"]


@pytest.mark.parametrize("body", NO_JSON)
def test_what_is_no_json_is_refused(alice_client: Client, address: str, body: str) -> None:
    answer = spec(alice_client, address, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "parse_error"


def test_a_form_is_understood_too(alice_client: Client, address: str) -> None:
    assert alice_client.post(address, {"sex": "girl", "dominance": "0.5"}).status_code == 201
    assert newest().dominance == 0.5


def test_not_a_number_is_refused_in_a_form_too(alice_client: Client, address: str) -> None:
    assert alice_client.post(address, {"dominance": "nan"}).status_code == 400
