"""Answers to people and API clients when a request fails outside a view."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from babysite.api_errors import error_body
from babysite.link_headers import headers_at
from generation.refusals import StorageFull

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ENTRANCES = ("account_login", "account_signup", "mfa_login_webauthn")  # their forms sign somebody in


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        message = _("This site is not found under this address. Open %(address)s instead.")
        return answer(request, HTTPStatus.BAD_REQUEST, "unknown_host", message % {"address": settings.SITE_URL})
    return answer(
        request,
        HTTPStatus.BAD_REQUEST,
        "bad_request",
        _("This request could not be understood. Go back, reload the page and try again."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuses a form. One that would sign somebody in who did so in another tab meanwhile, which made its token void,
    leads where it would have led: nothing is done, and the page there sees to it that the address is the site's own.
    """
    if request.user.is_authenticated and request.path in map(reverse, ENTRANCES):
        way_on = {REDIRECT_FIELD_NAME: request.POST.get(REDIRECT_FIELD_NAME, "")}
        return redirect(f"{reverse('account_login')}?{urlencode(way_on)}")
    message = _("This page has expired. Go back, reload it and try again.")
    return answer(request, HTTPStatus.FORBIDDEN, "csrf_failed", message)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, HTTPStatus.FORBIDDEN, "permission_denied", _("You may not do this."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, HTTPStatus.NOT_FOUND, "not_found", _("There is nothing at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    message = _("Something went wrong on our side. Try again in a moment.")
    return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", message)


def answer(request: HttpRequest, status: HTTPStatus, code: str, message: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(error_body(code, message), status=status)
    # No request in the context: its processors ask the database, which may be what failed.
    # Whatever has no page of its own may be tried again, as the page of 429 says.
    templates = [f"{status.value}.html", "429.html"]
    return HttpResponse(render_to_string(templates, {"message": message}), status=status)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A reason to refuse a request before Django and its middleware run."""

    status: HTTPStatus
    code: str
    message: StrPromise
    template: str
    retry_after_seconds: int | None = None


TOO_LARGE = Refusal(
    status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    code="request_too_large",
    message=gettext_lazy(
        "What you sent has %(size)s, and up to %(limit)s can be taken here. Go back and choose smaller photos, or "
        "fewer."
    ),
    template="413.html",
)
TOO_SLOW = Refusal(
    status=HTTPStatus.REQUEST_TIMEOUT,
    code="request_too_slow",
    message=gettext_lazy(
        "Your photos took too long to arrive: the connection stood still or nearly so. Go back and send them again, "
        "perhaps over another network."
    ),
    template="403.html",
)
NOT_SIGNED_IN = Refusal(
    status=HTTPStatus.FORBIDDEN,
    code="not_signed_in",
    message=gettext_lazy(
        "You are not signed in any more, or the link does not hold. Sign in in another tab of this browser, come back "
        "here, go one page back and send your photos once more."
    ),
    template="403.html",
)
BUSY = Refusal(
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    code="busy",
    message=gettext_lazy("Many photos are being sent right now. Go back and try again in a minute."),
    template="429.html",
    retry_after_seconds=60,
)
OVERLOADED = Refusal(
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    code="overloaded",
    message=gettext_lazy("Many people are here right now. Try again in a few seconds."),
    template="429.html",
    retry_after_seconds=5,
)
STORAGE_FULL = Refusal(
    status=StorageFull.status_code,
    code=StorageFull.default_code,
    message=StorageFull.default_detail,
    template="429.html",
)


POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

_OVERLOADED_PAGES: dict[tuple[str, bool], tuple[str, bytes]] = {}  # of as many languages as the site has


class RequestRefused(Exception):
    """A request is refused. sizes: how many bytes it has and how many it may have, where that is why."""

    def __init__(self, refusal: Refusal, **sizes: int) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.sizes = sizes

    @property
    def message(self) -> str:
        """The message in the active language."""
        return str(self.refusal.message) % {name: filesizeformat(size) for name, size in self.sizes.items()}


def render_refusal(request: HttpRequest, refused: RequestRefused) -> tuple[str, bytes]:
    """Returns (content type, content) for a request that was refused before Django and its middleware ran."""
    refusal = refused.refusal
    with translation.override(translation.get_language_from_request(request)):
        if wants_json(request):
            return "application/json", json.dumps(error_body(refusal.code, refused.message)).encode()
        context = {"message": refused.message, "is_signed_out": refusal is NOT_SIGNED_IN}
        return "text/html; charset=utf-8", render_to_string(refusal.template, context).encode()


def headers_of(refusal: Refusal, path: str) -> dict[str, str]:
    """Returns the headers that middleware would have added, and when to come back."""
    headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", **headers_at(path)}
    if refusal.retry_after_seconds is not None:
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    return headers


def overloaded(request: HttpRequest) -> HttpResponse:
    """Refuses a request at the least cost: each page is rendered once."""
    language = translation.get_language_from_request(request)
    key = (language, wants_json(request))
    if key not in _OVERLOADED_PAGES:
        _OVERLOADED_PAGES[key] = render_refusal(request, RequestRefused(OVERLOADED))
    content_type, content = _OVERLOADED_PAGES[key]
    headers = {"Cache-Control": "no-store", "Content-Length": str(len(content)), **headers_of(OVERLOADED, request.path)}
    return HttpResponse(content, status=OVERLOADED.status, content_type=content_type, headers=headers)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
