"""Suspended accounts. Their owners still sign in, and withdraw, export, appeal and close; all else is refused by
`babysite.suspended`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, When
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone

from accounts.security_log.models import EventKind
from accounts.security_log.services import note
from accounts.sessions import end_sessions_of
from accounts.users import User, is_suspended

Listener = Callable[[UUID], None]

_listeners: list[Listener] = []


def on_suspended(listener: Listener) -> None:
    """Registers a listener, which is called with the account's id inside each transaction that suspends one.

    Telling it twice changes nothing.
    """
    if listener not in _listeners:
        _listeners.append(listener)


@transaction.atomic
def suspend(user: User, *, until: datetime | None, request: HttpRequest | None = None) -> None:
    """Suspends an account and ends its sessions. until: None for no end. Of one that is suspended already, only the end
    changes. request: of the moderator, if there is one.

    Raises ValueError for an end in the past.
    """
    if until is not None and until <= timezone.now():
        raise ValueError(f"A suspension ends in the future. Received: {until.isoformat()}.")
    # Listeners work on what is the account's: whatever does that locks the account first.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    User.objects.filter(pk=user.pk).update(
        suspended_at=Case(When(is_suspended(), then=F("suspended_at")), default=Now()), suspended_until=until
    )
    user.refresh_from_db(fields=["suspended_at", "suspended_until"])
    end_sessions_of(user)
    for listener in _listeners:
        listener(user.pk)
    note(EventKind.SUSPENDED, request, account_id=user.pk)


@transaction.atomic
def lift(user: User, *, request: HttpRequest | None = None) -> bool:
    """Ends a suspension before its time. Returns False when there was none."""
    changed = User.objects.filter(is_suspended(), pk=user.pk).update(suspended_at=None, suspended_until=None)
    user.refresh_from_db(fields=["suspended_at", "suspended_until"])
    if changed:
        note(EventKind.SUSPENSION_LIFTED, request, account_id=user.pk)
    return bool(changed)
