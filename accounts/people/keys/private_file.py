"""Files that only their owner can read. This module needs no Django, because the settings themselves keep such a file.

A text is written to a draft beside the file first. There is one draft, under a fixed name, and whoever writes it holds
a lock that ends with the process: so what a killed process left is known for what it is, and goes.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OWNER_ALONE = 0o600


def make_private_file(path: Path, text: str) -> None:
    """Does nothing when there is one already: it never replaces what another process has just made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _draft(path, text) as draft, suppress(FileExistsError):
        os.link(draft, path)
    _make_durable(path.parent)


def replace_private_file(path: Path, text: str) -> None:
    """Replaces the file: a reader finds the old text or the new one and never a part, also after a power cut."""
    with _draft(path, text) as draft:
        draft.replace(path)
    _make_durable(path.parent)


def remove_abandoned_draft(path: Path) -> None:
    """Removes the draft of a process that was killed, which may hold the key that the file holds too."""
    draft = _draft_of(path)
    with suppress(FileNotFoundError, BlockingIOError):
        descriptor = os.open(draft, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while somebody writes it
            _remove_if_same(draft, descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _draft(path: Path, text: str) -> Iterator[Path]:
    draft = _draft_of(path)
    descriptor = _lock(draft)
    try:
        with os.fdopen(descriptor, "w", closefd=False) as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        yield draft
    finally:
        _remove_if_same(draft, descriptor)
        os.close(descriptor)


def _draft_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.draft")


def _lock(draft: Path) -> int:
    """Waits for the process that writes a draft, and makes an empty one. Nothing is written into an abandoned one:
    killed in the right moment, its writer had made it the file itself, under a second name.
    """
    while True:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT, OWNER_ALONE)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _is_same(draft, descriptor) and os.fstat(descriptor).st_size == 0:
            return descriptor
        _remove_if_same(draft, descriptor)
        os.close(descriptor)


def _remove_if_same(draft: Path, descriptor: int) -> None:
    """Removes our draft, under the lock. Another one of that name is somebody's who came after us."""
    if _is_same(draft, descriptor):
        draft.unlink()


def _is_same(draft: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(draft.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
