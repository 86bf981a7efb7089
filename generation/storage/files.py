"""Private files: random names, nothing served by address, gone when they are deleted."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator
from types import TracebackType

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)


def store_file(folder: str, kind: str, suffix: str, data: bytes, *, fence: int = 0) -> str:
    """Stores `data` and returns its name. The fence in the name distinguishes files by an outdated worker."""
    return default_storage.save(new_name(folder, kind, suffix, fence=fence), ContentFile(data))


def new_name(folder: str, kind: str, suffix: str, *, fence: int = 0) -> str:
    return f"{folder}/{kind}-{fence}-{secrets.token_hex(12)}.{suffix}"


def read_file(name: str) -> bytes:
    with default_storage.open(name, "rb") as file:
        return bytes(file.read())


def files_in(folder: str) -> Iterator[str]:
    """Yields the names of all files under `folder`, recursively."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # removed since its name was read, or not made yet
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from files_in(f"{folder}/{name}")


def discard_files(names: Iterable[str | None]) -> None:
    for name in names:
        if name:
            default_storage.delete(name)


def discard_folders(folders: Iterable[str]) -> None:
    for folder in folders:
        discard_folder(folder)


def discard_folder(folder: str) -> None:
    """Removes everything under `folder`, including files without a row, such as those of an interrupted worker."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    discard_files(f"{folder}/{name}" for name in files)
    for name in folders:
        discard_folder(f"{folder}/{name}")
    try:
        default_storage.delete(folder)
    except OSError:
        # A worker wrote into it just now. It takes its own file back when its claim turns out to be void.
        logger.info("The folder %s was written to while it was deleted.", folder)


class WrittenFiles:
    """Files written before the transaction that refers to them. On exit, the files that were not kept are removed."""

    def __init__(self, *, fence: int = 0) -> None:
        self._fence = fence
        self._pending: set[str] = set()

    def write(self, folder: str, kind: str, suffix: str, data: bytes) -> str:
        name = store_file(folder, kind, suffix, data, fence=self._fence)
        self._pending.add(name)
        return name

    def retain(self, *names: str) -> None:
        self._pending.difference_update(names)

    def retain_all(self) -> None:
        self._pending.clear()

    def __enter__(self) -> WrittenFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        discard_files(sorted(self._pending))
