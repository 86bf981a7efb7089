"""Room on this machine's own disk, for programs that write files of their own before these become private media."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Empty, and gone when it is left."""
    settings.SCRATCH_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.SCRATCH_DIR) as name:
        yield Path(name)


def remove_abandoned() -> None:
    """What killed workers left: no job takes longer than its hard limit."""
    oldest = time.time() - settings.JOB_HARD_LIMIT_SECONDS
    for folder in settings.SCRATCH_DIR.glob("*"):
        with suppress(FileNotFoundError):  # another sweep was quicker
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)
