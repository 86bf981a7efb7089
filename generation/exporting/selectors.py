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


def get_export_of(user: User) -> Export | None:
    """The one that is being made, ready or failed. None after its time."""
    return Export.objects.filter(account=user).exclude(expires_at__lte=Now()).first()


def get_download_for(user: User | AnonymousUser, export_id: UUID) -> Export:
    """Returns an export that is ready. Raises Http404, also for somebody else's and for an expired one."""
    export = None
    if user.is_authenticated:
        ready = Export.objects.filter(state=ExportState.READY, expires_at__gt=Now())
        export = ready.filter(account=user, pk=export_id).first()
    if export is None:
        raise Http404("There is no such export.")
    return export


def exports_with(person_ids: Collection[UUID]) -> QuerySet[Export]:
    """Returns the exports that contain data of one of these people."""
    either = Q(pk__in=[])
    for person_id in person_ids:
        either |= Q(people__contains=[str(person_id)])
    return Export.objects.filter(either)


def get_exports_over() -> QuerySet[Export]:
    failed = Q(state=ExportState.FAILED, created_at__lte=Now() - timedelta(days=settings.EXPORT_DAYS))
    return Export.objects.filter(failed | Q(expires_at__lte=Now()))
