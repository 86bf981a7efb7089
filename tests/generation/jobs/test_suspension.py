"""What of a suspended account ends at once: jobs, websockets, links."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Purpose, User
from accounts.people.consents import get_consent_text
from accounts.suspension import lift, suspend
from generation.consent.answers import give
from generation.exporting.services import request_export
from generation.exporting.workflow import make_export
from generation.jobs.claims import claim_next_job
from generation.jobs.endings import EndingCode
from generation.jobs.reconciler import reconcile_jobs
from generation.jobs.services import retry_job
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import ExportState, Job, JobState, StudioPage
from generation.sharing.tokens import address_of as address_of_link
from generation.studio import workflow as studio
from tests.generation.conftest import RequestFamily, do_job, files_in
from tests.generation.finished import make_child, make_family
from tests.generation.jobs.sockets import address_of, elsewhere, is_refused, open_socket
from tests.generation.quick_engine import QuickEngine
from tests.generation.sharing.conftest import make_link

pytestmark = pytest.mark.django_db(transaction=True)

# What the site promises: whatever runs for a suspended account ends within this time.
PROMISED_SECONDS = 5
STEP_SECONDS = 0.2


def test_a_queued_job_ends_with_a_code_and_can_be_tried_again_later(alice: User, waiting_job: Job) -> None:
    suspend(alice, until=None)
    waiting_job.refresh_from_db()
    assert (waiting_job.state, waiting_job.error_code) == (JobState.FAILED, EndingCode.ACCOUNT_SUSPENDED)
    lift(alice)
    assert retry_job(waiting_job)
    assert waiting_job.state == JobState.QUEUED


def test_a_job_that_waits_for_an_answer_ends_too(alice: User, waiting_job: Job, quick_engine: QuickEngine) -> None:
    quick_engine.num_faces = 2
    do_job(waiting_job)
    suspend(alice, until=None)
    waiting_job.refresh_from_db()
    assert waiting_job.state == JobState.FAILED


def test_what_had_ended_stays_as_it_is(alice: User, done_job: Job) -> None:
    suspend(alice, until=None)
    done_job.refresh_from_db()
    assert done_job.state == JobState.DONE


def test_a_running_job_ends_without_a_result(
    alice: User, waiting_job: Job, quick_engine: QuickEngine, media: Path
) -> None:
    def at_step(stage: str, step: int) -> None:
        if (stage, step) == ("projecting", 2):
            suspend(alice, until=None)

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    waiting_job.refresh_from_db()
    assert (waiting_job.state, waiting_job.error_code) == (JobState.FAILED, EndingCode.ACCOUNT_SUSPENDED)
    assert not waiting_job.children.exists()
    assert not [name for name in files_in(media) if name.startswith("families/")]
    assert (quick_engine.requests, bool(reconcile_jobs())) == ([], False)


def test_a_request_that_was_under_way_is_not_worked_on(alice: User, request_family: RequestFamily) -> None:
    """Its job is stored when the account is suspended already."""
    suspend(alice, until=None)
    job = request_family()
    assert (claim_next_job(), reconcile_jobs().enqueued) == (None, 0)
    lift(alice)
    claim = claim_next_job()
    assert claim is not None
    assert claim.row_id == job.pk


def test_no_preview_is_drawn(alice: User, done_job: Job, quick_engine: QuickEngine) -> None:
    page = StudioPage.objects.create(family=done_job.family, page="11111111-2222-4333-8444-555555555555", number=1)
    suspend(alice, until=None)
    studio.render_preview(page.pk, 1, ChildSpec(age_years=3.0))
    assert quick_engine.previewed == []


def test_an_export_goes_on(alice: User, done_job: Job) -> None:
    export = request_export(account=alice)
    suspend(alice, until=None)
    make_export(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.READY


@pytest.mark.parametrize("path", ["/ws/families/", "/ws/jobs/{job}/", "/ws/families/{family}/studio/"])
async def test_a_socket_closes_without_being_told_anything(
    alice: User, alice_client: Client, done_job: Job, path: str
) -> None:
    filled = path.format(job=done_job.pk, family=done_job.family_id)
    async with open_socket(filled, alice_client) as socket:
        while not await socket.stays_open():
            await socket.state()
        await elsewhere(suspend, alice, until=None)
        assert await socket.closing_code() == 4404
    assert await is_refused(filled, alice_client)


async def test_another_accounts_socket_stays_open(charlie_client: Client, alice: User) -> None:
    async with open_socket("/ws/families/", charlie_client) as socket:
        await socket.state()
        await elsewhere(suspend, alice, until=None)
        assert await socket.stays_open()


async def test_all_has_ended_within_seconds(
    alice: User, alice_client: Client, waiting_job: Job, quick_engine: QuickEngine
) -> None:
    """A websocket, a running job and a link, with the real database and the real channel layer."""
    link = await elsewhere(_shown_link, alice)
    under_way = asyncio.Event()
    loop = asyncio.get_running_loop()

    def at_step(stage: str, step: int) -> None:
        time.sleep(STEP_SECONDS)
        if stage == "projecting":
            loop.call_soon_threadsafe(under_way.set)

    quick_engine.at_step, quick_engine.num_steps = at_step, 500
    async with open_socket(address_of(waiting_job), alice_client) as socket:
        running = asyncio.create_task(elsewhere(run_job, waiting_job.pk))
        await under_way.wait()
        assert (await elsewhere(Client().get, link)).status_code == 200
        began = time.monotonic()
        await elsewhere(suspend, alice, until=None)
        assert (await elsewhere(Client().get, link)).status_code == 404
        while await socket.says_more():
            pass
        await running
        seconds = time.monotonic() - began
    assert seconds < PROMISED_SECONDS


def _shown_link(owner: User) -> str:
    family = make_family(owner)
    for person in family.parents:
        give(person=person, text=get_consent_text(Purpose.PUBLISH, "en"), by=None)
    return address_of_link(make_link(make_child(family)))
