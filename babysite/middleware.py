from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS_OF_PAGES = ("GET", "HEAD", "OPTIONS", "POST")


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
