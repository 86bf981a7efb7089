from __future__ import annotations

from django.db import transaction

from generation.discarding import discard
from generation.gallery.models import Child


def delete_child(child: Child) -> None:
    """Its row and its files, and with the last child of a job the job. The family stays."""
    names = child.file_names
    job = child.family.jobs.filter(pk=child.job_id)
    with transaction.atomic():
        list(job.select_for_update())  # of siblings that are deleted at the same time, the last takes the job along
        child.delete()
        job.filter(children=None).delete()
        transaction.on_commit(lambda: discard(files=names))
