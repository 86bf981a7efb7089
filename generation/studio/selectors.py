from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404

from generation.models import Family, StudioPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def owns_family(user: User | AnonymousUser, family_id: UUID) -> bool:
    return user.is_authenticated and Family.objects.filter(pk=family_id, owner=user).exists()


def get_preview_for(user: User | AnonymousUser, family_id: UUID, page_id: UUID, *, at_least: int = 0) -> str:
    """Returns the name of the preview that the page shows. Raises Http404, also while it shows an older one than
    `at_least`.
    """
    page = None
    if user.is_authenticated:
        page = StudioPage.objects.filter(family_id=family_id, family__owner=user, page=page_id).first()
    if page is None or page.shown_number < at_least:
        raise Http404("There is no such preview.")
    return str(page.preview.name)
