from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from generation.models import Family, Job
from generation.storage.scratch import remove_abandoned, remove_of_gone_families, scratch_folder


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, settings: Any) -> Path:
    settings.SCRATCH_DIR = tmp_path / "scratch"
    settings.JOB_HARD_LIMIT_SECONDS = 100
    return tmp_path / "scratch"


def leave_behind(scratch: Path, name: str, *, age_seconds: float) -> None:
    folder = scratch / name
    folder.mkdir(parents=True)
    (folder / "film.mp4.part").write_bytes(b"half a film")
    then = time.time() - age_seconds
    os.utime(folder, (then, then))


def test_a_folder_is_empty_private_and_gone_when_it_is_left(scratch: Path) -> None:
    with scratch_folder(Family()) as folder:
        assert (folder.parent, list(folder.iterdir())) == (scratch, [])
        assert [stat.S_IMODE(path.stat().st_mode) for path in (scratch, folder)] == [0o700, 0o700]
        (folder / "film.mp4").write_bytes(b"a film")
    assert list(scratch.iterdir()) == []


def test_what_killed_workers_left_is_removed_once_no_job_can_be_at_it(scratch: Path) -> None:
    leave_behind(scratch, "long ago", age_seconds=160)
    leave_behind(scratch, "just now", age_seconds=40)
    remove_abandoned()
    assert [path.name for path in scratch.iterdir()] == ["just now"]


@pytest.mark.django_db
def test_what_is_made_of_a_family_that_was_erased_goes_at_the_next_look(scratch: Path, waiting_job: Job) -> None:
    with scratch_folder(waiting_job.family) as kept, scratch_folder(Family()) as removed:
        (removed / "film.mp4.part").write_bytes(b"half a film")
        leave_behind(scratch, "of an earlier version", age_seconds=0)
        remove_of_gone_families()
        assert (kept.exists(), removed.exists(), (scratch / "of an earlier version").exists()) == (True, False, True)


def test_nothing_to_remove_is_no_error() -> None:
    remove_abandoned()
