"""Answers that belong in the security log: refusals, limits, and what staff look at."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from accounts.security_log.models import EventKind
from accounts.security_log.services import note, note_rarely

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
# Names of the admin's pages about rows; its front page and its scripts are not noted.
PAGES_ABOUT_ROWS = ("_changelist", "_add", "_change", "_delete", "_history", "_password_change")
ID = re.compile(r"[0-9a-zA-Z-]{1,40}")


def note_answers(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if match is None:
            return response
        try:
            _note(request, match, HTTPStatus(response.status_code))
        except DatabaseError as error:  # the answer is worth more than the line about it
            logger.warning("The security log lacks a line: %s", type(error).__name__)
        return response

    return middleware


# What is shown to others by links: of whoever looks there, nothing is kept.
OF_VISITORS = "s/"


def _note(request: HttpRequest, match: ResolverMatch, status: HTTPStatus) -> None:
    if match.route.startswith(OF_VISITORS):
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        note_rarely(EventKind.LIMIT_HIT, request, account_id=_account_of(request), detail=match.route)
    elif _is_refusal(request, match, status):
        note_rarely(EventKind.REFUSED, request, account_id=_account_of(request), detail=f"{status.value} {match.route}")
    elif status < HTTPStatus.BAD_REQUEST and _is_about_rows(match) and _account_of(request):
        kind = EventKind.ADMIN_CHANGED if request.method == "POST" else EventKind.ADMIN_VIEWED
        note(kind, request, account_id=_account_of(request), detail=f"{match.url_name} {_row_in(match)}".strip())


def _is_refusal(request: HttpRequest, match: ResolverMatch, status: HTTPStatus) -> bool:
    """Tells whether this is a 403, or a 404 for an id: of something that is not there, or not theirs."""
    is_hidden = status == HTTPStatus.NOT_FOUND and bool(match.kwargs) and _account_of(request) is not None
    return status == HTTPStatus.FORBIDDEN or is_hidden


def _is_about_rows(match: ResolverMatch) -> bool:
    return match.app_name == "admin" and (match.url_name or "").endswith(PAGES_ABOUT_ROWS)


def _row_in(match: ResolverMatch) -> str:
    """Returns the id in the address, and nothing for what is no id: it would write lines of its own."""
    row = str(match.kwargs.get("object_id") or match.kwargs.get("id") or "")
    return row if ID.fullmatch(row) else ""


def _account_of(request: HttpRequest) -> UUID | None:
    """Returns who is signed in. By the cookie first: nothing is asked of the database for somebody without one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return request.user.pk
