from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest, Now

from generation.families.models import Family


def note_use(family_id: UUID) -> None:
    """Its time starts again, see `generation.retention`. Who has been given more keeps it."""
    Family.objects.filter(pk=family_id).update(used_at=Greatest(F("used_at"), Now()))
