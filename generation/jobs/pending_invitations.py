"""The invitees that a job waits for, as the inviter may know them: their status, and the link to pass on.

Once it was answered, the link is its person's.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from accounts.models import Invitation, Person
from generation.consent.links import link_of
from generation.jobs.endings import PHOTO_CODES
from generation.jobs.questions import questions_about
from generation.models import Job, JobState

PendingState = Literal["open", "expired", "revoked", "question", "photo"]


class PendingInvitation(TypedDict):
    person_id: str
    slot: str
    name: str
    state: PendingState
    expires_at: str | None
    url: str | None


def pending_invitations_of(job: Job) -> list[PendingInvitation]:
    invited = [(slot, person) for slot, person in job.family.slots.items() if person.is_invited]
    states = [(slot, person, _state_of(job, slot, person)) for slot, person in invited]
    return [_describe(slot, person, state) for slot, person, state in states if state is not None]


def current_invitation(person: Person) -> Invitation | None:
    """The one whose link works; the newest, should none be left."""
    invitations = list(person.invitations.all())
    return next((one for one in invitations if one.revoked_at is None), next(iter(invitations), None))


def _state_of(job: Job, slot: str, person: Person) -> PendingState | None:
    """Returns the state, or None if nothing is expected of the person."""
    if job.state == JobState.WAITING and person.has_pending_invitation:
        invitation = current_invitation(person)
        if invitation is None or invitation.revoked_at is not None:
            return "revoked"
        return "expired" if invitation.is_expired else "open"
    if job.state == JobState.WAITING:
        is_asked = any(question.person.pk == person.pk for question in questions_about(job.family))
        return "question" if is_asked else None
    is_at_fault = job.error_slot == slot and job.error_code in PHOTO_CODES
    return "photo" if job.state == JobState.FAILED and is_at_fault else None


def _describe(slot: str, person: Person, state: PendingState) -> PendingInvitation:
    invitation = current_invitation(person)
    has_end = invitation is not None and state in ("open", "expired")
    return {
        "person_id": str(person.pk),
        "slot": slot,
        "name": person.name,
        "state": state,
        "expires_at": invitation.expires_at.isoformat() if invitation and has_end else None,
        "url": link_of(invitation) if invitation and state == "open" else None,
    }
