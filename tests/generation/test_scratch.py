from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from generation.scratch import remove_abandoned, scratch_folder


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
    with scratch_folder() as folder:
        assert (folder.parent, list(folder.iterdir())) == (scratch, [])
        assert [stat.S_IMODE(path.stat().st_mode) for path in (scratch, folder)] == [0o700, 0o700]
        (folder / "film.mp4").write_bytes(b"a film")
    assert list(scratch.iterdir()) == []


def test_what_killed_workers_left_is_removed_once_no_job_can_be_at_it(scratch: Path) -> None:
    leave_behind(scratch, "long ago", age_seconds=160)
    leave_behind(scratch, "just now", age_seconds=40)
    remove_abandoned()
    assert [path.name for path in scratch.iterdir()] == ["just now"]


def test_nothing_to_remove_is_no_error() -> None:
    remove_abandoned()
