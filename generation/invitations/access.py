"""The pages behind an invitation's link: who may do more there than withdraw, and how they leave the site.

Kept by nobody, found by no search, their addresses untold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from accounts.models import Erasure, Invitation, User

View = Callable[..., HttpResponse]
HEADERS = {
    "Cache-Control": "private, no-store",
    # Names the site and never the page. With "no-referrer" a browser would also hide where a form comes from, and the
    # protection against forged forms needs to know.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def link_page(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return answer


# Which browser answered an invitation. Its session says so, not the link: whoever handed that over holds it too.
ANSWERED = "invitations_answered"


def note_answer(request: HttpRequest, invitation: Invitation) -> None:
    request.session[ANSWERED] = [*request.session.get(ANSWERED, []), str(invitation.pk)]


def is_inviter(request: HttpRequest, invitation: Invitation) -> bool:
    """Returns True in a session of the inviter, who answers for nobody but themselves."""
    return invitation.person.owner_id == request.user.pk


def is_by_invitee(request: HttpRequest, invitation: Invitation) -> bool:
    """Returns True in the browser that answered the invitation and for the connected account, never for the inviter.

    Only they may see what is stored, give a consent or send a photo. Whoever has the link alone may only withdraw.
    """
    if is_inviter(request, invitation):
        return False
    return _is_account(request, invitation.person.account_id) or _was_answered_here(request, str(invitation.pk))


def is_of_invitee(request: HttpRequest, receipt: Erasure) -> bool:
    """Returns the same for the receipt of a person who was invited and is erased."""
    if receipt.owner_id == request.user.pk:
        return False
    answered_here = any(_was_answered_here(request, invitation_id) for invitation_id in receipt.invitation_ids)
    return answered_here or _is_account(request, receipt.account_id)


def signed_in_user(request: HttpRequest) -> User | None:
    """Returns the account through which an answer is given, if somebody is signed in: the ledger records it."""
    return request.user if request.user.is_authenticated else None


def _is_account(request: HttpRequest, account_id: UUID | None) -> bool:
    return account_id is not None and account_id == request.user.pk


def _was_answered_here(request: HttpRequest, invitation_id: str) -> bool:
    return invitation_id in request.session.get(ANSWERED, [])
