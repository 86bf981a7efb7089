from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def sketch_url(family_id: UUID, page_id: UUID | str, number: int) -> str:
    """The number keeps a browser from showing the one before."""
    return f"{reverse('studio:picture', args=[family_id, page_id])}?v={number}"
