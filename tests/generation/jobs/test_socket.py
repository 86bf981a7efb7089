from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from generation.families.services import delete_family
from generation.jobs.services import cancel_job
from generation.jobs.wording import message_of
from generation.jobs.workflow import run_job
from generation.models import Job, JobState
from tests.generation.jobs.sockets import address_of, elsewhere, open_socket
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def has_ended(state: dict[str, Any]) -> bool:
    return state["state"] not in ("queued", "running")


async def test_the_owner_hears_at_once_how_things_stand(alice_client: Client, waiting_job: Job) -> None:
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        state = await socket.state()
    assert (state["type"], state["state"], state["queue_position"], state["percent"]) == ("job.state", "queued", 1, 0)


async def test_the_socket_says_what_the_page_would_say(alice_client: Client, waiting_job: Job) -> None:
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        state = await socket.state()
    page = await elsewhere(alice_client.get, f"/jobs/{waiting_job.pk}/state/")
    assert state == page.json()


async def test_every_step_of_the_work_is_heard(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        await socket.state()
        await elsewhere(run_job, waiting_job.pk)
        states = await socket.state_when(has_ended)
    assert states[-1]["state"] == "done"
    assert states[-1]["percent"] == 100
    assert states[-1]["result_url"].startswith("/children/")
    assert [state["seq"] for state in states] == sorted(state["seq"] for state in states)


async def test_progress_is_heard_while_it_happens(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        await socket.state()
        working = asyncio.create_task(elsewhere(run_job, waiting_job.pk))
        heard = await socket.state_when(has_ended)
        await working
    running = [state for state in heard if state["state"] == "running"]
    assert {state["stage"] for state in running} >= {"aligning", "projecting"}
    assert any(state["previews"]["a"] for state in running)


async def test_who_comes_late_sees_the_true_state(alice_client: Client, done_job: Job) -> None:
    async with open_socket(address_of(done_job), alice_client) as socket:
        state = await socket.state()
    (child_id,) = state["child_ids"]
    assert (state["state"], state["result_url"]) == ("done", f"/children/{child_id}/")


async def test_a_second_device_hears_the_same(
    alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    path = address_of(waiting_job)
    async with open_socket(path, alice_client) as phone, open_socket(path, alice_client) as laptop:
        await elsewhere(run_job, waiting_job.pk)
        endings = [(await device.state_when(has_ended))[-1] for device in (phone, laptop)]
    assert endings[0] == endings[1]
    assert endings[0]["state"] == "done"


async def test_stopping_on_one_device_is_heard_on_the_other(alice_client: Client, waiting_job: Job) -> None:
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        await socket.state()
        await elsewhere(alice_client.post, f"/jobs/{waiting_job.pk}/cancel/")
        assert (await socket.state())["state"] == "cancelled"


async def test_one_job_is_not_told_of_another(alice_client: Client, request_family: Any) -> None:
    first, second = await elsewhere(request_family), await elsewhere(request_family)
    async with open_socket(address_of(first), alice_client) as socket:
        await socket.state()
        await elsewhere(cancel_job, second)
        assert await socket.stays_open()


async def test_the_socket_speaks_the_language_of_its_page(alice_client: Client, waiting_job: Job) -> None:
    async with open_socket(address_of(waiting_job), alice_client, accept_language="ko-KR,ko;q=0.9") as socket:
        message = (await socket.state())["message"]
    with translation.override("ko"):
        assert message == message_of(waiting_job)
    assert not message.isascii()


@pytest.mark.parametrize("language", ["", "*", "zz", "é" * 300, "ko;q=9999999", "en-" + "x" * 5000, "\x7f,;=;"])
async def test_a_nonsense_language_counts_as_english(alice_client: Client, waiting_job: Job, language: str) -> None:
    async with open_socket(address_of(waiting_job), alice_client, accept_language=language) as socket:
        assert (await socket.state())["message"].startswith("Waiting for your turn.")


@pytest.mark.parametrize(
    "nonsense", ["", "{}", "[" * 10_000, '{"type": "job.changed"}', "\0", "job.cancel", b"\xff\xfe"]
)
async def test_what_a_page_says_is_not_heard(alice_client: Client, waiting_job: Job, nonsense: str | bytes) -> None:
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        await socket.state()
        await socket.say(nonsense)
        assert await socket.stays_open()
    job = await elsewhere(Job.objects.get)
    assert job.state == JobState.QUEUED


async def test_deleting_the_family_closes_the_socket(alice_client: Client, waiting_job: Job) -> None:
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        await socket.state()
        await elsewhere(delete_family, waiting_job.family, deleted_by=waiting_job.owner)
        assert await socket.closing_code() == 4404
