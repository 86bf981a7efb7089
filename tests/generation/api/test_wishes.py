from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from generation.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(waiting_job: Job) -> str:
    return f"/api/families/{waiting_job.family_id}/children/"


def wish(client: Client, address: str, body: Any, **headers: str) -> Any:
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(address, data, content_type="application/json", headers=headers)


def newest() -> Job:
    return Job.objects.order_by("-created_at")[0]


def test_every_part_of_a_wish_is_kept(alice_client: Client, address: str) -> None:
    answer = wish(alice_client, address, {"sex": "boy", "age": "adult", "dominance": -0.25, "seed": 2**32 - 1})
    assert (answer.status_code, answer.json()["id"]) == (201, str(newest().pk))
    assert (newest().sex, newest().dominance, newest().seed) == ("boy", -0.25, 2**32 - 1)


def test_an_empty_wish_leaves_it_to_chance(alice_client: Client, address: str) -> None:
    assert wish(alice_client, address, {}).status_code == 201
    assert (newest().sex, newest().dominance) == ("", 0.0)


def test_the_same_key_makes_one_job(alice_client: Client, address: str) -> None:
    answers = [wish(alice_client, address, {}, **{"Idempotency-Key": "once"}).json()["id"] for _time in range(2)]
    assert answers[0] == answers[1]
    assert Job.objects.count() == 2


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
        ({"seed": -1}, "seed"),
        ({"seed": 2**32}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"seed": "9" * 2000}, "seed"),
        ({"sex": "octopus"}, "sex"),
        ({"sex": None}, "sex"),
        ({"sex": {"a": 1}}, "sex"),
        ({"age": "6"}, "age"),
        ({"age": "ba\0by"}, "age"),
        ([], "non_field_errors"),
        ('"text"', "non_field_errors"),
    ],
)
def test_what_cannot_be_wished_is_refused(alice_client: Client, address: str, body: Any, field: str) -> None:
    answer = wish(alice_client, address, body)
    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {field}
    assert answer.json()["error"]["message"]
    assert Job.objects.count() == 1


NO_JSON = ['{"dominance": NaN}', '{"seed": Infinity}', "{", "[" * 1100, '{"a":' * 1100, "\xff\xfe\0", "{'sex': 'boy'}"]


@pytest.mark.parametrize("body", NO_JSON)
def test_what_is_no_json_is_refused(alice_client: Client, address: str, body: str) -> None:
    answer = wish(alice_client, address, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "parse_error"


def test_a_form_is_understood_too(alice_client: Client, address: str) -> None:
    assert alice_client.post(address, {"sex": "girl", "dominance": "0.5"}).status_code == 201
    assert newest().dominance == 0.5


def test_not_a_number_is_refused_in_a_form_too(alice_client: Client, address: str) -> None:
    assert alice_client.post(address, {"dominance": "nan"}).status_code == 400
