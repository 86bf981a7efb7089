"""How much the private storage holds, and how much it may still take."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from generation.refusals import StorageFull
from generation.storage.files import files_in


def check_free_disk() -> None:
    """Raises StorageFull while less than MIN_FREE_DISK_BYTES are free where films, and pictures in a folder, are
    written.
    """
    if free_bytes() < settings.MIN_FREE_DISK_BYTES:
        raise StorageFull


def free_bytes() -> int:
    """Returns how much is free where there is the least."""
    places = [Path(settings.SCRATCH_DIR)]
    if isinstance(default_storage.inner, FileSystemStorage):  # type: ignore[attr-defined]  # of `vault.storage`
        places.append(Path(settings.MEDIA_ROOT))
    return min(map(_free_bytes, places))


def count_bytes(folders: Iterable[str]) -> int:
    """Counts the bytes of all files in these folders, as they lie there. Those that go meanwhile count nothing."""
    return sum(_bytes_of(name) for folder in folders for name in files_in(folder))


def _free_bytes(place: Path) -> int:
    """Asks the nearest folder that exists: the first file makes the others."""
    return shutil.disk_usage(next(folder for folder in (place, *place.parents) if folder.exists())).free


def _bytes_of(name: str) -> int:
    try:
        return int(default_storage.stored_bytes(name))  # type: ignore[attr-defined]  # of `vault.storage`
    except FileNotFoundError:
        return 0
