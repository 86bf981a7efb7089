from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404

from generation.portraits.models import Portrait

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def get_portrait_for(user: User | AnonymousUser, portrait_id: UUID) -> Portrait:
    """Raises Http404, the same for a portrait that is not there and for somebody else's."""
    portrait = None
    if user.is_authenticated:
        portrait = Portrait.objects.filter(person__owner=user, pk=portrait_id).first()
    if portrait is None:
        raise Http404("There is no such portrait.")
    return portrait
