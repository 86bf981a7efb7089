"""Accounts take turns, and none fills the line, the storage or the disk."""

from __future__ import annotations

import shutil
from collections import namedtuple
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.work import queues
from babysite.worker import QUEUES
from generation.exporting.tasks import make_export
from generation.jobs import capacity
from generation.jobs.capacity import count_bytes_of
from generation.jobs.claims import claim_next_job
from generation.jobs.services import cancel_job, request_child, retry_job
from generation.jobs.specs import ChildSpec
from generation.jobs.states import describe_job
from generation.models import Family, Job, JobState
from generation.refusals import TooManyOpenJobs
from generation.sharing.tasks import draw_film, draw_picture
from tests.cast import signed_in
from tests.generation.at_once import at_once
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.forms import send

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = "3 of your requests are still open. Wait until one is done, or stop one."
Disk = namedtuple("Disk", "total used free")


def ask(family: Family) -> Job:
    spec = ChildSpec(age_years=7.0, siblings=8)
    return request_child(owner=family.owner, family=family, spec=spec, idempotency_key=str(uuid4()))


def next_job() -> Job:
    claim = claim_next_job()
    assert claim is not None
    return Job.objects.get(pk=claim.row_id)


@pytest.fixture
def unlimited(settings: Any) -> None:
    settings.OPEN_JOBS_PER_ACCOUNT = 100


@pytest.fixture
def three_open(waiting_job: Job) -> Job:
    for _child in range(2):
        ask(waiting_job.family)
    return waiting_job


@pytest.mark.usefixtures("unlimited")
def test_who_comes_after_somebody_with_many_requests_is_second(
    waiting_job: Job, charlie: User, request_family: RequestFamily
) -> None:
    many = [waiting_job, *(ask(waiting_job.family) for _child in range(9))]
    first_of_charlie = request_family(owner=charlie)
    assert describe_job(first_of_charlie)["queue_position"] == 2
    assert [next_job() for _turn in range(3)] == [many[0], first_of_charlie, many[1]]


@pytest.mark.usefixtures("unlimited")
def test_turns_go_round_by_account(waiting_job: Job, bob: User, charlie: User, request_family: RequestFamily) -> None:
    for owner in (waiting_job.owner, bob, charlie):
        for _family in range(2):
            request_family(owner=owner)
    owners = [next_job().owner for _turn in range(7)]
    assert set(owners[:3]) == set(owners[3:6]) == {waiting_job.owner, bob, charlie}
    assert owners[6] == waiting_job.owner


@pytest.mark.usefixtures("unlimited")
def test_who_was_served_just_now_waits_for_who_comes_new(
    waiting_job: Job, charlie: User, request_family: RequestFamily
) -> None:
    assert next_job() == waiting_job
    again = ask(waiting_job.family)
    newcomer = request_family(owner=charlie)
    assert [next_job(), next_job()] == [newcomer, again]


@pytest.mark.usefixtures("unlimited")
def test_workers_at_once_take_different_accounts(
    waiting_job: Job, charlie: User, request_family: RequestFamily
) -> None:
    for _child in range(3):
        ask(waiting_job.family)
    request_family(owner=charlie)
    assert {job.owner for job in at_once(next_job, next_job)} == {waiting_job.owner, charlie}


def test_nobody_has_more_than_three_open(three_open: Job) -> None:
    with pytest.raises(TooManyOpenJobs):
        ask(three_open.family)
    cancel_job(three_open)
    ask(three_open.family)
    three_open.refresh_from_db()
    with pytest.raises(TooManyOpenJobs):
        retry_job(three_open)


def test_nor_by_asking_at_once(waiting_job: Job) -> None:
    address = reverse("families:another", args=[waiting_job.family_id])
    form = {"sex": "girl", "age": "child"}
    ways = [partial(signed_in(waiting_job.owner).post, address, {**form, "submission": uuid4()}) for _way in range(8)]
    assert sorted(answer.status_code for answer in at_once(*ways)) == [302] * 2 + [429] * 6
    assert Job.objects.filter(state=JobState.QUEUED).count() == 3


def test_the_page_says_so_and_nothing_is_decoded(
    three_open: Job, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generation.families.forms.NewFamilyForm.decode_photos", None)
    answer = send(alice_client)
    assert (answer.status_code, OPEN in answer.content.decode()) == (429, True)


def test_requests_that_wait_for_an_answer_keep_nobody_from_asking(three_open: Job) -> None:
    Job.objects.update(state=JobState.WAITING)
    assert ask(three_open.family).state == JobState.QUEUED


def test_it_says_so_in_korean(three_open: Job, alice_client: Client) -> None:
    alice_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ko"
    assert "요청 3개가 아직 끝나지 않았습니다." in send(alice_client).content.decode()


def test_the_api_names_it(three_open: Job, alice_client: Client) -> None:
    address = f"/api/families/{three_open.family_id}/children/"
    answer = alice_client.post(address, {"age": "child"}, content_type="application/json")
    assert answer.status_code == 429
    assert answer.json()["error"] == {"code": "too_many_open_jobs", "message": OPEN, "fields": None}


def test_what_was_sent_before_leads_to_its_job_all_the_same(alice_client: Client, media: Path) -> None:
    keys = [str(uuid4()) for _family in range(3)]
    first = [send(alice_client, submission=key).headers["Location"] for key in keys]
    assert [send(alice_client, submission=key).headers["Location"] for key in keys] == first


def test_an_account_takes_no_more_space_than_it_may(
    alice: User, alice_client: Client, charlie_client: Client, media: Path, settings: Any
) -> None:
    send(alice_client)
    num_bytes = sum((media / name).stat().st_size for name in files_in(media))
    assert count_bytes_of(alice.pk) == num_bytes > 0
    settings.MAX_ACCOUNT_BYTES = num_bytes * 3 // 2
    answer = send(alice_client)
    assert (answer.status_code, "Your account has no space left." in answer.content.decode()) == (409, True)
    assert count_bytes_of(alice.pk) == num_bytes, "What was refused is not kept."
    assert send(charlie_client).status_code == 302


def test_its_files_are_counted_once_for_each_request(
    alice_client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[UUID] = []

    def count(owner_id: UUID) -> int:
        counted.append(owner_id)
        return 0

    monkeypatch.setattr(capacity, "count_bytes_of", count)
    send(alice_client)
    assert len(counted) == 1


def test_nothing_is_taken_in_while_the_disk_is_full(
    waiting_job: Job, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Disk(2**40, 2**40, 1000))
    answer = send(alice_client)
    assert answer.status_code == 507
    address = reverse("families:delete", args=[waiting_job.family_id])
    assert alice_client.post(address).status_code == 302, "Deleting makes room."


def test_no_email_waits_for_an_export_and_no_export_for_a_film_to_send() -> None:
    waiting = {draw_picture.queue_name, make_export.queue_name, draw_film.queue_name}
    assert waiting == {queues.LIGHT, queues.EXPORTS, queues.FILMS}
    assert waiting == set(QUEUES["light"])
