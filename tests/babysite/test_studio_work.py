"""The heavy worker draws previews beside its jobs: whoever moves a slider doesn't wait for 40 seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from uuid import uuid4

import dramatiq
import pytest
from django.conf import settings
from dramatiq.worker import Worker

from babysite.worker import make_workers
from generation.jobs import workflow as job_workflow
from generation.jobs.tasks import make_child
from generation.studio import workflow as studio_workflow
from generation.studio.tasks import render_preview

pytestmark = [pytest.mark.usefixtures("servers"), pytest.mark.timeout(60)]

PATIENCE_SECONDS = 20
NUM_OF_THE_BROKER = len(settings.DRAMATIQ_BROKER["MIDDLEWARE"])


@pytest.fixture
def heavy_workers() -> Iterator[list[Worker]]:
    dramatiq.get_broker().flush_all()
    workers = make_workers("heavy")
    for worker in workers:
        worker.start()
    yield workers
    for worker in workers:
        worker.stop(timeout=5000)
    dramatiq.get_broker().flush_all()


@pytest.fixture
def job_is_over(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """An event; until it is set, a job holds the worker. Requested after the workers, which stop when it is over."""
    over = threading.Event()
    monkeypatch.setattr(job_workflow, "run_next_job", lambda: over.wait(PATIENCE_SECONDS))
    yield over
    over.set()


def test_a_preview_does_not_wait_behind_a_job(
    monkeypatch: pytest.MonkeyPatch, heavy_workers: list[Worker], job_is_over: threading.Event
) -> None:
    drawn = threading.Event()
    monkeypatch.setattr(studio_workflow, "render_preview", lambda *_spec: drawn.set())
    make_child.send(str(uuid4()))
    render_preview.send(1, 1, {"age_years": 7.0})
    assert drawn.wait(PATIENCE_SECONDS / 2)
    assert not job_is_over.is_set()


def test_two_workers_of_one_process_do_not_get_into_each_others_way(
    heavy_workers: list[Worker], caplog: pytest.LogCaptureFixture
) -> None:
    assert [record for record in caplog.get_records("setup") if record.levelname == "WARNING"] == []
    assert len({id(worker.broker) for worker in heavy_workers}) == len(heavy_workers)
    assert all(len(worker.broker.middleware) == NUM_OF_THE_BROKER + 1 for worker in heavy_workers)
    assert len(dramatiq.get_broker().middleware) == NUM_OF_THE_BROKER


def test_two_jobs_are_never_at_work_at_once(
    monkeypatch: pytest.MonkeyPatch, heavy_workers: list[Worker], job_is_over: threading.Event
) -> None:
    begun: list[float] = []

    def hold() -> None:
        begun.append(time.monotonic())
        job_is_over.wait(PATIENCE_SECONDS)

    drawn = threading.Event()
    monkeypatch.setattr(job_workflow, "run_next_job", hold)
    monkeypatch.setattr(studio_workflow, "render_preview", lambda *_spec: drawn.set())
    for _ in range(2):
        make_child.send(str(uuid4()))
    render_preview.send(1, 1, {"age_years": 7.0})
    assert drawn.wait(PATIENCE_SECONDS / 2)
    assert len(begun) <= 1
