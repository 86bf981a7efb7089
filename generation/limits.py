"""How much one account may ask for: reading photos costs the site seconds, making a child minutes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import SimpleRateThrottle

SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600


class SubmissionLimit(SimpleRateThrottle):
    """One count for an account's pages and its API together. What is refused for another reason counts too."""

    scope = "submission"

    def get_rate(self) -> str:
        return f"{settings.SUBMISSIONS_PER_HOUR}/hour"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


class SketchLimit(SubmissionLimit):
    """Of the studio: a sketch costs the site a fifth of a second, a slider asks for several in one."""

    scope = "sketch"

    def get_rate(self) -> str:
        return f"{settings.SKETCHES_PER_MINUTE}/minute"


def limit_submissions(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages; API classes name `SubmissionLimit` among their throttles."""

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limit: Any = SubmissionLimit()
        if limit.allow_request(request, view):
            return view(request, *args, **kwargs)
        return _refuse(request, math.ceil(limit.wait() or SECONDS_PER_HOUR))

    return limited


def _refuse(request: HttpRequest, seconds: int) -> HttpResponse:
    minutes = math.ceil(seconds / SECONDS_PER_MINUTE)
    message = ngettext(
        "That was a lot within an hour. Try again in %(minutes)d minute.",
        "That was a lot within an hour. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    response = render(request, "429.html", {"message": message}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(seconds)
    return response
