"""The senders and addresses of photos. Everywhere else, and for everybody else, a form is small."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, MutableMapping
from io import BytesIO
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve

from accounts.models import Invitation
from accounts.sessions import get_user_of_session
from accounts.tokens.bearer import token_in
from accounts.tokens.services import find_token
from babysite.error_pages import BUSY, STORAGE_FULL, RequestRefused
from generation.invitations.selectors import get_invitation
from generation.refusals import StorageFull
from generation.storage.room import check_free_disk

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Sender = Callable[[HttpRequest, Mapping[str, Any]], str | None]


def _account(request: HttpRequest, _names: Mapping[str, Any]) -> str | None:
    text = token_in(request)
    if text is not None:
        token = find_token(text)
        return f"account {token.user_id}" if token else None
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    user = get_user_of_session(key) if key else AnonymousUser()
    return f"account {user.pk}" if user.is_authenticated else None


def _invitation(_request: HttpRequest, names: Mapping[str, Any]) -> str | None:
    try:
        found = get_invitation(names["token"])
    except Http404:
        return None
    return f"invitation {found.pk}" if isinstance(found, Invitation) else None


def _anybody(_request: HttpRequest, _names: Mapping[str, Any]) -> str | None:
    """One name for all whom nobody knows: together they never keep out those who have an account or a link."""
    return ANYBODY


ANYBODY = "anybody"
# Where a scope names who sends photos.
SENDERS = "babysite.senders"
# The addresses whose forms hold photos, by the names of their views, and who sends them.
UPLOADS: Mapping[str, Sender] = {
    "families:new": _account,
    "families:photos": _account,
    "api:families": _account,
    "invitations:invitation": _invitation,
    "invitations:photos": _invitation,
    "verifying:page": _anybody,
    "moderation:report-picture": _anybody,
}


def is_upload(scope: Scope) -> bool:
    return _upload_at(scope) is not None


def is_anybodys(scope: Scope) -> bool:
    """Returns True for files that take no account and no link."""
    found = _upload_at(scope)
    return found is not None and found[0] is _anybody


async def sender_of(scope: Scope) -> str | None:
    """Returns the account or the invitation that photos are sent by; None for whoever may send none.

    Raises RequestRefused where the database doesn't say.
    """
    found = _upload_at(scope)
    if found is None:
        return None
    sender, names = found
    try:
        name: str | None = await database_sync_to_async(sender)(ASGIRequest(dict(scope), BytesIO()), names)
    except DatabaseError as error:
        raise RequestRefused(BUSY) from error
    return name


def check_room() -> None:
    """Raises RequestRefused."""
    try:
        check_free_disk()
    except StorageFull as error:
        logger.error("Photos are refused: less than MIN_FREE_DISK_BYTES are free on the disk of VAR_DIR or MEDIA_ROOT.")
        raise RequestRefused(STORAGE_FULL) from error


def _upload_at(scope: Scope) -> tuple[Sender, Mapping[str, Any]] | None:
    if scope["method"] != "POST":
        return None
    try:
        match = resolve(scope["path"])
    except Resolver404:
        return None
    sender = UPLOADS.get(match.view_name)
    return (sender, match.kwargs) if sender else None
