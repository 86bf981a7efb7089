from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

OF_PAGES = ("GET", "HEAD", "OPTIONS", "POST")


class KnownMethodsMiddleware:
    """A page is read, or a form is sent to it. The account pages and the admin take a PUT, a DELETE or any other word
    for one of these; here they are refused. The API refuses for itself what an address doesn't know.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in OF_PAGES or request.path.startswith("/api/"):
            return self.get_response(request)
        return HttpResponseNotAllowed(OF_PAGES)
