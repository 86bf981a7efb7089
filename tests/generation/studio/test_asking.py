from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from redis.exceptions import ConnectionError as ValkeyIsAway

from accounts.models import User
from generation.models import Family, Job, StudioPage
from generation.studio.tasks import render_preview
from tests.generation.studio.specs import SPEC, preview

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_request_gets_the_next_number_of_its_page(
    alice_client: Client, family: Family, sent: list[tuple[Any, ...]]
) -> None:
    answers = [preview(alice_client, family) for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(202, {"number": 1}), (202, {"number": 2})]
    assert preview(alice_client, family, page=str(uuid4())).json() == {"number": 1}
    assert [number for _page, number, _spec in sent] == [1, 2, 1]


def test_a_worker_is_told_ids_and_plain_numbers(
    alice_client: Client, family: Family, sent: list[tuple[Any, ...]]
) -> None:
    preview(alice_client, family, siblings="8", identical="on")
    ((page_id, _number, spec),) = sent
    assert page_id == StudioPage.objects.get().pk
    assert spec == {
        "age_years": 7.5,
        "sex": "boy",
        "dominance": -0.25,
        "expression": "smiling",
        "seed": 41,
        "sources": {"eyes": "b"},
        "siblings": 1,
        "identical": False,
        "years_apart": 0,
    }
    assert len(json.dumps(sent)) < 400


def test_a_page_that_says_nothing_of_an_expression_is_shown_a_calm_child(
    alice_client: Client, family: Family, sent: list[tuple[Any, ...]]
) -> None:
    preview(alice_client, family, expression="")
    assert [spec["expression"] for _page, _number, spec in sent] == ["calm"]


NONSENSE = {
    "page": (["", "1", "x" * 500], "The page did not identify itself. Reload it."),
    "sex": (["", "any", "octopus"], "Choose girl or boy."),
    "age_years": (["", "-0.5", "25.5", "nan", "1e999", "old"], "Enter an age from 0 to 25 years, such as 6 or 0.5."),
    "dominance": (
        ["", "-1.1", "2", "inf", "both"],
        "Enter a number from -1, only the first parent, to 1, only the second; 0 is both equally.",
    ),
    "expression": (["grim", "Calm"], "Choose calm or smiling."),
    "seed": (
        ["", "-1", "4294967296", "1.5", "seed"],
        "Enter a whole number from 0 to 4294967295.",
    ),
    "from_eyes": (["c"], "Choose a, b or between, or nothing to leave it to chance. Received: c"),
}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [(field, value, expected) for field, (values, expected) in NONSENSE.items() for value in values],
)
def test_nonsense_is_refused_with_what_was_expected(
    alice_client: Client, family: Family, sent: list[tuple[Any, ...]], field: str, value: str, expected: str
) -> None:
    answer = preview(alice_client, family, **{field: value})
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"] == {field: [expected]}
    assert sent == []


def test_nothing_at_all_is_refused_too(alice_client: Client, family: Family) -> None:
    answer = alice_client.post(f"/families/{family.pk}/studio/preview/")
    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {"page", "sex", "age_years", "dominance", "seed"}


@pytest.mark.parametrize(("body", "kind"), [("{}", "application/json"), ("<a/>", "text/xml")])
def test_what_is_no_form_is_refused(alice_client: Client, family: Family, body: str, kind: str) -> None:
    answer = alice_client.post(f"/families/{family.pk}/studio/preview/", body, content_type=kind)
    assert answer.status_code == 415


def test_parents_who_are_not_understood_yet_have_no_preview(alice_client: Client, waiting_job: Job) -> None:
    answer = preview(alice_client, waiting_job.family)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_understood")
    assert not StudioPage.objects.exists()


def test_another_site_cannot_ask(alice: User, family: Family) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert preview(client, family).status_code == 403


def test_a_broker_that_is_away_is_told(alice_client: Client, family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_message: object) -> None:
        raise ValkeyIsAway("away")

    monkeypatch.setattr(render_preview, "send_with_options", fail)
    answer = preview(alice_client, family)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "worker_away")


class TestLimit:
    @pytest.fixture(autouse=True)
    def two_a_minute(self) -> Iterator[None]:
        with override_settings(PREVIEWS_PER_MINUTE=2):
            yield
        cache.clear()

    def test_one_too_many_is_told_when_to_come_back(
        self, alice_client: Client, family: Family, sent: list[tuple[Any, ...]]
    ) -> None:
        assert [preview(alice_client, family).status_code for _ in range(3)] == [202, 202, 429]
        assert 0 < int(preview(alice_client, family).headers["Retry-After"]) <= 60
        assert len(sent) == 2

    def test_it_has_its_own_count(self, alice_client: Client, family: Family, sent: list[tuple[Any, ...]]) -> None:
        for _ in range(3):
            preview(alice_client, family)
        keep = {name: value for name, value in SPEC.items() if name != "page"}
        assert alice_client.post(f"/families/{family.pk}/another/", keep).status_code == 302
