"""Encryption in place of plain files, such as those of a decrypted backup; each file atomically."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage

from accounts.people.keys.errors import KeyDestroyed
from generation.storage.files import files_in
from generation.storage.folders import FOLDERS
from generation.storage.vault.header import MAGIC
from generation.storage.vault.storage import key_for
from generation.storage.vault.writing import sealed_parts

DRAFT = ".sealing"


def encrypt_files() -> int:
    """Encrypts the plain files of people who still exist, and returns their number.

    It can be interrupted and run again. Files in a bucket were never plain.
    """
    inner = default_storage.inner  # type: ignore[attr-defined]
    if not isinstance(inner, FileSystemStorage):
        return 0
    names = (name for folder in FOLDERS for name in files_in(folder))
    return sum(_seal(name, Path(inner.path(name))) for name in names)


def _seal(name: str, path: Path) -> bool:
    try:
        if path.name.endswith(DRAFT) or _is_sealed(path):
            return False
        header, cipher = key_for(name)
    except (KeyDestroyed, FileNotFoundError, ValueError):  # a stray, or just removed: what is left is for the sweep
        return False
    draft = path.with_name(path.name + DRAFT)
    with path.open("rb") as plain, open(draft, "wb", opener=_for_its_owner_alone) as sealed:
        for part in sealed_parts(plain, header, cipher):
            sealed.write(part)
        sealed.flush()  # down to the disk, before it takes the place of the only copy
        os.fsync(sealed.fileno())
    draft.replace(path)
    return True


def _is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _for_its_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)
