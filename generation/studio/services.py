from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from accounts.work.enqueue import enqueue
from generation.jobs.bounds import check_bounds
from generation.jobs.specs import ChildSpec
from generation.models import Family, StudioPage
from generation.studio.tasks import render_preview


class WorkerUnreachable(Exception):
    """The broker does not answer, so no worker can hear of the request."""


def request_preview(*, family: Family, page_id: UUID, spec: ChildSpec) -> int:
    """Queues a preview and returns its number. Earlier requests of the page that aren't rendered yet are dropped.

    Raises WorkerUnreachable, BeyondBounds, and Http404 when the family has just gone.
    """
    check_bounds(family, spec)
    with transaction.atomic():
        get_object_or_404(Family.objects.select_for_update(no_key=True), pk=family.pk)
        page, _is_new = StudioPage.objects.select_for_update().get_or_create(family=family, page=page_id)
        Family.objects.note_use(family.pk)
        page.number += 1
        page.asked_at = Now()
        page.save(update_fields=["number", "asked_at"])
    if not enqueue(render_preview, page.pk, page.number, asdict(spec), lost="A request from the studio is dropped"):
        raise WorkerUnreachable
    return page.number
