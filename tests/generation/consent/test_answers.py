from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.models import Act, ConsentBasis, ConsentRecord, Person, Purpose, User
from accounts.people.consents import get_consent_text
from accounts.people.services import create_person
from generation.consent.answers import PersonGone, give, give_or_refuse, refuse_everything, withdraw

pytestmark = pytest.mark.django_db

KEEP = get_consent_text(Purpose.KEEP, "en")


@pytest.fixture
def person(alice: User) -> Person:
    return create_person(owner=alice, name="Ada", consent_basis=ConsentBasis.INVITED)


def ledger_of(person: Person) -> list[tuple[str, str]]:
    records = ConsentRecord.objects.filter(person_id=person.pk).order_by("seq")
    return [(record.purpose, record.act) for record in records]


def test_agreeing_twice_is_noted_once(person: Person, alice: User) -> None:
    give(person=person, text=KEEP, by=alice)
    give(person=person, text=KEEP, by=alice)
    assert ledger_of(person) == [(Purpose.KEEP, Act.GIVEN)]
    assert ConsentRecord.objects.get().given_by_id == alice.pk


def test_taking_it_back_twice_is_noted_once(person: Person) -> None:
    link = uuid4()
    give(person=person, text=KEEP, invitation_id=link)
    withdraw(person=person, purpose=Purpose.KEEP, invitation_id=link)
    withdraw(person=person, purpose=Purpose.KEEP, invitation_id=link)
    assert ledger_of(person) == [(Purpose.KEEP, Act.GIVEN), (Purpose.KEEP, Act.WITHDRAWN)]


def test_nobody_agrees_to_being_shown_for_somebody_else(alice: User) -> None:
    person = create_person(owner=alice, name="Ben", consent_basis=ConsentBasis.ATTESTED)
    with pytest.raises(ValueError, match="Only the person shown"):
        give(person=person, text=get_consent_text(Purpose.PUBLISH, "en"), by=alice)
    assert ledger_of(person) == []


def test_what_was_asked_and_not_agreed_to_is_a_no(person: Person) -> None:
    texts = {Purpose.COMPUTE: get_consent_text(Purpose.COMPUTE, "ko"), Purpose.KEEP: KEEP}
    give_or_refuse(person=person, texts=texts, invitation_id=uuid4())
    assert dict(ledger_of(person)) == {
        Purpose.COMPUTE: Act.GIVEN,
        Purpose.KEEP: Act.GIVEN,
        Purpose.PUBLISH: Act.REFUSED,
    }
    assert ConsentRecord.objects.get(purpose=Purpose.PUBLISH).language == "ko"


def test_a_refusal_is_noted_for_every_purpose(person: Person) -> None:
    refuse_everything(person=person, language="en", invitation_id=uuid4())
    assert dict(ledger_of(person)) == dict.fromkeys(Purpose, Act.REFUSED)


def test_who_has_gone_says_nothing_more(person: Person) -> None:
    Person.objects.all().delete()
    with pytest.raises(PersonGone):
        give(person=person, text=KEEP)
    with pytest.raises(PersonGone):
        withdraw(person=person, purpose=Purpose.KEEP)
