"""Limits on requests by one account: reading photos costs the site seconds, making a child minutes."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import ngettext
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import SimpleRateThrottle

from accounts.visitors import household_of
from generation.refusals import Refusal

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600


class SubmissionLimit(SimpleRateThrottle):
    """A limit shared by an account's pages and its API. Submissions refused for another reason count too.

    Counted by one command in Valkey: DRF reads, compares and writes, and requests at once would overrun the limit.
    """

    scope = "submission"
    cache_format = "limit_%(scope)s_%(ident)s"
    seconds_left = 0.0

    def allow_request(self, request: Any, view: Any) -> bool:
        key = self.get_cache_key(request, view)
        if key is None:
            return True
        self.seconds_left = caches["default"].admit(key, limit=self.num_requests, seconds=self.duration)  # type: ignore[attr-defined]  # babysite.cache
        return not self.seconds_left

    def wait(self) -> float:
        return self.seconds_left

    def get_rate(self) -> str:
        return f"{settings.SUBMISSIONS_PER_HOUR}/hour"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


class InvitationLimit(SubmissionLimit):
    """The limit for invitees who answer: they need no account, so each link is counted."""

    scope = "invitation"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        if request.method in SAFE_METHODS:
            return None
        return self.cache_format % {"scope": self.scope, "ident": self.ident_of(request)}

    def ident_of(self, request: Any) -> str:
        # Not the token itself: no copy of Valkey shall hold one.
        return hashlib.sha256(request.resolver_match.kwargs["token"].encode()).hexdigest()


class VisitorLimit(InvitationLimit):
    """The limit for each network address."""

    scope = "visitor"

    def ident_of(self, request: Any) -> str:
        return network_of(request)


class VerificationLimit(VisitorLimit):
    """The limit for each network address of files whose marks are looked for."""

    scope = "verification"


class MailLimit(SubmissionLimit):
    """The limit for emails that one account sends to people who did not ask for them."""

    scope = "mail"

    def get_rate(self) -> str:
        return f"{settings.INVITATION_MAILS_PER_DAY}/day"


class PreviewLimit(SubmissionLimit):
    """The limit for the studio: a preview costs the site a fifth of a second, and a slider asks for several at once."""

    scope = "preview"

    def get_rate(self) -> str:
        return f"{settings.PREVIEWS_PER_MINUTE}/minute"


def network_of(request: Any) -> str:
    """Returns the network address that a request comes from; for IPv6, the prefix that one household has."""
    return household_of(get_adapter().get_client_ip(request))


def limited_by(*limits: type[SubmissionLimit]) -> Callable[[View], View]:
    """Applies limits to a page's view, and shows a Refusal as a page; API classes name the same limits among their
    throttles, and DRF shows the Refusal.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            for limit in [make() for make in limits]:
                if not limit.allow_request(request, view):
                    return _refuse(request, math.ceil(limit.wait()))
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return render(request, "429.html", {"message": refusal.detail}, status=refusal.status_code)

        return cast(View, limited)

    return decorate


limit_submissions = limited_by(SubmissionLimit)
limit_answers = limited_by(InvitationLimit, VisitorLimit)
limit_mails = limited_by(MailLimit)


def _refuse(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "429.html", {"message": _when_again(seconds)}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(seconds)
    return response


def _when_again(seconds: int) -> str:
    if seconds > SECONDS_PER_HOUR:
        hours = math.ceil(seconds / SECONDS_PER_HOUR)
        return ngettext(
            "Too many requests within a day. Try again in %(hours)d hour.",
            "Too many requests within a day. Try again in %(hours)d hours.",
            hours,
        ) % {"hours": hours}
    minutes = math.ceil(seconds / SECONDS_PER_MINUTE)
    return ngettext(
        "Too many requests within an hour. Try again in %(minutes)d minute.",
        "Too many requests within an hour. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
