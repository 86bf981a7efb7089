"""Deletion of the files of erased people. Nothing decrypts them any more; this makes room and completes the receipt."""

from __future__ import annotations

import logging
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Erasure
from generation.storage.files import discard_folders

logger = logging.getLogger(__name__)


def finish_erasures() -> int:
    """Resumes every interrupted erasure and returns the number completed. Any number of workers may do it at once."""
    return sum(_finish(receipt_id) for receipt_id in _unfinished())


def erase_files(receipt: Erasure) -> bool:
    """Deletes the files of an erasure; returns True once none are left. Never raises for a disk that cannot do it now:
    the light worker tries again."""
    try:
        discard_folders(receipt.folders)
        if any(_holds_anything(folder) for folder in receipt.folders):
            return False
    except OSError as error:
        logger.warning(
            "Files of erasure %s could not be removed just now, so this is tried again: %s", receipt.pk, error
        )
        return False
    Erasure.objects.filter(pk=receipt.pk, erased_at=None).update(erased_at=Now())
    return True


def _unfinished() -> list[UUID]:
    return list(Erasure.objects.filter(erased_at=None).order_by("requested_at").values_list("pk", flat=True))


def _finish(receipt_id: UUID) -> bool:
    with transaction.atomic():
        rows = Erasure.objects.select_for_update(skip_locked=True)
        receipt = rows.filter(pk=receipt_id, erased_at=None).first()
        return receipt is not None and erase_files(receipt)


def _holds_anything(folder: str) -> bool:
    """Returns True if the folder holds files. A worker may just have written there; it deletes its file when it
    finds its job gone.
    """
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return False
    return bool(files) or any(_holds_anything(f"{folder}/{name}") for name in folders)
