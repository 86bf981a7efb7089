"""Removal of the files of deleted rows: at once, or retried by the light worker until it succeeds."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

import dramatiq
from django.db import transaction
from django.db.models import QuerySet

from accounts.work import queues
from accounts.work.enqueue import enqueue
from generation.models import SharePicture
from generation.storage.files import discard_files, discard_folders

logger = logging.getLogger(__name__)

# About a day, with growing gaps. After that the sweep still finds them, every hour.
MAX_RETRIES = 12
FIRST_GAP_MS = 15_000
LONGEST_GAP_MS = 4 * 3600 * 1000


def discard(*, files: Sequence[str] = (), folders: Sequence[str] = ()) -> None:
    """Removes files and folders, or leaves them to `discard_later` if the disk fails, since their rows are deleted."""
    try:
        _discard(files, folders)
    except OSError as error:
        logger.warning("Files could not be removed just now, so this is tried again: %s", error)
        _try_again(files, folders)


def forget_share_pictures(pictures: QuerySet[SharePicture]) -> None:
    """Deletes pictures that were made to be sent: what they show has gone, or may be shown no more. Needs a
    transaction; the files go once it commits.
    """
    # Locked, so that none is stored between the two looks.
    rows = list(pictures.select_for_update(of=("self",)).values_list("pk", "file"))
    SharePicture.objects.filter(pk__in=[pk for pk, _file in rows]).delete()
    transaction.on_commit(partial(discard, files=[str(file) for _pk, file in rows if file]))


@dramatiq.actor(queue_name=queues.LIGHT, max_retries=MAX_RETRIES, min_backoff=FIRST_GAP_MS, max_backoff=LONGEST_GAP_MS)
def discard_later(files: list[str], folders: list[str]) -> None:
    """Removes files and folders, with retries. Their names are random and reveal nothing in the queue."""
    _discard(files, folders)


def _discard(files: Sequence[str], folders: Sequence[str]) -> None:
    discard_files(files)
    discard_folders(folders)


def _try_again(files: Sequence[str], folders: Sequence[str]) -> None:
    enqueue(discard_later, list(files), list(folders), delay_ms=FIRST_GAP_MS, lost="The files are left to the sweep")
