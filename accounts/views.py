from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account import views as account_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from allauth.socialaccount import views as social_views
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.first_factor import is_valid, needs_link, redeem
from accounts.requests import AuthenticatedRequest
from accounts.security_log.selectors import get_events_of
from accounts.ways_in import get_ways_in

NUM_EVENTS = 30

# In one transaction: an account that is made and one that is there already are then one write to the disk alike.
sign_up = transaction.atomic(account_views.signup)
sign_up_with_another_account = transaction.atomic(social_views.signup)


def _behind_link(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps staff without a second step from setting one up before they have redeemed their link."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if needs_link(request):
            messages.error(request, _("Ask whoever runs this machine for a link to set up your second step."))
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded


activate_totp = _behind_link(totp_views.activate_totp)
add_webauthn = _behind_link(webauthn_views.add_webauthn)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def first_factor(request: HttpRequest, link_token: str) -> HttpResponse:
    """Redeems the link only when it is sent back: a program that looks at links uses none up."""
    if not is_valid(link_token, cast(AuthenticatedRequest, request).user):
        raise Http404("There is no such link.")
    if request.method != "POST":
        return render(request, "account/first_factor.html")
    if not redeem(link_token, request):
        raise Http404("This link was used.")
    return redirect("mfa_index")


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    user = cast(AuthenticatedRequest, request).user
    return render(request, "account/overview.html", {"ways": get_ways_in(user)})


@require_safe
@login_required
def events(request: HttpRequest) -> HttpResponse:
    """Shows the newest lines of the security log about this account."""
    user = cast(AuthenticatedRequest, request).user
    return render(request, "account/events.html", {"events": get_events_of(user)[:NUM_EVENTS]})
