"""The audit shows when somebody got past the database's refusals, as the ledger does."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.chains.checking import BrokenChain, Head
from accounts.people.ledger import LEDGER
from generation.models import AuditAct, AuditLine
from generation.moderation.audit import AUDIT, log_audit_head, note
from tests.accounts.people.test_ledger_chain import alter, refusals_off

NUM_LINES = 4


@pytest.fixture
def head(db: None) -> Head:
    """The head of an audit of four lines."""
    for act in (AuditAct.REPORTED, AuditAct.TAKEN, AuditAct.LOOKED, AuditAct.DECIDED):
        note(act, actor_id=uuid4(), case_id=uuid4(), subject_id=uuid4(), detail="other")
    found = AUDIT.verify()
    assert found is not None
    return found


def test_lines_follow_one_another_and_no_other_chain(head: Head) -> None:
    assert head.seq == NUM_LINES
    hashes = list(AuditLine.objects.order_by("seq").values_list("sha256", flat=True))
    assert list(AuditLine.objects.order_by("seq").values_list("previous_sha256", flat=True)) == ["", *hashes[:-1]]
    assert LEDGER.verify() is None


def test_whoever_writes_a_line_chooses_neither_its_place_nor_its_time(head: Head) -> None:
    AuditLine.objects.create(act=AuditAct.CLOSED, seq=1, sha256="0" * 64, at=datetime(2020, 1, 1, tzinfo=UTC))
    newest = AuditLine.objects.order_by("-seq")[0]
    assert newest.at.year > 2020
    assert AUDIT.verify() == AUDIT.head() == Head(seq=NUM_LINES + 1, sha256=newest.sha256)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE generation_auditline SET detail = ''",
        "UPDATE generation_auditline SET at = now() - interval '1 year'",
        "DELETE FROM generation_auditline",
        "TRUNCATE generation_auditline",
    ],
)
def test_the_database_refuses_changes(head: Head, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AUDIT.verify(contains=head) == head


@pytest.mark.parametrize("place", [1, NUM_LINES])
@pytest.mark.parametrize(
    "change",
    [  # each of a line's columns
        "act = 'released'",
        "at = at - interval '1 microsecond'",
        "actor_id = NULL",
        "case_id = gen_random_uuid()",
        "subject_id = gen_random_uuid()",
        "detail = 'minor'",
    ],
)
def test_every_change_of_a_line_is_found(head: Head, change: str, place: int) -> None:
    alter(f"UPDATE generation_auditline SET {change} WHERE seq = %s", place)  # noqa: S608 - ours, from above
    with pytest.raises(BrokenChain, match=f"Line {place} .* was changed"):
        AUDIT.verify()


def test_a_line_that_a_superuser_dates_back_is_found(head: Head) -> None:
    with refusals_off(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH last AS (SELECT seq, sha256 FROM generation_auditline ORDER BY seq DESC LIMIT 1)
            INSERT INTO generation_auditline (id, act, detail, at, seq, previous_sha256, sha256)
            SELECT gen_random_uuid(), 'closed', '', '2020-01-01', last.seq + 1, last.sha256, '' FROM last
            """
        )
        cursor.execute("UPDATE generation_auditline l SET sha256 = generation_auditline_sha256(l) WHERE sha256 = ''")
    with pytest.raises(BrokenChain, match=f"Line {NUM_LINES + 1} .* before the line before it"):
        AUDIT.verify()


def test_lines_that_are_gone_are_found(head: Head) -> None:
    alter("DELETE FROM generation_auditline WHERE seq = %s", NUM_LINES)
    with pytest.raises(BrokenChain, match=f"Line {NUM_LINES} was there"):
        AUDIT.verify(contains=head)
    alter("DELETE FROM generation_auditline WHERE seq = %s", 2)
    with pytest.raises(BrokenChain, match="Expected line 2"):
        AUDIT.verify()


def test_the_newest_line_is_logged_for_the_operator(head: Head, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    log_audit_head()
    assert f"manage.py verify_audit --contains {head}" in caplog.text


def verify(*arguments: str) -> str:
    output = StringIO()
    call_command("verify_audit", *arguments, stdout=output)
    return output.getvalue().strip()


def test_the_command_prints_what_a_later_check_wants_to_see(head: Head) -> None:
    assert verify("--contains", verify()) == str(head)


def test_the_command_ends_with_a_code_of_its_own_when_the_chain_is_broken(head: Head) -> None:
    alter("UPDATE generation_auditline SET detail = '' WHERE seq = %s", 2)
    with pytest.raises(CommandError) as caught:
        verify()
    assert caught.value.returncode == 3


def test_what_is_no_line_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="Expected what an earlier check printed"):
        verify("--contains", "soon")
