from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from generation.models import Export, ExportState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# A message that was sent this recently is probably still on its way.
RING_AGAIN = timedelta(seconds=30)


def get_export_of(user: User) -> Export | None:
    """The one that is being made, ready or failed. None after its time."""
    return Export.objects.filter(account=user).exclude(expires_at__lte=Now()).first()


def get_download_for(user: User | AnonymousUser, export_id: UUID) -> Export:
    """One that is ready. Raises Http404, the same for somebody else's, and for one whose time is over."""
    export = None
    if user.is_authenticated:
        ready = Export.objects.filter(state=ExportState.READY, expires_at__gt=Now())
        export = ready.filter(account=user, pk=export_id).first()
    if export is None:
        raise Http404("There is no such export.")
    return export


def exports_with(person_ids: Collection[UUID]) -> QuerySet[Export]:
    """Those in which anything of one of these people is."""
    either = Q(pk__in=[])
    for person_id in person_ids:
        either |= Q(people__contains=[str(person_id)])
    return Export.objects.filter(either)


def get_waiting_exports() -> QuerySet[Export]:
    """That no worker is at, nor heard of lately."""
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    return Export.objects.filter(free, state=ExportState.QUEUED, rung_at__lt=Now() - RING_AGAIN).order_by("created_at")


def get_exports_over() -> QuerySet[Export]:
    failed = Q(state=ExportState.FAILED, created_at__lte=Now() - timedelta(days=settings.EXPORT_DAYS))
    return Export.objects.filter(failed | Q(expires_at__lte=Now()))
