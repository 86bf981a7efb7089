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
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.models import Person
from generation.exporting.archive import CHUNK_BYTES, archive_parts
from generation.exporting.description import describe
from generation.exporting.scope import Scope, scope_of
from generation.letters import send_letter
from generation.models import Export, ExportState
from generation.storage.discarding import discard
from generation.storage.files import new_name
from generation.storage.vault.writing import PartsFile

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 5
MAX_ATTEMPTS = 3


class Gone(Exception):
    """The export was taken back, somebody in it was erased, or it is in other hands: leave no file."""


@dataclass
class Claim:
    export: Export
    scope: Scope
    renewed_at: float

    def renew(self) -> None:
        """Now and then. Raises Gone."""
        if time.monotonic() - self.renewed_at > RENEW_SECONDS:
            if not mine(self.export).update(lease_until=Now() + LEASE):
                raise Gone
            self.renewed_at = time.monotonic()


def make_export(export_id: UUID) -> None:
    """Does nothing when there is nothing to do. Raises what nobody foresaw, after handing the work back."""
    claim = _claim(export_id)
    if claim is None:
        return
    name = new_name(claim.export.folder, "export", "zip", fence=claim.export.attempts)
    try:
        _store(claim, name)
        _finish(claim, name)
    except Gone:
        discard(files=[name])
        logger.info("An export was taken back, or somebody in it was erased, while it was made.")
    except OSError as error:
        discard(files=[name])
        logger.warning("Export %s could not be written: %s", export_id, error)
        hand_back(claim.export)
    except Exception:
        discard(files=[name])
        hand_back(claim.export)
        raise


def mine(export: Export) -> QuerySet[Export]:
    return Export.objects.filter(pk=export.pk, state=ExportState.QUEUED, attempts=export.attempts)


def hand_back(export: Export) -> None:
    """For another try after a while, failed after the last one."""
    if export.attempts >= MAX_ATTEMPTS:
        mine(export).update(state=ExportState.FAILED, lease_until=None)
    else:
        mine(export).update(lease_until=Now() + LEASE)


def _claim(export_id: UUID) -> Claim | None:
    """Whose data it is to hold is written down before any of it is read: so whoever is erased takes it along."""
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    with transaction.atomic():
        waiting = Export.objects.select_for_update(skip_locked=True, of=("self",)).select_related("account")
        export = waiting.filter(free, pk=export_id, state=ExportState.QUEUED).first()
        if export is None:
            return None
        if export.attempts >= MAX_ATTEMPTS:  # whoever made the last try was killed
            hand_back(export)
            return None
        scope = scope_of(export.account)
        export.attempts += 1
        export.people = [str(person_id) for person_id in scope.person_ids]
        export.lease_until = Now() + LEASE
        export.save(update_fields=["attempts", "people", "lease_until"])
    return Claim(export=export, scope=scope, renewed_at=time.monotonic())


def _store(claim: Claim, name: str) -> None:
    parts = PartsFile(archive_parts(describe(claim.scope), before_each=claim.renew))
    stored = default_storage.save(name, File(io.BufferedReader(parts, CHUNK_BYTES)))
    if stored != name:
        raise OSError(f"Expected the storage to keep the name {name}. Received: {stored}")


def _finish(claim: Claim, name: str) -> None:
    """Raises Gone. People first, as whoever erases them takes them; they stay until this is over."""
    ids = claim.scope.person_ids
    with transaction.atomic():
        here = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
        if len(here.values_list("pk", flat=True)) < len(ids):
            raise Gone
        is_mine = mine(claim.export).update(
            state=ExportState.READY,
            file=name,
            num_bytes=default_storage.size(name),
            lease_until=None,
            ready_at=Now(),
            expires_at=Now() + timedelta(days=settings.EXPORT_DAYS),
        )
        if not is_mine:
            raise Gone
        _announce(claim.export)


def _announce(export: Export) -> None:
    try:
        send_letter(to=export.account, name="export_ready", link="exporting:overview", days=settings.EXPORT_DAYS)
    except (SMTPException, OSError) as error:
        logger.warning("The letter about an export could not be sent (%s). Its page tells of it.", type(error).__name__)
