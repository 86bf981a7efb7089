from __future__ import annotations

from django.db import transaction

from generation.discarding import discard
from generation.gallery.models import Child


def delete_child(child: Child) -> None:
    """Its row, the job that made it and its files. The family stays."""
    names = child.file_names
    with transaction.atomic():
        child.family.jobs.filter(child=child).delete()
        child.delete()
        transaction.on_commit(lambda: discard(files=names))
