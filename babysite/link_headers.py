"""The headers of every answer below an address that opens something by itself: of an invitation, a share or a report.

By the address and not by the view: what a limit, middleware or the gate answers in a view's place is kept by nobody
and found by no search either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LINKS = ("/s/", "/invitations/", "/report/")
HEADERS = {
    # Visitors have no session, by which other pages know that nothing of them may be kept.
    "Cache-Control": "private, no-store",
    # Names the site and never the page. With "no-referrer" a browser would also hide where a form comes from, and what
    # protects against forged forms needs to know.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive, noimageindex",
    "Cross-Origin-Resource-Policy": "same-origin",
}

GetResponse = Callable[[HttpRequest], HttpResponse]


def headers_at(path: str) -> Mapping[str, str]:
    return HEADERS if path.startswith(LINKS) else {}


def untold_links(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if headers := headers_at(request.path):
            for name, value in headers.items():
                response.headers[name] = value
            # Of a language, a time zone or a password; that of the language the browser asks for is there already.
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
