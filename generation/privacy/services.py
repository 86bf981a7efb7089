from __future__ import annotations

from django.db import transaction
from django.http import Http404

from accounts.models import Erasure, ErasureCause, Person, Purpose, Standing, User
from accounts.people.consents import ConsentText
from accounts.people.selectors import consent_holds
from accounts.people.services import give_consent, hold_person, withdraw_consent
from accounts.sessions import end_sessions_of
from generation.erasing.services import erase_people
from generation.exporting.services import forget_export_of


def agree(*, person: Person, text: ConsentText, by: User) -> None:
    """text: the one that was shown; agreeing to it twice changes nothing.

    Raises ValueError where nobody can agree for somebody else, Http404 when the person has just gone.
    """
    with transaction.atomic():
        _hold(person)
        if not consent_holds(person_ids=[person.pk], purpose=Purpose(text.purpose)):
            give_consent(person=person, text=text, given_by=by)


def take_back(*, person: Person, purpose: Purpose, by: User) -> list[Erasure]:
    """Without the consent to compute nothing of a person may stay, so that one destroys all: the receipts.

    Raises Http404 when the person has just gone.
    """
    if purpose == Purpose.COMPUTE:
        is_own_word = person.standing != Standing.ATTESTED
        return erase_people([person], cause=ErasureCause.WITHDRAWN if is_own_word else ErasureCause.DELETED, by=by)
    with transaction.atomic():
        _hold(person)
        withdraw_consent(person=person, purpose=purpose, withdrawn_by=by)
    return []


def close_account(user: User, *, cause: ErasureCause = ErasureCause.ACCOUNT) -> list[Erasure]:
    """Everybody whom it added or is, with all that was made of them; then the account itself, wherever it is signed in.

    cause: ACCOUNT, or EXPIRED when nobody has used it for long.
    """
    with transaction.atomic():
        if User.objects.select_for_update(no_key=True).filter(pk=user.pk).first() is None:
            return []
        receipts = _erase_all_of(user, cause)
        # Waits for whoever adds somebody just now; nobody does after that.
        User.objects.select_for_update().get(pk=user.pk)
        receipts += _erase_all_of(user, cause)
        forget_export_of(user)
        end_sessions_of(user)
        user.delete()
    return receipts


def _erase_all_of(user: User, cause: ErasureCause) -> list[Erasure]:
    # Elsewhere it is somebody who was invited, and withdraws. Staying away says nothing: their link goes on working.
    elsewhere = [] if cause == ErasureCause.EXPIRED else list(user.own_entries.exclude(owner=user))
    receipts = erase_people(elsewhere, cause=ErasureCause.WITHDRAWN, by=user)
    return receipts + erase_people(list(user.people.all()), cause=cause, by=user)


def _hold(person: Person) -> None:
    if not hold_person(person):
        raise Http404("There is no such person.")
