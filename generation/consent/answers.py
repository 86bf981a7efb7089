"""A person agrees or takes it back, by an account or a link: the same for every page on which that is done."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from accounts.models import Person, Purpose, User
from accounts.people.consents import ConsentText, get_consent_text
from accounts.people.selectors import consent_holds
from accounts.people.services import give_consent, hold_person, refuse_consent, withdraw_consent


class PersonGone(Exception):
    """The person has just been erased."""


def give(*, person: Person, text: ConsentText, by: User | None = None, invitation_id: UUID | None = None) -> None:
    """text: the one that was shown. by, invitation_id: through which account or link. Twice changes nothing.

    Raises ValueError where nobody can agree for somebody else, PersonGone.
    """
    with transaction.atomic():
        _hold(person)
        if not consent_holds(person_ids=[person.pk], purpose=Purpose(text.purpose)):
            give_consent(person=person, text=text, given_by=by, invitation_id=invitation_id)


def give_or_refuse(*, person: Person, texts: Mapping[Purpose, ConsentText], invitation_id: UUID) -> None:
    """Inside a transaction, to everything that was asked at once: yes to what `texts` holds, no to the rest.

    texts: those that were shown, with the one on computing.
    """
    for purpose in Purpose:
        if purpose in texts:
            give_consent(person=person, text=texts[purpose], invitation_id=invitation_id)
        else:
            text = get_consent_text(purpose, texts[Purpose.COMPUTE].language)
            refuse_consent(person=person, text=text, invitation_id=invitation_id)


def refuse_everything(*, person: Person, language: str, invitation_id: UUID) -> None:
    """Inside a transaction."""
    for purpose in Purpose:
        refuse_consent(person=person, text=get_consent_text(purpose, language), invitation_id=invitation_id)


def withdraw(*, person: Person, purpose: Purpose, by: User | None = None, invitation_id: UUID | None = None) -> None:
    """Keeping or publishing; of computing everything goes, see `erasing.withdrawing`. Twice changes nothing.

    Raises PersonGone.
    """
    with transaction.atomic():
        _hold(person)
        withdraw_consent(person=person, purpose=purpose, withdrawn_by=by, invitation_id=invitation_id)


def _hold(person: Person) -> None:
    if not hold_person(person):
        raise PersonGone
