"""The signing key of a site whose operator gave none: made once, kept in a file only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def get_or_make_secret_key(path: Path) -> str:
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(get_random_secret_key())
    try:
        os.link(draft, path)  # unlike rename, never replaces the key that another process has just made
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
