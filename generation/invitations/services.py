"""Services for the invitee, who uses the link of the invitation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import ErasureCause, Invitation, Person, Purpose, User
from accounts.people.consents import ConsentText
from accounts.people.keys.errors import KeyDestroyed
from generation.consent.answers import give_or_refuse, refuse_everything
from generation.erasing.services import erase_people
from generation.invitations.selectors import get_families_of
from generation.jobs.answers import go_on_after_invitation
from generation.jobs.locks import lock_families
from generation.portraits.services import add_photos
from generation.storage.files import WrittenFiles
from generation.storage.room import check_free_disk


class NotOpen(Exception):
    """The invitation was answered, taken back, or is over. Its page says which."""


class InviterAnswers(Exception):
    """The inviter tried to answer for the person they invited."""


def agree(
    *,
    invitation: Invitation,
    texts: Mapping[Purpose, ConsentText],
    photos: Sequence[bytes],
    by: User | None = None,
) -> None:
    """Records consent to `texts` and refusals of all others. Then the work begins.

    photos: JPEGs that went through `portraits.uploads`, the main one first. by: the account that was signed in, if one
    was. Raises NotOpen or InviterAnswers, and then nothing is kept.
    """
    _check_answerer(invitation, by)
    person = invitation.person
    with WrittenFiles() as files:
        names = _write(files, person, photos)
        with transaction.atomic():
            families = lock_families(get_families_of(person))
            _take(invitation)
            add_photos(person.portrait, names)
            give_or_refuse(person=person, texts=texts, invitation_id=invitation.pk, by=by)
            for family in families:
                go_on_after_invitation(family)
        files.retain_all()


def refuse(*, invitation: Invitation, language: str, by: User | None = None) -> None:
    """Refuses everything; the person, their family and its jobs are deleted. Raises NotOpen or InviterAnswers."""
    _check_answerer(invitation, by)
    with transaction.atomic():
        lock_families(get_families_of(invitation.person))
        _take(invitation)
        refuse_everything(person=invitation.person, language=language, invitation_id=invitation.pk, by=by)
        erase_people([invitation.person], cause=ErasureCause.REFUSED, by=by, invitation_id=invitation.pk)


def connect(*, invitation: Invitation, user: User) -> bool:
    """The person's own account, from now on. False for the one who invited them, and once there is another."""
    if invitation.person.owner_id == user.pk or invitation.answered_at is None:
        return False
    Person.objects.filter(pk=invitation.person_id, account=None).update(account=user)
    return Person.objects.filter(pk=invitation.person_id, account=user).exists()


def _check_answerer(invitation: Invitation, by: User | None) -> None:
    """Raises InviterAnswers."""
    if by is not None and by.pk == invitation.person.owner_id:
        raise InviterAnswers


def _write(files: WrittenFiles, person: Person, photos: Sequence[bytes]) -> list[str]:
    """Raises NotOpen, and a Refusal."""
    check_free_disk()
    try:
        return [files.write(person.portrait.folder, "original", "jpg", photo) for photo in photos]
    except KeyDestroyed as error:
        raise NotOpen from error


def _take(invitation: Invitation) -> None:
    """Takes the answer of the first of two devices that answer at once. Raises NotOpen."""
    unanswered = Invitation.objects.filter(pk=invitation.pk, answered_at=None, revoked_at=None, expires_at__gt=Now())
    if not unanswered.update(answered_at=Now()):
        raise NotOpen
