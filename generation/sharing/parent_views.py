"""A parent's side of links that somebody else made: by the link of their invitation, with an account or without one.

Ending needs no more than that link, as every withdrawal does. Seeing what there is, and saying yes to anything, is kept
for the browser that answered and for the connected account.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Invitation
from generation.invitations.access import is_by_invitee, is_inviter
from generation.invitations.selectors import get_answered_invitation
from generation.limits import limit_answers
from generation.models import EndedBy, PermissionKind, ShareLink
from generation.sharing.ending import ask_to_end
from generation.sharing.selectors import get_link_with, get_links_with
from generation.sharing.services import GoneMeanwhile, end_links, permit
from generation.sharing.with_me import describe_links_with
from generation.way_back import way_back


@require_safe
def show_links(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_answered_invitation(token)
    context = {
        "token": token,
        "may_see": is_by_invitee(request, invitation),
        "is_inviter": is_inviter(request, invitation),
    }
    if context["may_see"]:
        context |= describe_links_with(invitation.person, token)
    return render(request, "sharing/links_with_me.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limit_answers
def end_links_with_me(request: HttpRequest, token: str) -> HttpResponse:
    """Ends one link, or all of them where the address names none."""
    invitation = get_answered_invitation(token)
    links, named = get_links_with(invitation.person), request.GET.get("link", "")
    if named:
        links = links.filter(pk=_uuid_or_404(named))
    back = way_back(request, reverse("sharing:with-me", args=[token]))
    if request.method != "POST":
        is_untold = not is_by_invitee(request, invitation)
        return ask_to_end(request, links, back=back, is_one=bool(named), is_untold=is_untold)
    end_links(ShareLink.objects.filter(pk__in=links.values("pk")), _who_ends(request, invitation))
    if named:
        messages.success(request, _("The link has ended. Nobody sees anything under it any more."))
    else:
        messages.success(request, _("All links with children of yours have ended."))
    return HttpResponseRedirect(back)


@require_POST
@limit_answers
def permit_on_link(request: HttpRequest, token: str) -> HttpResponse:
    """Notes what the invitee allows on one link besides the children. A box that is not ticked takes it back."""
    invitation = get_answered_invitation(token)
    if not is_by_invitee(request, invitation):
        raise Http404("It was answered in another browser.")
    link = get_link_with(invitation.person, _uuid_or_404(request.POST.get("link", "")))
    try:
        permit(link, invitation.person, [kind for kind in PermissionKind if kind.value in request.POST])
    except GoneMeanwhile:
        messages.info(request, _("Nothing was changed: the link has ended."))
    else:
        messages.success(request, _("Recorded. It applies to this link alone, and you can change it at any time."))
    return HttpResponseRedirect(way_back(request, reverse("sharing:with-me", args=[token])))


def _who_ends(request: HttpRequest, invitation: Invitation) -> EndedBy:
    """Names somebody only where it is known who it is: the inviter has the invitation's link too."""
    if is_by_invitee(request, invitation):
        return EndedBy.PARENT
    return EndedBy.OWNER if is_inviter(request, invitation) else EndedBy.INVITATION


def _uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404("There is no such link.") from error
