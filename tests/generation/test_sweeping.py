from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from generation.jobs.models import Job
from generation.sweeping import SPARED, sweep_files
from tests.generation.conftest import files_in

pytestmark = pytest.mark.django_db(transaction=True)


def stray(media: Path, name: str, *, hours: float) -> None:
    path = media / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left by a killed worker")
    age(path, hours)


def age(path: Path, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def test_old_files_that_no_row_names_are_removed(media: Path) -> None:
    stray(media, "people/x/preview-1-abc.jpg", hours=3)
    stray(media, "families/y/child-1-abc.jpg", hours=3)
    assert sweep_files() == 2
    assert files_in(media) == []


def test_young_files_may_belong_to_work_that_is_not_done_yet(media: Path) -> None:
    stray(media, "people/x/original-0-abc.jpg", hours=SPARED.total_seconds() / 3600 - 0.1)
    assert sweep_files() == 0
    assert len(files_in(media)) == 1


def test_what_a_row_names_is_never_removed_however_old(done_job: Job, media: Path) -> None:
    before = files_in(media)
    for name in before:
        age(media / name, 24 * 400)
    assert sweep_files() == 0
    assert files_in(media) == before


def test_files_of_others_in_the_same_storage_are_left_alone(media: Path) -> None:
    stray(media, "backup/of-somebody.tar", hours=1000)
    assert sweep_files() == 0
    assert len(files_in(media)) == 1
