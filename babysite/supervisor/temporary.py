"""Folders for files of a moment, such as a film in the making. They are the site's own, and empty when it starts."""

from __future__ import annotations

import shutil
from pathlib import Path


def empty(folder: Path) -> None:
    """Removes what a killed process left in the folder, and lets nobody else look into it.

    Call it with the lock held.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
