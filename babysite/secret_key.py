"""The signing key of a site whose operator gave none: made once, kept in a file only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from accounts.people.keys.private_file import make_private_file
from babysite.environment import check_that_only_we_read


def get_or_make_secret_key(path: Path) -> str:
    try:
        if not path.exists():
            make_private_file(path, get_random_secret_key())
        check_that_only_we_read(path, "the site's signing key")
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The site's signing key cannot be kept in {path}: {error.strerror}. Set VAR_DIR to a folder that user "
            f"{os.geteuid()} may write to, or give SECRET_KEY."
        ) from error
