"""The people whose keys a private file needs, found from its name."""

from __future__ import annotations

from uuid import UUID

from generation.storage.folders import FOLDERS
from generation.storage.site_mark import MARK


def is_plain(name: str) -> bool:
    """Tells whether the file is stored unencrypted. Only the mark is: it shows nobody, and operators write it too."""
    return name == MARK


def holders_of(name: str) -> tuple[UUID, ...]:
    """Returns the ids of the people shown. Raises KeyDestroyed if they are erased, ValueError for an unknown name."""
    match name.split("/"):
        case [folder, row_id, _file] if folder in FOLDERS:
            return FOLDERS[folder](UUID(row_id))
        case _:
            expected = ", ".join(f"{folder}/ID/FILE" for folder in FOLDERS)
            raise ValueError(f"Whose file is {name}? Expected one of {expected}.")
