"""Expiry of families, for those whose time is nearly over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from generation.models.family_use import IS_KEPT, families_by_use


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The time at which an unused family expires. can_stay: its owner may extend it."""

    at: datetime
    can_stay: bool


def add_endings(families: Sequence[Any]) -> None:
    """Gives each an `ending`: an Ending, or None."""
    endings = get_endings([family.pk for family in families])
    for family in families:
        family.ending = endings.get(family.pk)


def get_endings(family_ids: Iterable[UUID]) -> dict[UUID, Ending]:
    """Returns the endings of families that expire soon, in one query."""
    families = families_by_use().filter(pk__in=list(family_ids), pending_until=None).annotate(is_kept=IS_KEPT)
    rows = families.values_list("pk", "worked_at", "warned_at", "is_kept", named=True)
    now = timezone.now()
    soon = now + timedelta(days=settings.NOTICE_DAYS)
    endings = {row.pk: _ending_of(row, now) for row in rows}
    return {family_id: ending for family_id, ending in endings.items() if ending.at <= soon}


def _ending_of(row: Any, now: datetime) -> Ending:
    if not row.is_kept:
        return Ending(at=row.worked_at + timedelta(hours=settings.UNKEPT_HOURS), can_stay=False)
    # Never without the notice, however late that goes out.
    warned_at = row.warned_at if row.warned_at and row.warned_at > row.worked_at else now
    over_at = row.worked_at + timedelta(days=settings.RESULT_DAYS)
    return Ending(at=max(over_at, warned_at + timedelta(days=settings.NOTICE_DAYS)), can_stay=True)
