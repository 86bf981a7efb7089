"""Leases with real processes: a busy worker, and its lease keeper."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from generation.jobs.claims import claim_job, hold_job_lease
from generation.jobs.reconciler import reconcile_jobs
from generation.models import Job, JobState
from generation.work.lease import how_to_connect

pytestmark = pytest.mark.django_db(transaction=True)
LEASE_SECONDS = 2
PATIENCE_SECONDS = 30


@contextmanager
def busy_worker(job: Job, *, hard_limit_seconds: int, paused: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    database = str(connection.settings_dict["NAME"])
    limits = {"JOB_LEASE_SECONDS": str(LEASE_SECONDS), "JOB_HARD_LIMIT_SECONDS": str(hard_limit_seconds)}
    worker = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.generation.work.busy_worker",
            database,
            str(job.pk),
            *(["paused"] if paused else []),
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, **limits},
    )
    try:
        wait_until(lambda: Job.objects.get().state == JobState.RUNNING)
        yield worker
    finally:
        worker.kill()
        worker.wait()
        wait_until(lambda: keepers() == [])


def wait_until(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not question():
        assert time.monotonic() < deadline, "Waited in vain."
        time.sleep(0.1)


def keepers() -> list[Path]:
    """The lease keepers of this database, so that a concurrent test run is not counted."""
    ours = f"VAR_DIR={os.environ['VAR_DIR']}".encode()
    return [folder for folder in Path("/proc").glob("[0-9]*") if is_keeper(folder, ours)]


def is_keeper(folder: Path, environment: bytes) -> bool:
    try:
        command = (folder / "cmdline").read_bytes().split(b"\0")
        return b"generation.work.lease_keeper" in command and environment in (folder / "environ").read_bytes()
    except OSError:  # it has just ended
        return False


def lease_is_valid() -> bool:
    until = Job.objects.get().lease_until
    return until is not None and until > timezone.now()


def test_a_lease_is_renewed_while_its_worker_is_too_busy_to_do_it(waiting_job: Job) -> None:
    with busy_worker(waiting_job, hard_limit_seconds=60):
        for _look in range(int(1.5 * LEASE_SECONDS / 0.25)):
            assert lease_is_valid()
            time.sleep(0.25)


def test_nobody_renews_the_lease_of_a_killed_worker(waiting_job: Job) -> None:
    with busy_worker(waiting_job, hard_limit_seconds=60) as worker:
        worker.kill()
        worker.wait()
        wait_until(lambda: keepers() == [])
        wait_until(lambda: not lease_is_valid())
    assert reconcile_jobs().requeued == 1


def test_a_worker_past_the_hard_limit_is_killed_and_its_job_fails(waiting_job: Job) -> None:
    with busy_worker(waiting_job, hard_limit_seconds=1) as worker:
        assert worker.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    reconcile_jobs()
    job = Job.objects.get()
    assert (job.state, job.error_code) == (JobState.FAILED, "took_too_long")


def test_paused_time_does_not_count_and_the_lease_is_renewed(waiting_job: Job) -> None:
    """In a process of their own: a keeper kills its parent."""
    with busy_worker(waiting_job, hard_limit_seconds=1, paused=True) as worker:
        time.sleep(LEASE_SECONDS + 0.5)
        assert worker.poll() is None
        assert lease_is_valid()


def test_the_keeper_goes_with_the_work(waiting_job: Job) -> None:
    claim = claim_job(waiting_job.pk)
    assert claim is not None
    with hold_job_lease(claim):
        wait_until(lambda: len(keepers()) == 1)
    assert keepers() == []


def test_the_keeper_connects_as_the_site_does_but_not_for_ever(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"sslmode": "verify-full", "sslcert": "/c", "sslkey": "/k", "options": "-c statement_timeout=9000"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", given)
    parameters = how_to_connect()
    assert parameters == parameters | given
    assert parameters["dbname"] == connection.settings_dict["NAME"]
    assert 0 < int(parameters["connect_timeout"]) < settings.JOB_LEASE_SECONDS / 2
