"""The worker's side: who may make an export, and what becomes of it."""

from __future__ import annotations

import io
import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Person
from generation.emails import send_email
from generation.exporting.archive import CHUNK_BYTES, archive_parts
from generation.exporting.description import describe
from generation.exporting.scope import Scope, scope_of
from generation.models import Export, ExportState
from generation.storage.discarding import discard
from generation.storage.files import new_name
from generation.storage.vault.writing import PartsFile
from generation.work.claims import Claim, Claims, LostClaim

logger = logging.getLogger(__name__)

RENEW_SECONDS = 5

# Every attempt raises `attempts`, which is the fence too. A row stays queued while it is made: only the lease tells.
EXPORTS = Claims(
    rows=Export.objects.all(),
    waiting=ExportState.QUEUED,
    held=ExportState.QUEUED,
    fence_field="attempts",
    lease=lambda: timedelta(seconds=60),
    max_attempts=lambda: 3,
)


@dataclass
class Making:
    """One attempt at an export. Lost when it was taken back, or when somebody in it was erased."""

    export: Export
    claim: Claim
    scope: Scope
    renewed_at: float

    def renew(self) -> None:
        """Renews the lease at intervals. Raises LostClaim."""
        if time.monotonic() - self.renewed_at > RENEW_SECONDS:
            EXPORTS.renew(self.claim)
            self.renewed_at = time.monotonic()


def make_export(export_id: UUID) -> None:
    """Does nothing when there is nothing to do. Raises what nobody foresaw, after handing the work back."""
    making = _begin(export_id)
    if making is None:
        return
    name = new_name(making.export.folder, "export", "zip", fence=making.claim.fence)
    try:
        _store(making, name)
        _finish(making, name)
    except LostClaim:
        discard(files=[name])
        logger.info("An export was taken back, or somebody in it was erased, while it was made.")
    except OSError as error:
        discard(files=[name])
        logger.warning("Export %s could not be written: %s", export_id, error)
        hand_back(making.claim)
    except Exception:
        discard(files=[name])
        hand_back(making.claim)
        raise


def hand_back(claim: Claim) -> None:
    """Returns the export to the queue for another try after a while; after the last one it has failed."""
    mine = EXPORTS.held_by(claim)
    if EXPORTS.is_last(claim):
        mine.update(state=ExportState.FAILED, lease_until=None)
    else:
        mine.update(lease_until=EXPORTS.lease_end())


def _begin(export_id: UUID) -> Making | None:
    """Records whose data the export will contain before reading any, so that erasing one of them deletes the export."""
    with transaction.atomic():
        export = EXPORTS.lock_free(export_id)
        if export is None:
            return None
        if export.attempts >= EXPORTS.max_attempts():  # whoever made the last try was killed
            Export.objects.filter(pk=export.pk).update(state=ExportState.FAILED, lease_until=None)
            return None
        scope = scope_of(export.account)
        claim = EXPORTS.take(export, people=[str(person_id) for person_id in scope.person_ids])
    return Making(export=export, claim=claim, scope=scope, renewed_at=time.monotonic())


def _store(making: Making, name: str) -> None:
    parts = PartsFile(archive_parts(describe(making.scope), before_each=making.renew))
    stored = default_storage.save(name, File(io.BufferedReader(parts, CHUNK_BYTES)))
    if stored != name:
        raise OSError(f"Expected the storage to keep the name {name}. Received: {stored}")


def _finish(making: Making, name: str) -> None:
    """Raises LostClaim. People first, as whoever erases them takes them; they stay until this is over."""
    ids = making.scope.person_ids
    with transaction.atomic():
        here = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
        if len(here.values_list("pk", flat=True)) < len(ids):
            raise LostClaim
        is_mine = EXPORTS.held_by(making.claim).update(
            state=ExportState.READY,
            file=name,
            num_bytes=default_storage.size(name),
            lease_until=None,
            ready_at=Now(),
            expires_at=Now() + timedelta(days=settings.EXPORT_DAYS),
        )
        if not is_mine:
            raise LostClaim
        _announce(making.export)


def _announce(export: Export) -> None:
    try:
        send_email(to=export.account, name="export_ready", link="exporting:overview", days=settings.EXPORT_DAYS)
    except (SMTPException, OSError) as error:
        logger.warning("The letter about an export could not be sent (%s). Its page tells of it.", type(error).__name__)
