from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from accounts.models import Invitation, User
from generation.models import Job
from tests.cast import signed_in
from tests.generation.at_once import at_once
from tests.generation.forms import NEW, send_invited

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_an_hour() -> Iterator[None]:
    with override_settings(SUBMISSIONS_PER_HOUR=3):
        yield
    cache.clear()


@pytest.fixture
def used_up(alice_client: Client) -> Client:
    for _form in range(3):
        assert alice_client.post(NEW, {}).status_code == 400
    return alice_client


def test_one_form_too_many_is_answered_with_429_when_to_come_back_and_a_message(used_up: Client) -> None:
    page = used_up.post(NEW, {})
    assert page.status_code == 429
    assert 3500 < int(page.headers["Retry-After"]) <= 3600
    assert "Too many requests within an hour. Try again in 60 minutes." in page.content.decode()


def test_it_says_so_in_korean_too(used_up: Client) -> None:
    page = used_up.post(NEW, {}, headers={"accept-language": "ko"})
    assert "한 시간 동안 요청이 많았습니다. 60분 뒤에 다시 시도해 주세요." in page.content.decode()


def test_every_way_to_ask_for_work_shares_the_count(used_up: Client, waiting_job: Job) -> None:
    ways = [
        "/families/sample/",
        f"/families/{waiting_job.family_id}/another/",
        f"/jobs/{waiting_job.pk}/retry/",
        "/api/families/",
        f"/api/families/{waiting_job.family_id}/children/",
    ]
    assert {way: used_up.post(way).status_code for way in ways} == dict.fromkeys(ways, 429)
    assert Job.objects.count() == 1


def test_the_api_says_it_in_its_own_shape(used_up: Client) -> None:
    answer = used_up.post("/api/families/", {})
    assert answer.json()["error"]["code"] == "throttled"
    assert int(answer.headers["Retry-After"]) > 3500


def test_looking_is_never_limited(used_up: Client, waiting_job: Job) -> None:
    for address in (NEW, "/families/", f"/jobs/{waiting_job.pk}/state/", "/api/families/"):
        assert used_up.get(address).status_code == 200


def test_stopping_work_and_deleting_are_never_limited(used_up: Client, waiting_job: Job) -> None:
    for address in (f"/jobs/{waiting_job.pk}/cancel/", f"/families/{waiting_job.family_id}/delete/"):
        assert used_up.post(address).status_code == 302


def test_others_are_not_held_up(used_up: Client, charlie_client: Client) -> None:
    assert charlie_client.post(NEW, {}).status_code == 400


def test_without_valkey_nothing_is_counted_and_nothing_breaks(used_up: Client) -> None:
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}
    with override_settings(CACHES={"default": away}):
        assert used_up.post(NEW, {}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_however_many_ask_at_once_no_more_than_the_limit_are_let_through(alice: User) -> None:
    clients = [signed_in(alice) for _browser in range(16)]
    statuses = [answer.status_code for answer in at_once(*[partial(client.post, NEW, {}) for client in clients])]
    assert sorted(statuses) == [400] * 3 + [429] * 13


@pytest.mark.django_db(transaction=True)
def test_no_more_emails_are_sent_at_once_than_one_after_the_other(
    alice: User, media: Path, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.CAN_SEND_MAIL, settings.INVITATION_MAILS_PER_DAY = True, 2
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    assert send_invited(signed_in(alice)).status_code == 302
    address = f"/people/{Invitation.objects.get().person_id}/mail/"
    fields = {"address": "ben@example.net", "language": "en"}
    at_once(*[partial(signed_in(alice).post, address, fields) for _browser in range(16)])
    assert len(mailoutbox) == 2
