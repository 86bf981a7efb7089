"""What a suspended account reaches: its way in and out, what its owner's rights need, and what anybody may see. All
else is refused, an address that is added later too.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

from babysite.error_pages import answer, wants_json

if TYPE_CHECKING:
    from accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

# Where the owner reads why.
DECISIONS = "/decisions/"
# Beginnings of addresses, as their routes spell them.
OPEN = (
    "accounts/",
    "about/",
    "api/consent-text/",
    "api/docs/",
    "api/schema/",
    "decisions/",
    "healthz/",
    "i18n/",
    "models/",
    "privacy/",
    "report/",
    "s/",
    "verify/",
)
# Names of further views: the front door, and what whoever was invited takes back behind the link.
OPEN_VIEWS = frozenset(
    {
        "home",
        "invitations:refuse",
        "invitations:withdraw",
        "sharing:with-me",
        "sharing:end-with-me",
    }
)
# Beneath the beginnings above: what gives consent anew.
CLOSED_VIEWS = frozenset({"privacy:give"})


def refuse_suspended(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_view = _refuse  # type: ignore[attr-defined]  # Django's hook
    return middleware


def is_open(match: ResolverMatch) -> bool:
    if match.view_name in CLOSED_VIEWS:
        return False
    return match.view_name in OPEN_VIEWS or match.route.startswith(OPEN)


def _refuse(request: HttpRequest, *_view: Any) -> HttpResponse | None:
    """Asks nothing of the database for whoever is not signed in, and for what anybody may see."""
    match = request.resolver_match
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or match is None or is_open(match):
        return None
    user = request.user
    if not user.is_authenticated or not user.is_suspended_now():
        return None
    if wants_json(request):
        return answer(request, HTTPStatus.FORBIDDEN, "suspended", _sentence(user))
    # Behind the link of an invitation, the way to take back what was agreed to there.
    token = match.kwargs.get("token") if match.app_name == "invitations" else None
    context = {"account": user, "token": token, "decisions_url": DECISIONS}
    return render(request, "suspended.html", context, status=HTTPStatus.FORBIDDEN)


def _sentence(user: User) -> str:
    sentence = _("This account is suspended. See %(address)s for the reasons.") % {
        "address": settings.SITE_URL + DECISIONS
    }
    if user.suspended_until is None:
        return sentence
    return f"{sentence} {_('Until: %(time)s.') % {'time': user.suspended_until.isoformat(timespec='seconds')}}"
