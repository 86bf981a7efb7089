from __future__ import annotations

from uuid import UUID

from accounts.models import ConsentBasis, Erasure, ErasureCause, Person, Purpose, User
from generation.consent.answers import withdraw
from generation.erasing.services import erase_people


def withdraw_and_erase(
    *, person: Person, purpose: Purpose, by: User | None = None, invitation_id: UUID | None = None
) -> list[Erasure]:
    """Withdraws consent and returns receipts. Nothing of a person may stay without the consent to compute, so
    withdrawing that one destroys everything.

    by, invitation_id: through which account or link. Raises PersonGone.
    """
    if purpose != Purpose.COMPUTE:
        withdraw(person=person, purpose=purpose, by=by, invitation_id=invitation_id)
        return []
    is_own_word = person.consent_basis != ConsentBasis.ATTESTED
    cause = ErasureCause.WITHDRAWN if is_own_word else ErasureCause.DELETED
    return erase_people([person], cause=cause, by=by, invitation_id=invitation_id)
