"""A person gives or withdraws consent through an account or a link. Every such page uses these functions."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from accounts.models import Person, Purpose, User
from accounts.people.consents import ConsentText, get_consent_text
from accounts.people.selectors import consent_holds
from accounts.people.services import give_consent, hold_person, refuse_consent, withdraw_consent
from generation.models import Family, SharePermission, SharePicture
from generation.storage.discarding import forget_share_pictures


class PersonGone(Exception):
    """The person has just been erased."""


def give(*, person: Person, text: ConsentText, by: User | None = None, invitation_id: UUID | None = None) -> None:
    """Records consent to the text that was shown. A second call has no effect.

    by, invitation_id: the account or the invitation through which the consent was given. Raises PersonGone, and
    ValueError if only the person shown can agree to this purpose and someone else does.
    """
    with transaction.atomic():
        _hold(person)
        if not consent_holds(person_ids=[person.pk], purpose=Purpose(text.purpose)):
            give_consent(person=person, text=text, given_by=by, invitation_id=invitation_id)


def give_or_refuse(
    *, person: Person, texts: Mapping[Purpose, ConsentText], invitation_id: UUID, by: User | None = None
) -> None:
    """Records consent to the purposes in `texts` and a refusal of all others. Needs a transaction.

    texts: the texts that were shown and agreed to; the one on computing must be among them. by: the account that was
    signed in, if one was.
    """
    for purpose in Purpose:
        if purpose in texts:
            give_consent(person=person, text=texts[purpose], given_by=by, invitation_id=invitation_id)
        else:
            text = get_consent_text(purpose, texts[Purpose.COMPUTE].language)
            refuse_consent(person=person, text=text, refused_by=by, invitation_id=invitation_id)


def refuse_everything(*, person: Person, language: str, invitation_id: UUID, by: User | None = None) -> None:
    """Records a refusal of every purpose. Needs a transaction. by: the account that was signed in, if one was."""
    for purpose in Purpose:
        text = get_consent_text(purpose, language)
        refuse_consent(person=person, text=text, refused_by=by, invitation_id=invitation_id)


def withdraw(*, person: Person, purpose: Purpose, by: User | None = None, invitation_id: UUID | None = None) -> None:
    """Withdraws consent to keeping or publishing. A second call has no effect. Raises PersonGone.

    Withdrawing consent to computing erases everything: see `erasing.withdrawing`.
    """
    with transaction.atomic():
        _hold(person)
        if purpose == Purpose.PUBLISH:
            _take_back_what_is_shown(person)
        withdraw_consent(person=person, purpose=purpose, withdrawn_by=by, invitation_id=invitation_id)


def _hold(person: Person) -> None:
    if not hold_person(person):
        raise PersonGone


def _take_back_what_is_shown(person: Person) -> None:
    """Deletes what was made to be sent, and all that this person allowed on links. Who agrees again is asked anew."""
    SharePermission.objects.filter(person=person).delete()
    families = Family.objects.of_person(person)
    forget_share_pictures(SharePicture.objects.filter(link__family__in=families))
