"""All that the site stores of two people, made as a person would: for the tests that look for traces of them."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from generation.jobs.services import request_film
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Job
from generation.studio.services import request_preview
from tests.generation.forms import send
from tests.generation.pictures import picture_file, upload
from tests.generation.studio.specs import PAGE

PHOTOS = (picture_file(seed=1), picture_file(seed=2))


def make_everything(client: Client, names: tuple[str, str], *, begin: Callable[[Job], None] = lambda job: None) -> Job:
    """Two photos, a child, a film of it, and a preview that waits for its worker. begin: called before the work is."""
    send(client, name_a=names[0], name_b=names[1], photo_a=upload(PHOTOS[0]), photo_b=upload(PHOTOS[1]))
    job = Job.objects.get()
    begin(job)
    run_job(job.pk)
    run_job(request_film(job.children.get()).pk)
    request_preview(family=job.family, page_id=PAGE, spec=ChildSpec(age_years=3.0))
    return job
