"""The people that an account answers for, what they agreed to, and what is stored about them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import Act, ConsentBasis, ConsentRecord, Erasure, Person, Purpose, User
from accounts.people.consents import is_current
from accounts.people.selectors import get_latest_consents
from generation.erasing.receipts import count_what_is_of, counts_told_to, describe_counts
from generation.models import Family

# Of what is counted, what people know as something of theirs.
TOLD = ("photos", "codes", "children", "films")


@dataclass(frozen=True, kw_only=True)
class ConsentState:
    """The consent of a person for one purpose.

    record: the newest one; None if the person was never asked.
    can_give: the person's consent basis allows this purpose.
    """

    purpose: Purpose
    record: ConsentRecord | None
    can_give: bool

    @property
    def is_given(self) -> bool:
        return self.record is not None and self.record.act == Act.GIVEN

    @property
    def is_outdated(self) -> bool:
        """True if the person agreed to a text that has changed since."""
        return self.record is not None and self.is_given and not is_current(self.purpose, self.record.text_version)


@dataclass(frozen=True, kw_only=True)
class PersonState:
    """A person as an account sees them. is_answered_for: by that account. Of others it sees only the consents."""

    person: Person
    is_answered_for: bool
    consents: list[ConsentState]
    counts: dict[str, int]

    @property
    def stored(self) -> list[str]:
        """Lists what is stored of the person, in words."""
        return describe_counts({what: number for what, number in self.counts.items() if what in TOLD})

    @property
    def is_pending(self) -> bool:
        """True if the person was invited and has not answered yet."""
        return all(consent.record is None for consent in self.consents)


def get_people_of(user: User) -> list[PersonState]:
    """Returns the people whom the account answers for or invited, the newest first, without samples."""
    people = list(_people_of(user).order_by("-created_at"))
    latest = get_latest_consents([person.pk for person in people])
    return [_state_of(user, person, latest.get(person.pk, {})) for person in people]


def get_person_for(user: User, person_id: UUID) -> Person:
    """Returns a person that the account answers for. Raises Http404, the same for unknown people and for everybody
    else's.
    """
    person = _people_of(user).filter(_answered_for(user), pk=person_id).first()
    if person is None:
        raise Http404("There is no such person.")
    return person


def get_consent_state(person: Person, purpose: Purpose) -> ConsentState:
    return _consent(person, purpose, get_latest_consents([person.pk]).get(person.pk, {}))


def get_receipts_for(user: User) -> QuerySet[Erasure]:
    return Erasure.objects.filter(Q(owner_id=user.pk) | Q(account_id=user.pk)).order_by("-requested_at")


def get_receipt_for(user: User, receipt_id: UUID) -> Erasure:
    """Returns a receipt with the counts that this account may know. Raises Http404."""
    receipt = get_receipts_for(user).filter(pk=receipt_id).first()
    if receipt is None:
        raise Http404("There is no such receipt.")
    receipt.counts = counts_told_to(user, receipt)
    return receipt


def _people_of(user: User) -> QuerySet[Person]:
    return Person.objects.filter(Q(owner=user) | Q(account=user), is_sample=False).select_related("key")


def _answered_for(user: User) -> Q:
    """Returns a filter for the people whom an account answers for: itself and those it attested for, never invitees."""
    return Q(account=user) | (Q(owner=user) & ~Q(consent_basis=ConsentBasis.INVITED))


def _state_of(user: User, person: Person, latest: dict[str, ConsentRecord]) -> PersonState:
    is_answered_for = person.account_id == user.pk or (
        person.owner_id == user.pk and person.consent_basis != ConsentBasis.INVITED
    )
    families = Family.objects.of_person(person)
    return PersonState(
        person=person,
        is_answered_for=is_answered_for,
        consents=[_consent(person, purpose, latest) for purpose in Purpose],
        counts=count_what_is_of(person, list(families)) if is_answered_for else {},
    )


def _consent(person: Person, purpose: Purpose, latest: dict[str, ConsentRecord]) -> ConsentState:
    can_give = purpose != Purpose.PUBLISH or person.consent_basis != ConsentBasis.ATTESTED
    return ConsentState(purpose=purpose, record=latest.get(purpose), can_give=can_give)
