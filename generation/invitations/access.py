"""Who may do more behind an invitation's link than withdraw."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from accounts.models import Erasure, Invitation, User

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
