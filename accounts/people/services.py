from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.people.consents import ConsentText
from accounts.people.keys.services import make_key
from accounts.people.models import Act, ConsentRecord, Method, Person, Purpose, Standing
from accounts.people.selectors import get_latest_consent, get_latest_consents
from accounts.users import User

METHODS = {Standing.ME: Method.SELF, Standing.INVITED: Method.INVITED, Standing.ATTESTED: Method.ATTESTED}


def create_person(*, owner: User, name: str, standing: Standing = Standing.ATTESTED, is_sample: bool = False) -> Person:
    account = owner if standing == Standing.ME else None
    person = Person(owner=owner, standing=standing, account=account, is_sample=is_sample)
    with transaction.atomic():
        person.key = make_key(person.pk)
        person.name = name.strip()
        person.save(force_insert=True)
        person.key.save(force_insert=True)
    return person


def hold_person(person: Person) -> bool:
    """Inside a transaction: nobody erases them before it ends. False when they have gone."""
    return Person.objects.select_for_update(no_key=True).filter(pk=person.pk).exists()


def give_consent(
    *, person: Person, text: ConsentText, given_by: User | None = None, invitation_id: UUID | None = None
) -> ConsentRecord:
    """text: the one that was shown. given_by, invitation_id: through which account or link it was said.

    Raises ValueError where nobody can agree for somebody else.
    """
    if person.standing == Standing.ATTESTED and not text.statement_attested:
        raise ValueError(f"Only the person shown can agree to {text.purpose}. Received: somebody else's word.")
    return _say(Act.GIVEN, person, text, given_by, invitation_id)


def refuse_consent(
    *, person: Person, text: ConsentText, refused_by: User | None = None, invitation_id: UUID | None = None
) -> ConsentRecord:
    return _say(Act.REFUSED, person, text, refused_by, invitation_id)


def withdraw_consent(
    *, person: Person, purpose: Purpose, withdrawn_by: User | None = None, invitation_id: UUID | None = None
) -> ConsentRecord | None:
    """Notes the withdrawal against the text that had been agreed to. None when there was nothing to withdraw."""
    given = _given(get_latest_consent(person_id=person.pk, purpose=purpose))
    if given is None:
        return None
    method = Method.INVITED if invitation_id else given.method
    return _end(given, Act.WITHDRAWN, method, withdrawn_by.pk if withdrawn_by else None, invitation_id)


def withdraw_everything(*, person: Person, withdrawn_by: User | None = None, invitation_id: UUID | None = None) -> None:
    for purpose in _given_purposes(person):
        withdraw_consent(person=person, purpose=purpose, withdrawn_by=withdrawn_by, invitation_id=invitation_id)


def expire_everything(*, person: Person) -> None:
    """The time that was agreed to is over, so nothing agreed to holds any more."""
    for purpose in _given_purposes(person):
        given = get_latest_consent(person_id=person.pk, purpose=purpose)
        if given is not None:
            _end(given, Act.EXPIRED, Method.SITE, None, None)


def _given_purposes(person: Person) -> list[Purpose]:
    latest = get_latest_consents([person.pk]).get(person.pk, {})
    return [Purpose(purpose) for purpose, record in sorted(latest.items()) if _given(record)]


def _given(record: ConsentRecord | None) -> ConsentRecord | None:
    """Of whichever version of the text."""
    return record if record is not None and record.act == Act.GIVEN else None


def _say(act: Act, person: Person, text: ConsentText, by: User | None, invitation_id: UUID | None) -> ConsentRecord:
    return ConsentRecord.objects.create(
        person_id=person.pk,
        purpose=text.purpose,
        act=act,
        text_version=text.version,
        text_sha256=text.sha256,
        language=text.language,
        method=METHODS[Standing(person.standing)],
        given_by_id=by.pk if by else None,
        invitation_id=invitation_id,
    )


def _end(given: ConsentRecord, act: Act, method: str, by_id: UUID | None, invitation_id: UUID | None) -> ConsentRecord:
    return ConsentRecord.objects.create(
        person_id=given.person_id,
        purpose=given.purpose,
        act=act,
        text_version=given.text_version,
        text_sha256=given.text_sha256,
        language=given.language,
        method=method,
        given_by_id=by_id,
        invitation_id=invitation_id,
    )
