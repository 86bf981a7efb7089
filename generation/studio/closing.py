"""Pages that nobody uses any more leave nothing behind."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from generation.models import StudioPage
from generation.storage.discarding import discard

# A page that is used again after that begins anew, without noticing.
ABANDONED = timedelta(minutes=15)


def close_pages() -> int:
    """Removes their previews and says how many pages there were."""
    with transaction.atomic():
        # Skipped where a worker just draws for it, or its family is being deleted.
        unused = StudioPage.objects.select_for_update(skip_locked=True).filter(asked_at__lt=Now() - ABANDONED)
        pages = list(unused)
        StudioPage.objects.filter(pk__in=[page.pk for page in pages]).delete()
    discard(files=[str(page.preview.name or "") for page in pages])
    return len(pages)
