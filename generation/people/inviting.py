"""What whoever invites somebody does with the invitation."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Invitation, Person
from generation.people.selectors import hold_families_of


class AlreadyAnswered(Exception):
    """The link that was answered stays: its person takes back with it what they agreed to."""


def create_invitation(person: Person) -> Invitation:
    expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    return Invitation.objects.create(person=person, expires_at=expires_at)


def renew_invitation(person: Person) -> Invitation:
    """A new link; those before work no more. Raises AlreadyAnswered."""
    with transaction.atomic():
        hold_families_of(person)  # before the invitations, as an answer does
        earlier = list(Invitation.objects.select_for_update().filter(person=person))
        if any(invitation.answered_at for invitation in earlier):
            raise AlreadyAnswered
        Invitation.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())
        return create_invitation(person)
