"""Services for the inviter."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Invitation, Person, TombstoneKind, User
from accounts.people.tombstones import leave_tombstones
from generation.jobs.locks import lock_families
from generation.models import Family


class AlreadyAnswered(Exception):
    """The link that was answered stays: its person takes back with it what they agreed to."""


def create_invitation(person: Person) -> Invitation:
    expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    return Invitation.objects.create(person=person, expires_at=expires_at)


def renew_invitation(person: Person) -> Invitation:
    """A new link; those before work no more. Raises AlreadyAnswered."""
    with transaction.atomic():
        lock_families(Family.objects.of_person(person))  # before the invitations, as an answer does
        earlier = list(Invitation.objects.select_for_update().filter(person=person))
        if any(invitation.answered_at for invitation in earlier):
            raise AlreadyAnswered
        leave_tombstones(TombstoneKind.INVITATION, [invitation.pk for invitation in earlier])
        Invitation.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())
        return create_invitation(person)


def send_invitation(invitation: Invitation, *, sender: User, link: str, address: str, language: str) -> None:
    """Sends the link. No word of the email is chosen by its sender, so that nobody can write to strangers with it.

    The email is encrypted until the light worker has sent it, then deleted with the address.
    """
    context = {"sender": sender.email, "link": link, "expires_at": invitation.expires_at}
    with translation.override(language):
        subject = render_to_string("invitations/email/invitation_subject.txt", context).strip()
        message = render_to_string("invitations/email/invitation_message.txt", context)
    send_mail(subject, message, settings.DEFAULT_FROM_EMAIL, [address])
