"""How a page behind an invitation's link leaves the site: kept by nobody, found by no search, its address untold."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
HEADERS = {
    "Cache-Control": "private, no-store",
    # Names the site and never the page. With "no-referrer" a browser would also hide where a form comes from, and the
    # protection against forged forms needs to know.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def link_page(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return answer
