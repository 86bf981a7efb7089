"""Temporary folders on the local disk, for programs that write files before these become private media."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.conf import settings

from generation.models import Family

UUID_LENGTH = 36


@contextmanager
def scratch_folder(family: Family) -> Iterator[Path]:
    """Makes an empty folder and removes it on exit. Its files are unencrypted, so its name holds the family's id."""
    settings.SCRATCH_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.SCRATCH_DIR, prefix=f"{family.pk}-") as name:
        yield Path(name)


def remove_of_gone_families() -> None:
    """Removes the folders of families that were erased. A worker that still uses one finds its job gone and stops."""
    folders = {folder: _family_of(folder) for folder in settings.SCRATCH_DIR.glob("*")}
    named = {family_id for family_id in folders.values() if family_id}
    gone = named - set(Family.objects.filter(pk__in=named).values_list("pk", flat=True))
    for folder, family_id in folders.items():
        if family_id in gone:
            shutil.rmtree(folder, ignore_errors=True)


def _family_of(folder: Path) -> UUID | None:
    """Returns the family's id, or None for a folder that another program made."""
    try:
        return UUID(folder.name[:UUID_LENGTH])
    except ValueError:
        return None


def remove_abandoned() -> None:
    """Removes the folders of killed workers, which are older than the hard limit of a job."""
    oldest = time.time() - settings.JOB_HARD_LIMIT_SECONDS
    for folder in settings.SCRATCH_DIR.glob("*"):
        with suppress(FileNotFoundError):  # another sweep was quicker
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)
