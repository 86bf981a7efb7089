from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.security_log.models import SecurityEvent
from accounts.users import User


def get_events_of(user: User) -> QuerySet[SecurityEvent]:
    """Returns the events of an account, the newest first."""
    return SecurityEvent.objects.filter(account_id=user.pk).order_by("-at", "-pk")


def get_events_over() -> QuerySet[SecurityEvent]:
    return SecurityEvent.objects.filter(at__lte=Now() - timedelta(days=settings.SECURITY_LOG_DAYS))
