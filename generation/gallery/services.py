from __future__ import annotations

from functools import partial

from django.db import transaction

from accounts.models import TombstoneKind
from accounts.people.tombstones import leave_tombstones
from generation.jobs.events import announce
from generation.jobs.locks import lock_families
from generation.models import Child, Family, Film, Job, SharePicture
from generation.storage.discarding import discard, forget_share_pictures


def delete_child(child: Child) -> None:
    """Deletes a child: its row and its files, film included, and with the last child of a job the job. The family
    stays.
    """
    with transaction.atomic():
        # So no film is asked for meanwhile, siblings go one by one, and a film is stored by now, or never will be.
        lock_families(Family.objects.filter(pk=child.family_id))
        film_jobs = list(Job.objects.filter(film_of=child).values_list("pk", flat=True))
        films = [name for film in Film.objects.filter(child=child) for name in film.file_names]
        names = [*child.file_names, *films]
        forget_share_pictures(SharePicture.objects.filter(link__children=child))
        leave_tombstones(TombstoneKind.CHILD, [child.pk])
        child.delete()
        Job.objects.filter(pk=child.job_id, children=None).delete()
        transaction.on_commit(partial(discard, files=names))
        for job_id in film_jobs:
            transaction.on_commit(partial(announce, job_id))
