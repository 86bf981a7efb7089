from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from babysite.error_pages import answer
from babysite.hosts import is_known

logger = logging.getLogger(__name__)

# PostgreSQL's code for a row that would be the second of its kind.
UNIQUE_VIOLATION = "23505"

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS_OF_PAGES = ("GET", "HEAD", "OPTIONS", "POST")


def known_hosts(get_response: GetResponse) -> GetResponse:
    """Refuses a request that was sent to another name or port than the site's: a page there could be anybody's.

    What Django makes an absolute address of then begins with SITE_URL, whichever of its names was used.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        host = request.get_host()
        if not is_known(host, scheme=request.scheme or "http"):
            raise DisallowedHost(f"The port of {host!r} is none of this site's. Add it to ALLOWED_HOSTS, as name:port.")
        request._current_scheme_host = settings.SITE_URL  # type: ignore[attr-defined]  # build_absolute_uri begins with it
        return get_response(request)

    return middleware


def known_methods(get_response: GetResponse) -> GetResponse:
    """A page is read, or a form is sent to it. The account pages and the admin take a PUT, a DELETE or any other word
    for one of these; here they are refused. The API refuses for itself what an address doesn't know.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in METHODS_OF_PAGES or request.path.startswith("/api/"):
            return get_response(request)
        return HttpResponseNotAllowed(METHODS_OF_PAGES)

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """Names and faces must not stay in a browser after signing out, nor in a cache on the way.

    By the cookie, not the user: nothing is asked of the database, which may be what failed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def requests_at_once(get_response: GetResponse) -> GetResponse:
    """Answers 409 to the second of two requests that made the same thing at once, wherever it was not foreseen."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = _answer_second  # type: ignore[attr-defined]  # Django's hook
    return middleware


def _answer_second(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """Logs no text of the error: it repeats what was to be stored."""
    if not isinstance(exception, IntegrityError) or getattr(exception.__cause__, "pgcode", "") != UNIQUE_VIOLATION:
        return None
    logger.info("Two requests made the same thing at once: %s", request.resolver_match and request.resolver_match.route)
    message = _("This was just done by another request. Reload the page to see it.")
    return answer(request, HTTPStatus.CONFLICT, "conflict", message)
