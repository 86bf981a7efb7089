from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.people.consents import ConsentText
from accounts.people.keys.services import make_key
from accounts.people.models.consent_record import Act, ConsentRecord, Method, Purpose
from accounts.people.models.person import ConsentBasis, Person
from accounts.people.selectors import get_latest_consent, get_latest_consents
from accounts.users import User

METHODS = {ConsentBasis.SELF: Method.SELF, ConsentBasis.INVITED: Method.INVITED, ConsentBasis.ATTESTED: Method.ATTESTED}


def create_person(
    *, owner: User, name: str, consent_basis: ConsentBasis = ConsentBasis.ATTESTED, is_sample: bool = False
) -> Person:
    account = owner if consent_basis == ConsentBasis.SELF else None
    person = Person(owner=owner, consent_basis=consent_basis, account=account, is_sample=is_sample)
    with transaction.atomic():
        person.key = make_key(person.pk)
        person.name = name.strip()
        person.save(force_insert=True)
        person.key.save(force_insert=True)
    return person


def hold_person(person: Person) -> bool:
    """Locks a person against erasure until the transaction ends. Returns False when they no longer exist."""
    return Person.objects.select_for_update(no_key=True).filter(pk=person.pk).exists()


def give_consent(
    *, person: Person, text: ConsentText, given_by: User | None = None, invitation_id: UUID | None = None
) -> ConsentRecord:
    """Records a consent.

    text: the one that was shown. given_by, invitation_id: the account or the invitation through which it was given.

    Raises ValueError where nobody can agree for somebody else.
    """
    if person.consent_basis == ConsentBasis.ATTESTED and not text.statement_attested:
        raise ValueError(f"Only the person shown can agree to {text.purpose}. Received: somebody else's word.")
    return _note(
        Act.GIVEN, text.in_records, person, METHODS[ConsentBasis(person.consent_basis)], given_by, invitation_id
    )


def refuse_consent(
    *, person: Person, text: ConsentText, refused_by: User | None = None, invitation_id: UUID | None = None
) -> ConsentRecord:
    return _note(
        Act.REFUSED, text.in_records, person, METHODS[ConsentBasis(person.consent_basis)], refused_by, invitation_id
    )


def withdraw_consent(
    *, person: Person, purpose: Purpose, withdrawn_by: User | None = None, invitation_id: UUID | None = None
) -> ConsentRecord | None:
    """Notes the withdrawal against the text that had been agreed to. None when there was nothing to withdraw."""
    given = _given(get_latest_consent(person_id=person.pk, purpose=purpose))
    if given is None:
        return None
    method = Method.INVITED if invitation_id else given.method
    return _note(Act.WITHDRAWN, given.words, person, method, withdrawn_by, invitation_id)


def withdraw_everything(*, person: Person, withdrawn_by: User | None = None, invitation_id: UUID | None = None) -> None:
    for purpose in _given_purposes(person):
        withdraw_consent(person=person, purpose=purpose, withdrawn_by=withdrawn_by, invitation_id=invitation_id)


def expire_everything(*, person: Person) -> None:
    """The time that was agreed to is over, so nothing agreed to holds any more."""
    for purpose in _given_purposes(person):
        given = get_latest_consent(person_id=person.pk, purpose=purpose)
        if given is not None:
            _note(Act.EXPIRED, given.words, person, Method.SITE)


def _given_purposes(person: Person) -> list[Purpose]:
    latest = get_latest_consents([person.pk]).get(person.pk, {})
    return [Purpose(purpose) for purpose, record in sorted(latest.items()) if _given(record)]


def _given(record: ConsentRecord | None) -> ConsentRecord | None:
    """Returns the record if it is a consent, to any version of the text."""
    return record if record is not None and record.act == Act.GIVEN else None


def _note(
    act: Act,
    words: dict[str, str],
    person: Person,
    method: str,
    by: User | None = None,
    invitation_id: UUID | None = None,
) -> ConsentRecord:
    """Writes a record. words: the columns that name its text."""
    return ConsentRecord.objects.create(
        person_id=person.pk,
        act=act,
        method=method,
        given_by_id=by.pk if by else None,
        invitation_id=invitation_id,
        **words,
    )
