"""A parent's side of links that somebody else made: by their account, or by the link of their invitation without one.

Ending needs no more than the invitation's link, as every withdrawal does. Seeing what there is, and saying yes to
anything, is kept for the browser that answered and for the connected account.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from generation.invitations.access import is_by_invitee, link_page
from generation.invitations.selectors import get_answered_invitation
from generation.limits import limit_answers
from generation.models import EndedBy, ShareLink
from generation.sharing.selectors import get_link_of_people, get_links_of_people, get_own_entries, standing_of
from generation.sharing.services import end_links


@require_safe
@link_page
def show_links(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_answered_invitation(token)
    links = get_links_of_people([invitation.person])
    context = {"token": token, "person": invitation.person, "may_see": is_by_invitee(request, invitation)}
    if context["may_see"]:
        context["standings"] = [standing_of(link) for link in links]
    return render(request, "sharing/links_with_me.html", context)


@require_POST
@link_page
@limit_answers
def end_links_with_me(request: HttpRequest, token: str) -> HttpResponse:
    """Ends one link, or all of them where none is named."""
    invitation = get_answered_invitation(token)
    ending = ShareLink.objects.filter(pk__in=get_links_of_people([invitation.person]).values("pk"))
    if named := request.POST.get("link"):
        ending = ending.filter(pk=_uuid_or_404(named))
    end_links(ending, EndedBy.PARENT)
    messages.success(request, _("The link has ended. Nobody sees anything under it any more."))
    return redirect("sharing:with-me", token)


@require_POST
@login_required
def end_link_by_account(request: AuthenticatedRequest, link_id: UUID) -> HttpResponse:
    link = get_link_of_people(get_own_entries(request.user), link_id)
    end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.PARENT)
    messages.success(request, _("The link has ended. Nobody sees anything under it any more."))
    return redirect("sharing:links")


def _uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404("There is no such link.") from error
