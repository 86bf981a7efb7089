"""Who may send photos where. Everywhere else, and for everybody else, a form is small."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, MutableMapping
from io import BytesIO
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve

from accounts.models import Invitation
from accounts.sessions import get_user_of_session
from babysite.error_pages import BUSY, NOT_SIGNED_IN, STORAGE_FULL, RequestRefused
from generation.invitations.selectors import get_invitation
from generation.refusals import StorageFull
from generation.storage.room import check_free_disk

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Check = Callable[[HttpRequest, Mapping[str, Any]], bool]


def _is_signed_in(request: HttpRequest, _names: Mapping[str, Any]) -> bool:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return bool(key) and bool(get_user_of_session(key).is_authenticated)


def _holds_a_link(_request: HttpRequest, names: Mapping[str, Any]) -> bool:
    try:
        return isinstance(get_invitation(names["token"]), Invitation)
    except Http404:
        return False


# The addresses whose forms hold photos, by the names of their views.
UPLOADS: Mapping[str, Check] = {
    "families:new": _is_signed_in,
    "families:photos": _is_signed_in,
    "api:families": _is_signed_in,
    "invitations:invitation": _holds_a_link,
    "invitations:photos": _holds_a_link,
}


def is_upload(scope: Scope) -> bool:
    return _upload_at(scope) is not None


async def check_upload(scope: Scope) -> None:
    """Raises RequestRefused where photos are sent by somebody who may not, before anything of the body is read."""
    found = _upload_at(scope)
    if found is None:
        return
    check, names = found
    try:
        may_send = await database_sync_to_async(check)(ASGIRequest(dict(scope), BytesIO()), names)
    except DatabaseError as error:
        raise RequestRefused(BUSY) from error
    if not may_send:
        raise RequestRefused(NOT_SIGNED_IN)
    try:
        check_free_disk()
    except StorageFull as error:
        logger.error("Photos are refused: less than MIN_FREE_DISK_BYTES are free on the disk of VAR_DIR or MEDIA_ROOT.")
        raise RequestRefused(STORAGE_FULL) from error


def _upload_at(scope: Scope) -> tuple[Check, Mapping[str, Any]] | None:
    if scope["method"] != "POST":
        return None
    try:
        match = resolve(scope["path"])
    except Resolver404:
        return None
    check = UPLOADS.get(match.view_name)
    return (check, match.kwargs) if check else None
