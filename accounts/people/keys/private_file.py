"""Files that only their owner can read. Pure: no Django, for the settings themselves keep one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def make_private_file(path: Path, text: str) -> None:
    """Does nothing when there is one already: it never replaces what another process has just made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _make_durable(path.parent)


def replace_private_file(path: Path, text: str) -> None:
    """Replaces a file. A reader, meanwhile or after a power cut, finds the old text or the new one."""
    _draft(path, text).replace(path)
    _make_durable(path.parent)


def _draft(path: Path, text: str) -> Path:
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # readable by its owner alone
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(draft)


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
