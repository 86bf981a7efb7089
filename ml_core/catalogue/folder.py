"""The weights directory while somebody writes to it: one at a time, with room, and without what others left."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ml_core.catalogue.reports import FetchProgress, OnFetchProgress
from ml_core.catalogue.store import FETCH_COMMAND, weights_dir
from ml_core.errors import DownloadFailed

LOCK_NAME = ".lock"
SCRATCH_PREFIX = ".unfinished-"


@contextmanager
def writing(on_progress: OnFetchProgress) -> Iterator[None]:
    """Holds the folder, and turns what the disk refuses into an error that says what to do."""
    try:
        weights_dir().mkdir(parents=True, exist_ok=True)
        with _locked(on_progress):
            _remove_leftovers()
            yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = "The disk is full: free some space"
        else:
            advice = "Make the folder writable, or set MODELS_DIR to one that is"
        raise DownloadFailed(
            f"{weights_dir()} can't be written: {error}. {advice}, then run `{FETCH_COMMAND}`."
        ) from error


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Makes a folder on the disk of the weights, so that a finished file can be renamed to its place."""
    with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX, dir=weights_dir(), ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def check_space(item: str, needed: int) -> None:
    free = shutil.disk_usage(weights_dir()).free
    if free < needed:
        raise DownloadFailed(
            f"{item} needs {needed / 1e6:,.0f} MB in {weights_dir()} while it is unpacked, "
            f"{free / 1e6:,.0f} MB are free. Free some space, or set MODELS_DIR to a folder on another disk."
        )


def move_to_place(finished: Path, target: Path) -> None:
    """Moves a file so that under its name it is whole or not there at all, even after a power cut."""
    with finished.open("rb") as file:
        os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    finished.replace(target)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(on_progress: OnFetchProgress) -> Iterator[None]:
    """The lock is the kernel's: it goes with the process, however that ends."""
    with (weights_dir() / LOCK_NAME).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_progress(FetchProgress(item="", done=0, total=0, waiting=True))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _remove_leftovers() -> None:
    """Removes the scratch folders of a fetch that was killed. Partial files stay: the next fetch goes on with them."""
    for folder in weights_dir().glob(f"{SCRATCH_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)
