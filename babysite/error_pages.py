"""Answers to people and API clients when a request fails outside a view."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from babysite.api_errors import error_body


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, HTTPStatus.BAD_REQUEST, "bad_request", _("This request could not be understood."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
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
    return HttpResponse(render_to_string(f"{status.value}.html", {"message": message}), status=status)


def render_refusal(request: HttpRequest, status: HTTPStatus) -> tuple[str, bytes]:
    """Returns (content type, content) for a request body that was refused before Django and its middleware ran."""
    with translation.override(translation.get_language_from_request(request)):
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            code, message = "request_too_large", _("What you sent is too large. Choose smaller photos.")
        else:
            code, message = (
                "request_too_slow",
                _("Your photos took too long to arrive. Try again or choose smaller ones."),
            )
        if wants_json(request):
            return "application/json", json.dumps(error_body(code, message)).encode()
        return "text/html; charset=utf-8", render_to_string("413.html", {"message": message}).encode()


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
