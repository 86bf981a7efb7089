"""Whose keys a private file needs: its name says it."""

from __future__ import annotations

from uuid import UUID

from generation.storage.folders import FOLDERS
from generation.storage.site_mark import MARK


def is_plain(name: str) -> bool:
    """Shows nobody, and is written by operators too."""
    return name == MARK


def holders_of(name: str) -> tuple[UUID, ...]:
    """Raises KeyDestroyed when they have gone, and ValueError for a name of which nobody knows who is shown."""
    match name.split("/"):
        case [folder, row_id, _file] if folder in FOLDERS:
            return FOLDERS[folder](UUID(row_id))
        case _:
            expected = ", ".join(f"{folder}/ID/FILE" for folder in FOLDERS)
            raise ValueError(f"Whose file is {name}? Expected one of {expected}.")
