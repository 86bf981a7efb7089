"""A worker is killed at every stage of its work: the next one does it, once, and no file is left over."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from generation.jobs import claims, workflow
from generation.jobs.reconciler import reconcile_jobs
from generation.models import Child, Job, JobState
from generation.storage import sweeping
from generation.storage.file_fields import names_in_rows
from generation.storage.site_mark import MARK
from tests.generation.conftest import do_job, files_in
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def kill_this() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def work_in_another_process(job: Job) -> int:
    """Returns the signal that ended it."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            do_job(job)
        finally:
            if sys.exc_info()[0]:  # told here: pytest would tell it through the parent's files
                traceback.print_exc()
            os._exit(0)
    return os.WTERMSIG(os.waitpid(pid, 0)[1])


def at(*moment: object) -> Callable[[str, int], None]:
    def at_step(stage: str, step: int) -> None:
        if (stage, step) == moment:
            kill_this()

    return at_step


def test_the_next_one_does_it_once(
    waiting_job: Job, quick_engine: QuickEngine, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeping.sweep_files()  # marks the folder
    moments: list[tuple[str, int]] = [("aligning", 1), ("aligning", 2), ("projecting", 3), ("synthesising", 1)]
    for moment in [*moments, "storing", "stored"]:
        quick_engine.at_step = at(*moment) if isinstance(moment, tuple) else at()
        quick_engine.aligned = 0
        with monkeypatch.context() as patched:
            if moment == "storing":
                patched.setattr(workflow, "finish", lambda _claim: kill_this())
            if moment == "stored":
                patched.setattr(claims, "announce", lambda job_id: kill_this() if is_done(job_id) else None)
            assert work_in_another_process(waiting_job) == signal.SIGKILL, moment
        if moment != "stored":
            Job.objects.update(lease_until="2020-01-01T00:00Z")
            assert reconcile_jobs().requeued == 1
            waiting = reread(waiting_job)
            assert (waiting.state, waiting.stage, waiting.fraction) == (JobState.QUEUED, "", 0.0)
            Job.objects.update(attempts=0)
    assert reread(waiting_job).state == JobState.DONE
    assert Child.objects.count() == 1
    monkeypatch.setattr(sweeping, "SPARED", -sweeping.SPARED)
    sweeping.sweep_files()
    assert set(files_in(media)) - {MARK} == {name for name in names_in_rows() if name}


def is_done(job_id: UUID) -> bool:
    return Job.objects.get(pk=job_id).state == JobState.DONE
