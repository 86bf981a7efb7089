from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Act, ConsentRecord, Method, Person, Purpose, User
from accounts.people.consents import get_consent_text
from accounts.people.selectors import consent_holds
from accounts.people.services import (
    create_person,
    expire_everything,
    give_consent,
    refuse_consent,
    withdraw_consent,
    withdraw_everything,
)


@pytest.fixture
def ada(alice: User) -> Person:
    return create_person(owner=alice, name="Ada")


@pytest.fixture
def given(ada: Person, alice: User) -> ConsentRecord:
    return give(ada, alice)


def give(person: Person, by: User, language: str = "ko") -> ConsentRecord:
    text = get_consent_text(Purpose.COMPUTE, language)
    record = give_consent(person=person, given_by=by, text=text)
    return ConsentRecord.objects.get(pk=record.pk)


def withdraw(person: Person, by: User) -> ConsentRecord | None:
    return withdraw_consent(person=person, withdrawn_by=by, purpose=Purpose.COMPUTE)


def clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def holds(*people: Person) -> bool:
    return consent_holds(person_ids=[person.pk for person in people], purpose=Purpose.COMPUTE)


def test_a_record_says_who_agreed_to_which_words_and_how(given: ConsentRecord, ada: Person, alice: User) -> None:
    text = get_consent_text(Purpose.COMPUTE, "ko")
    assert (given.person_id, given.given_by_id, given.invitation_id) == (ada.pk, alice.pk, None)
    assert (given.text_version, given.text_sha256, given.language) == (text.version, text.sha256, "ko")
    assert (given.act, given.method, given.purpose) == (Act.GIVEN, Method.ATTESTED, Purpose.COMPUTE)


def test_the_database_says_when(ada: Person, alice: User) -> None:
    before, record, after = clock(), give(ada, alice), clock()
    assert before < record.at < after


def test_whoever_writes_a_record_cannot_date_it(given: ConsentRecord) -> None:
    before = clock()
    copy = ConsentRecord(person_id=given.person_id, text_sha256="0" * 64, at=datetime(2020, 1, 1, tzinfo=UTC))
    copy.save()
    copy.refresh_from_db()
    assert copy.at > before


def test_a_withdrawal_names_the_words_that_had_been_agreed_to(given: ConsentRecord, ada: Person, alice: User) -> None:
    withdrawn = withdraw(ada, alice)
    assert withdrawn is not None
    assert (withdrawn.act, withdrawn.text_sha256, withdrawn.language) == (Act.WITHDRAWN, given.text_sha256, "ko")
    assert ConsentRecord.objects.count() == 2


def test_nothing_is_withdrawn_twice(given: ConsentRecord, ada: Person, alice: User) -> None:
    withdraw(ada, alice)
    assert withdraw(ada, alice) is None


def test_what_was_never_given_cannot_be_withdrawn(ada: Person, alice: User) -> None:
    assert withdraw(ada, alice) is None


def test_the_last_word_counts(ada: Person, alice: User) -> None:
    said = [holds(ada)]
    for change in (give, withdraw):
        change(ada, alice)
        said.append(holds(ada))
    assert said == [False, True, False]


def test_consent_of_several_people_holds_when_all_agree(given: ConsentRecord, ada: Person, alice: User) -> None:
    ben = create_person(owner=alice, name="Ben")
    assert not holds(ada, ben)
    give(ben, alice)
    assert holds(ada, ben)


def test_a_record_outlives_the_person_and_the_account(given: ConsentRecord, alice: User) -> None:
    alice.delete()
    assert ConsentRecord.objects.get().person_id == given.person_id


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_consentrecord SET act = 'withdrawn'",
        "UPDATE accounts_consentrecord SET at = now() - interval '1 year'",
        "DELETE FROM accounts_consentrecord",
        "TRUNCATE accounts_consentrecord",
    ],
)
def test_the_database_refuses_changes(given: ConsentRecord, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ConsentRecord.objects.get().at == given.at


def test_the_models_cannot_change_it_either(given: ConsentRecord) -> None:
    given.act = Act.REFUSED
    for change in (given.save, given.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_nobody_agrees_for_somebody_else_to_being_shown_in_public(ada: Person, alice: User) -> None:
    with pytest.raises(ValueError, match="Only the person shown can agree to publish"):
        give_consent(person=ada, given_by=alice, text=get_consent_text(Purpose.PUBLISH, "en"))
    assert not ConsentRecord.objects.exists()


def test_an_older_text_has_to_be_agreed_to_anew(ada: Person, alice: User) -> None:
    give_consent(person=ada, given_by=alice, text=get_consent_text(Purpose.COMPUTE, "en", version="1"))
    assert not holds(ada)
    assert withdraw(ada, alice) is not None


def test_a_refusal_is_no_consent(ada: Person, alice: User) -> None:
    refuse_consent(person=ada, refused_by=alice, text=get_consent_text(Purpose.COMPUTE, "en"))
    assert not holds(ada)
    assert withdraw(ada, alice) is None


def test_everything_is_withdrawn_or_ends_at_once(ada: Person, alice: User) -> None:
    for end in (partial(withdraw_everything, withdrawn_by=alice), expire_everything):
        for purpose in (Purpose.COMPUTE, Purpose.KEEP):
            give_consent(person=ada, given_by=alice, text=get_consent_text(purpose, "en"))
        end(person=ada)
    acts = ConsentRecord.objects.order_by("seq").values_list("purpose", "act", "method")
    assert list(acts)[2:4] == [("compute", "withdrawn", "attested"), ("keep", "withdrawn", "attested")]
    assert list(acts)[6:] == [("compute", "expired", "site"), ("keep", "expired", "site")]


def test_a_withdrawal_over_a_link_names_the_link(ada: Person, alice: User) -> None:
    give(ada, alice)
    link = uuid4()
    record = withdraw_consent(person=ada, purpose=Purpose.COMPUTE, invitation_id=link)
    assert record is not None
    assert (record.invitation_id, record.given_by_id, record.method) == (link, None, Method.INVITED)


def test_unknown_people_have_not_agreed(db: Any) -> None:
    assert not consent_holds(person_ids=[uuid4()], purpose=Purpose.COMPUTE)
