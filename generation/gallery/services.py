from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Q

from accounts.models import TombstoneKind
from accounts.people.tombstones import leave_tombstones
from generation.jobs.events import announce
from generation.models import Child, Family, Film, Job
from generation.storage.discarding import discard


def delete_child(child: Child) -> None:
    """Deletes a child: its row and its files, film included, and with the last child of a job the job. The family
    stays.
    """
    with transaction.atomic():
        # First the family, so that no film is asked for meanwhile and siblings go one by one; then the jobs, as a
        # worker locks the one for a film: that is stored by now, or never will be.
        list(Family.objects.select_for_update(no_key=True).filter(pk=child.family_id).values_list("pk"))
        jobs = Job.objects.select_for_update().filter(Q(film_of=child) | Q(pk=child.job_id)).order_by("pk")
        film_jobs = [job.pk for job in jobs if job.film_of_id]
        films = [name for film in Film.objects.filter(child=child) for name in film.file_names]
        names = [*child.file_names, *films]
        leave_tombstones(TombstoneKind.CHILD, [child.pk])
        child.delete()
        Job.objects.filter(pk=child.job_id, children=None).delete()
        transaction.on_commit(partial(discard, files=names))
        for job_id in film_jobs:
            transaction.on_commit(partial(announce, job_id))
