from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.db import transaction

from accounts.models import User
from accounts.people.keys.services import make_site_key
from generation.erasing.listeners import Erased
from generation.exporting.selectors import exports_with, get_exports_over
from generation.exporting.tasks import enqueue_export
from generation.models import Export, ExportState
from generation.storage.discarding import discard
from generation.storage.room import check_free_disk


def request_export(*, account: User) -> Export:
    """Returns the export that is being made, or queues a new one, which replaces the last. Raises a Refusal."""
    with transaction.atomic():
        last = Export.objects.select_for_update().filter(account=account).first()
        if last is not None and last.state == ExportState.QUEUED:
            return last
        check_free_disk()
        _delete([last] if last else [])
        make_site_key()  # it may be the first file of a site without people
        export, is_new = Export.objects.get_or_create(account=account)
        if is_new:
            transaction.on_commit(partial(enqueue_export, export.pk))
    return export


def delete_exports_with(erased: Erased) -> None:
    """Listens to `generation.erasing`: no export outlives anybody who is in it."""
    _delete(exports_with(erased.person_ids).select_for_update().order_by("pk"))


def delete_export_of(account: User) -> None:
    """Deletes the account's export, inside the transaction that closes the account."""
    _delete(Export.objects.select_for_update().filter(account=account))


def expire_exports() -> int:
    with transaction.atomic():
        return _delete(get_exports_over().select_for_update(skip_locked=True))


def _delete(exports: Collection[Export]) -> int:
    rows = list(exports)
    Export.objects.filter(pk__in=[export.pk for export in rows]).delete()
    transaction.on_commit(partial(discard, folders=[export.folder for export in rows]))
    return len(rows)
