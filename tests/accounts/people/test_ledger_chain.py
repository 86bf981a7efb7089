"""The ledger shows when somebody got past the database's refusals."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.chains.checking import BrokenChain, Head
from accounts.models import ConsentRecord, Person, Purpose, User
from accounts.people.consents import CURRENT_VERSIONS, get_consent_text
from accounts.people.ledger import LEDGER, get_head, log_head
from accounts.people.services import create_person, give_consent, withdraw_everything

NUM_LINES = 6


@pytest.fixture
def ada(alice: User) -> Person:
    return create_person(owner=alice, name="Ada")


@pytest.fixture
def head(ada: Person, alice: User) -> Head:
    """The head of a ledger with six lines."""
    for _round in range(NUM_LINES // 2):
        say_yes(ada, alice)
        withdraw_everything(person=ada, withdrawn_by=alice)
    found = LEDGER.verify()
    assert found is not None
    return found


def say_yes(person: Person, by: User) -> None:
    give_consent(person=person, given_by=by, text=get_consent_text(Purpose.COMPUTE, "en"))


@contextmanager
def refusals_off() -> Iterator[None]:
    """Turns the refusals off, as only a superuser of the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def alter(statement: str, *values: int) -> None:
    with refusals_off(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_empty_ledger_holds(db: None) -> None:
    assert LEDGER.verify() is None


def test_lines_follow_one_another_from_the_first(head: Head) -> None:
    assert head.seq == NUM_LINES
    lines = ConsentRecord.objects.order_by("seq")
    assert [line.seq for line in lines] == list(range(1, NUM_LINES + 1))
    hashes = [line.sha256 for line in lines]
    assert [line.previous_sha256 for line in lines] == ["", *hashes[:-1]]
    assert len(set(hashes)) == NUM_LINES


def test_the_database_hashes_as_we_do(head: Head) -> None:
    assert [line.sha256 for line in ConsentRecord.objects.all()] == [
        line.expected_sha256() for line in ConsentRecord.objects.all()
    ]


def test_whoever_writes_a_line_cannot_choose_its_place(ada: Person, head: Head) -> None:
    text = get_consent_text(Purpose.COMPUTE, "en").in_records
    ConsentRecord.objects.create(person_id=ada.pk, seq=1, sha256="0" * 64, previous_sha256="0" * 64, **text)
    found = LEDGER.verify()
    assert found is not None
    assert found.seq == NUM_LINES + 1


@pytest.mark.django_db(transaction=True)
def test_lines_written_at_once_still_follow_one_another(ada: Person, alice: User) -> None:
    def write(_number: int) -> None:
        say_yes(ada, alice)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    found = LEDGER.verify()
    assert found is not None
    assert found.seq == 40


@pytest.mark.parametrize("place", range(1, NUM_LINES + 1))
@pytest.mark.parametrize(
    "change",
    [  # each of a line's columns
        "act = 'refused'",
        "at = at - interval '1 microsecond'",
        "person_id = gen_random_uuid()",
        "given_by_id = NULL",
        "invitation_id = gen_random_uuid()",
        "purpose = 'publish'",
        "method = 'self'",
        "language = 'ko'",
        "text_version = '0'",
        "text_sha256 = repeat('0', 64)",
    ],
)
def test_every_change_of_any_line_is_found(head: Head, change: str, place: int) -> None:
    alter(f"UPDATE accounts_consentrecord SET {change} WHERE seq = %s", place)  # noqa: S608 - ours, from above
    with pytest.raises(BrokenChain, match=f"Line {place} .* was changed"):
        LEDGER.verify()


def append_as_superuser(person: Person, *, at: str, text_sha256: str = "") -> None:
    """A line that follows the chain as it should. at: an SQL expression. text_sha256: of the current text, if empty."""
    words = get_consent_text(Purpose.PUBLISH, "en").in_records
    statement = f"""
        WITH last AS (SELECT seq, sha256, at FROM accounts_consentrecord ORDER BY seq DESC LIMIT 1)
        INSERT INTO accounts_consentrecord (id, person_id, purpose, act, text_version, text_sha256, language, method,
            at, seq, previous_sha256, sha256)
        SELECT gen_random_uuid(), %s, %s, 'given', %s, %s, %s, 'self', {at}, last.seq + 1, last.sha256, '' FROM last
    """  # noqa: S608 - ours
    values = [str(person.pk), words["purpose"], words["text_version"], text_sha256 or words["text_sha256"]]
    with refusals_off(), connection.cursor() as cursor:
        cursor.execute(statement, [*values, words["language"]])
        cursor.execute(
            "UPDATE accounts_consentrecord l SET sha256 = accounts_consentrecord_sha256(l) WHERE sha256 = ''"
        )


@pytest.mark.parametrize("at", ["timestamptz '2020-01-01'", "last.at - interval '1 microsecond'"])
def test_a_line_that_a_superuser_dates_back_is_found(ada: Person, head: Head, at: str) -> None:
    append_as_superuser(ada, at=at)
    with pytest.raises(BrokenChain, match=f"Line {NUM_LINES + 1} .* before the line before it"):
        LEDGER.verify()


def test_a_line_about_words_that_nobody_published_is_found(ada: Person, head: Head) -> None:
    append_as_superuser(ada, at="clock_timestamp()", text_sha256="0" * 64)
    newest = CURRENT_VERSIONS[Purpose.PUBLISH]
    with pytest.raises(BrokenChain, match=f"Line {NUM_LINES + 1} .* never published: publish {newest} in 'en' with"):
        LEDGER.verify()


def test_a_clock_that_was_set_back_dates_no_line_before_the_last(ada: Person, alice: User, head: Head) -> None:
    append_as_superuser(ada, at="clock_timestamp() + interval '1 day'")
    say_yes(ada, alice)
    ahead, last = ConsentRecord.objects.order_by("seq")[NUM_LINES:]
    assert last.at == ahead.at
    assert LEDGER.verify() == get_head()


def test_every_published_text_is_accepted(ada: Person, alice: User) -> None:
    for purpose in Purpose:
        for language in ("en", "ko"):
            ConsentRecord.objects.create(person_id=ada.pk, **get_consent_text(purpose, language).in_records)
    ConsentRecord.objects.create(person_id=ada.pk, **get_consent_text(Purpose.COMPUTE, "en", "1").in_records)
    assert LEDGER.verify() == get_head()


def test_the_newest_line_is_logged_for_the_operator(head: Head, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    log_head()
    assert f"--contains {head}" in caplog.text


def test_a_broken_ledger_is_logged_as_an_error(head: Head, caplog: pytest.LogCaptureFixture) -> None:
    alter("UPDATE accounts_consentrecord SET act = 'refused' WHERE seq = 3")
    log_head()
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_change_with_a_new_hash_is_found_by_the_line_after(head: Head) -> None:
    alter("UPDATE accounts_consentrecord SET act = 'refused' WHERE seq = 3")
    alter("UPDATE accounts_consentrecord l SET sha256 = accounts_consentrecord_sha256(l) WHERE seq = 3")
    with pytest.raises(BrokenChain, match="Line 4 doesn't follow"):
        LEDGER.verify()


@pytest.mark.parametrize("place", range(1, NUM_LINES))
def test_a_line_that_is_gone_is_found(head: Head, place: int) -> None:
    alter("DELETE FROM accounts_consentrecord WHERE seq = %s", place)
    with pytest.raises(BrokenChain, match=f"Expected line {place}"):
        LEDGER.verify()


def test_lines_gone_from_the_end_are_found_with_an_earlier_head(head: Head) -> None:
    alter("DELETE FROM accounts_consentrecord WHERE seq = %s", NUM_LINES)
    with pytest.raises(BrokenChain, match=f"Line {NUM_LINES} was there"):
        LEDGER.verify(contains=head)


def test_a_ledger_rewritten_as_a_whole_is_found_with_an_earlier_head(ada: Person, alice: User, head: Head) -> None:
    alter("DELETE FROM accounts_consentrecord")
    for _line in range(NUM_LINES):
        say_yes(ada, alice)
    assert LEDGER.verify() is not None
    with pytest.raises(BrokenChain, match=f"Line {NUM_LINES} had the hash"):
        LEDGER.verify(contains=head)


def verify(*arguments: str) -> str:
    output = StringIO()
    call_command("verify_ledger", *arguments, stdout=output)
    return output.getvalue().strip()


def test_the_command_tells_the_newest_line_and_takes_it_back(head: Head) -> None:
    assert verify("--contains", verify()) == str(head)


def test_the_command_fails_for_a_changed_line(head: Head) -> None:
    alter("UPDATE accounts_consentrecord SET act = 'given' WHERE seq = 2")
    with pytest.raises(CommandError, match=r"ledger is broken\. Line 2") as caught:
        verify()
    assert caught.value.returncode == 3


@pytest.mark.parametrize("nonsense", ["", "12", "x:y", "1:" + "g" * 64])
def test_the_command_says_what_it_expects(db: None, nonsense: str) -> None:
    if nonsense:
        with pytest.raises(CommandError, match="Expected what an earlier check printed"):
            verify("--contains", nonsense)
    else:
        assert verify() == "The consent ledger is empty."
