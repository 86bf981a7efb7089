"""Removal of stray files, which no row names because the process that wrote them was killed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from generation.storage.file_fields import names_in_rows
from generation.storage.files import discard_files, files_in
from generation.storage.folders import FOLDERS
from generation.storage.scratch import remove_abandoned
from generation.storage.site_mark import media_is_ours

logger = logging.getLogger(__name__)

# Younger files may belong to work whose transaction is still to come.
SPARED = timedelta(hours=2)


def sweep_files() -> int:
    """Removes stray files and returns their number. Does nothing if the files belong to another database."""
    remove_abandoned()
    before = timezone.now() - SPARED
    found = {name for folder in FOLDERS for name in files_in(folder)}
    # Asked after the walk: a file that got its row meanwhile is named by it and stays.
    nameless = found - set(names_in_rows())
    if not media_is_ours(is_unclaimed=not nameless):
        return 0
    orphans = sorted(name for name in nameless if _is_older(name, before))
    discard_files(orphans)
    if orphans:
        logger.warning("%d files that nobody owned were removed.", len(orphans))
    return len(orphans)


def _is_older(name: str, moment: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:  # removed since the walk
        return False
