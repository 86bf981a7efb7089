"""The signing key of a site whose operator gave none: made once, kept in a file only its owner can read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def get_or_make_secret_key(path: Path) -> str:
    try:
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The site's signing key cannot be kept in {path}: {error.strerror}. Set VAR_DIR to a folder that user "
            f"{os.geteuid()} may write to, or give SECRET_KEY."
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix="secret_key.")  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
        os.link(draft, path)  # unlike rename, never replaces the key that another process has just made
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
