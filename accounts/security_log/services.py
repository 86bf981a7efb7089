from __future__ import annotations

import hashlib
import logging
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.security_log.models import EventKind, SecurityEvent
from accounts.security_log.selectors import get_events_of, get_events_over
from accounts.users import User

logger = logging.getLogger(__name__)

SECONDS_BETWEEN = 60
MAX_DETAIL = SecurityEvent._meta.get_field("detail").max_length


def note(kind: EventKind, request: HttpRequest | None, *, account_id: UUID | None = None, detail: str = "") -> None:
    """Adds an event to the log, and a line to the process's own, which can be kept on another machine.

    request: None for what a command or a worker did. detail: a code, nothing that a visitor wrote.
    """
    address = _address_of(request) if request is not None else None
    SecurityEvent.objects.create(kind=kind, account_id=account_id, address=address, detail=detail[:MAX_DETAIL])
    logger.info("%s: account %s, from %s, %s", kind.value, account_id or "-", address or "-", detail or "-")


def note_rarely(kind: EventKind, request: HttpRequest, *, account_id: UUID | None = None, detail: str = "") -> None:
    """Adds an event that a visitor can cause as often as they like: the same one once a minute at most."""
    who = f"{kind} {account_id} {_address_of(request)} {detail}"
    if cache.add(f"security_log_{hashlib.sha256(who.encode()).hexdigest()}", True, timeout=SECONDS_BETWEEN):
        note(kind, request, account_id=account_id, detail=detail)


def expire_events() -> int:
    number, _by_model = get_events_over().delete()
    return number


def delete_events_of(user: User) -> None:
    """Deletes the events of an account that is closed. What staff did stays for its time: it is about other people."""
    if not user.is_staff:
        get_events_of(user).delete()


def _address_of(request: HttpRequest) -> str | None:
    try:
        return str(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, KeyError):  # behind a proxy that names nobody
        return None
