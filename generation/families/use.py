from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Now

from generation.families.models import Family


def note_use(family_id: UUID) -> None:
    """Its time starts again, see `generation.retention`."""
    Family.objects.filter(pk=family_id).update(used_at=Now())
