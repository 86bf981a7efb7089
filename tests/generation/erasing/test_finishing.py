"""An erasure that was interrupted goes on, however it was interrupted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from accounts.models import Erasure, ErasureCause, Person
from generation.erasing import finishing
from generation.erasing.finishing import finish_erasures
from generation.erasing.services import erase_people
from generation.models import Child, Family
from generation.storage.files import discard_folders
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.erasing.conftest import NUM_CHILDREN, grow

pytestmark = pytest.mark.django_db(transaction=True)
NUM_KILLS = 12


def test_fifty_children_are_gone_within_a_minute(large_family: Family, media: Path) -> None:
    assert len(files_in(media)) > 3 * NUM_CHILDREN
    erase_people([large_family.parent_b], cause=ErasureCause.WITHDRAWN)
    assert not Child.objects.exists()
    assert files_in(media) == []
    receipt = Erasure.objects.get(person_id=large_family.parent_b_id)
    assert receipt.counts["children"] == NUM_CHILDREN
    assert receipt.erased_at is not None
    assert (receipt.erased_at - receipt.requested_at).total_seconds() < 60


def test_a_disk_that_cannot_do_it_now_is_asked_again(
    family: Family, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> None:
        raise OSError("The disk went away.")

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "delete", fail)
        erase_people([family.parent_b], cause=ErasureCause.WITHDRAWN)
        assert finish_erasures() == 0
    assert not Person.objects.exists()
    assert set(Erasure.objects.values_list("erased_at", flat=True)) == {None}
    assert finish_erasures() == 2
    assert files_in(media) == []
    assert finish_erasures() == 0


def test_a_file_written_in_the_very_moment_leaves_it_unfinished(
    family: Family, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker's own clearing up follows, or the next look removes it."""
    late = media / family.folder / "child-9-late.jpg"
    discard = discard_folders

    def discard_and_be_late(folders: Any) -> None:
        discard(folders)
        late.parent.mkdir(parents=True, exist_ok=True)
        late.write_bytes(b"late")

    with monkeypatch.context() as patch:
        patch.setattr(finishing, "discard_folders", discard_and_be_late)
        erase_people([family.parent_b], cause=ErasureCause.WITHDRAWN)
        assert set(Erasure.objects.values_list("erased_at", flat=True)) == {None}
    call_command("reconcile")
    assert not late.exists()
    assert None not in set(Erasure.objects.values_list("erased_at", flat=True))


class Eraser:
    """Erases people in processes that it starts."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def begin(self, person: Person) -> int:
        """The number of the process that has just begun, which is nobody else's until `wait` has been called."""
        self._tell(str(person.pk))
        number = self._told()
        self._tell("go")
        return number

    def wait(self) -> int:
        """The status of that process."""
        status = self._told()
        self._tell("bury it")
        return status

    def _told(self) -> int:
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def _tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


@pytest.fixture
def eraser(media: Path) -> Iterator[Eraser]:
    database = str(connection.settings_dict["NAME"])
    with subprocess.Popen(
        [sys.executable, "-m", "tests.generation.erasing.eraser", database],
        cwd=settings.BASE_DIR,
        env={**os.environ, "MEDIA_ROOT": str(settings.MEDIA_ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Eraser(process)


@pytest.fixture
def patient(large_family: Family, eraser: Eraser) -> float:
    """Returns how long it takes when nobody kills it, in seconds. Measured on a family of its own, of the same size."""
    eraser.begin(large_family.parent_b)
    began = time.monotonic()
    assert eraser.wait() == 0
    return time.monotonic() - began


@pytest.mark.slow
def test_killed_at_any_moment_it_is_finished_afterwards(
    patient: float, eraser: Eraser, request_family: RequestFamily, media: Path
) -> None:
    """Nothing had been begun, or the light worker finishes it: in neither case is anything left, or half there."""
    chance = random.Random(7)
    num_begun = 0
    for number in range(NUM_KILLS):
        family = grow(request_family, key=f"killed-{number}")
        process = eraser.begin(family.parent_b)
        time.sleep(chance.uniform(0, 3 * patient))  # for some it may be done by then; on a busy machine for few
        os.kill(process, signal.SIGKILL)
        assert eraser.wait() in {0, -signal.SIGKILL}
        if Person.objects.filter(pk=family.parent_b_id).exists():
            assert Child.objects.filter(family=family).count() == NUM_CHILDREN, "It is whole, or it has gone."
            assert not Erasure.objects.filter(person_id=family.parent_b_id).exists()
            erase_people([family.parent_b], cause=ErasureCause.WITHDRAWN)
        else:
            num_begun += 1
        finish_erasures()
        assert not Erasure.objects.filter(erased_at=None).exists()
        assert not Person.objects.exists()
        assert files_in(media) == []
    assert num_begun, "The kills came too early to show anything."
