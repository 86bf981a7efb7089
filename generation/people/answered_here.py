"""Which browser answered an invitation. Its session says so, not the link: whoever handed that over holds it too."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import Invitation

ANSWERED = "invitations_answered"


def note_answer(request: HttpRequest, invitation: Invitation) -> None:
    request.session[ANSWERED] = [*request.session.get(ANSWERED, []), str(invitation.pk)]


def was_answered_here(request: HttpRequest, invitation: Invitation) -> bool:
    return str(invitation.pk) in request.session.get(ANSWERED, [])


def may_see_face(request: HttpRequest, invitation: Invitation) -> bool:
    is_own_account = request.user.is_authenticated and invitation.person.account_id == request.user.pk
    return is_own_account or was_answered_here(request, invitation)
