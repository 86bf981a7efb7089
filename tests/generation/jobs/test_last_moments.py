"""What happens to a job while its result is being stored: others wait for its row by then."""

from __future__ import annotations

import pytest
from django.db import connection

from generation.jobs import workflow
from generation.jobs.pauses import Pauses
from generation.jobs.services import cancel_job
from generation.jobs.watching import stopping
from generation.models import Child, Job, JobState
from tests.generation.conftest import do_job
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_pauses_for_previews_while_the_row_is_held(
    waiting_job: Job, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    monkeypatch.setattr(Pauses, "take", lambda _self: held.append(connection.in_atomic_block))
    quick_engine.num_steps = 1
    do_job(waiting_job)
    assert held
    assert not any(held)


def test_what_is_done_is_stored_although_the_process_is_to_end(
    waiting_job: Job, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = workflow._write

    def end_and_write(*given: object) -> Child:
        stopping.set()
        return write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(workflow, "_write", end_and_write)
    try:
        do_job(waiting_job)
    finally:
        stopping.clear()
    assert reread(waiting_job).state == JobState.DONE


def test_nothing_is_stored_of_what_was_stopped_at_the_very_end(
    waiting_job: Job, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = workflow._write

    def stop_and_write(*given: object) -> Child:
        cancel_job(waiting_job)
        return write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(workflow, "_write", stop_and_write)
    do_job(waiting_job)
    assert reread(waiting_job).state == JobState.CANCELLED
    assert not Child.objects.exists()
