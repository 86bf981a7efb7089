"""A person who was invited makes their entry part of an account of their own, to find it again without the link.

The session, not the address, says whose link it was: a token must not wander through the pages for signing in.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Erasure, Invitation
from generation.consent.links import link_of
from generation.invitations.access import is_by_invitee
from generation.invitations.selectors import get_answered_invitation, get_invitation_by_id
from generation.invitations.services import connect

HELD = "invitation_held"


@require_POST
def connect_account(request: HttpRequest, token: str) -> HttpResponse:
    """Leads to `confirm`, which connects the invitee with an account. Visitors without one sign in or up first."""
    invitation = get_answered_invitation(token)
    if not is_by_invitee(request, invitation):
        raise Http404("It was answered in another browser.")
    if request.user.is_authenticated:
        return _connect(request, invitation)
    request.session[HELD] = str(invitation.pk)
    entrance = "account_login" if "has_account" in request.POST else "account_signup"
    return redirect(f"{reverse(entrance)}?{urlencode({'next': reverse('invitations:connect-confirm')})}")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    held = request.session.get(HELD)
    invitation = get_invitation_by_id(UUID(held)) if held and request.user.is_authenticated else None
    if invitation is None or isinstance(invitation, Erasure) or not is_by_invitee(request, invitation):
        raise Http404("No link was opened here.")
    if request.method == "POST":
        del request.session[HELD]
        return _connect(request, invitation)
    return render(request, "invitations/connect.html", {"person": invitation.person})


def _connect(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if connect(invitation=invitation, user=request.user):  # type: ignore[arg-type]  # both callers have asked
        messages.success(
            request, _("Connected: this is part of your account now. To withdraw, the link is enough too.")
        )
    else:
        messages.error(request, _("This belongs to somebody else’s account. Nothing was changed."))
    return redirect(link_of(invitation))
