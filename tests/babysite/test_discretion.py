"""What the site's own servers know and write down: no secret of the site, and nothing that people typed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
import pytest

from babysite.embedded.logs import KEPT_DAYS, rotate_logs
from babysite.embedded.postgres import PostgresServer
from babysite.embedded.valkey import ValkeyServer
from babysite.paths import BASE_DIR, postgres_home, socket_dir
from babysite.processes import Command, bare_environment, start
from tests.babysite.test_embedded import Servers, connect, starter

__all__ = ["starter"]
MARKER = "0f3c9a-typed-by-somebody"
SECRETS = ("MASTER_KEY", "SECRET_KEY", "EMAIL_URL", "AWS_SECRET_ACCESS_KEY")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fails(home: Path, statement: str) -> None:
    connection = connect(home)
    with pytest.raises(psycopg2.Error), connection, connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def test_the_database_logs_nothing_that_was_typed(home: Path, starter: Servers) -> None:
    starter.start(PostgresServer(home))
    with connect(home) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE people (email text PRIMARY KEY, born date)")
        cursor.execute("INSERT INTO people VALUES (%s)", [MARKER])
    connection.close()
    for statement in (
        "INSERT INTO people VALUES ('MARKER')",
        "INSERT INTO people VALUES ('x', 'MARKER')",
        "SELECT 'MARKER' FROM nowhere",
        "DO $$ BEGIN RAISE EXCEPTION 'MARKER'; END $$",
    ):
        fails(home, statement.replace("MARKER", MARKER))
    written = {path.name: path.read_text() for path in (home / "logs").iterdir()}
    assert "database system is ready" in written["postgres.log"]
    assert MARKER not in "".join(written.values())


def test_logs_are_read_by_their_owner_alone(home: Path, starter: Servers) -> None:
    (home / "logs").mkdir(mode=0o755)
    (home / "logs" / "postgres.log").write_text("from a version that let everybody read\n")
    starter.start(PostgresServer(home))
    starter.start(ValkeyServer(home))
    assert mode(home / "logs") == 0o700
    assert {mode(path) for path in (home / "logs").iterdir()} == {0o600}


def test_logs_go_after_two_weeks_and_a_server_goes_on_writing(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    old, kept = (tmp_path / f"postgres.{today - timedelta(days=days)}.log" for days in (KEPT_DAYS + 1, KEPT_DAYS))
    for path in (old, kept):
        path.write_text("earlier\n")
    log = tmp_path / "postgres.log"
    with log.open("ab", buffering=0) as server:
        server.write(b"one\n")
        rotate_logs(tmp_path)
        server.write(b"two\n")
        rotate_logs(tmp_path)
        server.write(b"three\n")
    assert not old.exists()
    assert kept.read_text() == "earlier\n"
    assert (tmp_path / f"postgres.{today}.log").read_text() == "one\ntwo\n"
    assert log.read_bytes() == b"three\n"


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, MARKER)


@pytest.mark.usefixtures("secrets")
def test_the_database_is_told_no_secret(home: Path, starter: Servers) -> None:
    starter.start(PostgresServer(home))
    with connect(home) as connection, connection.cursor() as cursor:
        # PostgreSQL writes its title over its own environment; what it starts has it still.
        cursor.execute("CREATE TEMPORARY TABLE told (line text); COPY told FROM PROGRAM 'env'; SELECT * FROM told")
        told = "".join(line for (line,) in cursor.fetchall())
    connection.close()
    assert "PATH=" in told
    assert MARKER not in told


@pytest.mark.usefixtures("secrets")
def test_a_child_is_told_what_is_written_out_for_it_alone(tmp_path: Path) -> None:
    log = tmp_path / "told"
    command = Command(arguments=["env"], directory=tmp_path, environment=bare_environment(OWN="given"), log=log)
    assert start(command).wait() == 0
    assert "OWN=given" in log.read_text()
    assert MARKER not in log.read_text()


OUTRAGES = [
    "SET session_replication_role = replica",
    "ALTER TABLE accounts_consentrecord DISABLE TRIGGER ALL",
    "DROP TRIGGER is_append_only ON accounts_consentrecord",
    "CREATE OR REPLACE FUNCTION accounts_consentrecord_refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "UPDATE accounts_consentrecord SET act = 'given'",
    "DELETE FROM accounts_consentrecord",
    "TRUNCATE accounts_consentrecord",
    "ALTER TABLE generation_auditline DISABLE TRIGGER ALL",
    "UPDATE generation_auditline SET detail = ''",
    "DELETE FROM generation_auditline",
    "TRUNCATE generation_auditline",
    "UPDATE accounts_securityevent SET address = NULL",
    "DROP TABLE accounts_consentrecord",
    "CREATE TABLE own (id int)",
    "CREATE ROLE another SUPERUSER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "SET ROLE babysite",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('postgresql.conf')",
    "ALTER SYSTEM SET log_statement = 'all'",
]
TRY_ALL = f"""
import django
django.setup()
from django.db import Error, connection
from accounts.models import User
User.objects.create(email="alice@example.org")
assert User.objects.update(is_active=True) and User.objects.all().delete()
for statement in {OUTRAGES!r}:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        print(statement)
    except Error:
        pass
"""


def as_the_site(home: Path, *command: str) -> str:
    environment = {**os.environ, "VAR_DIR": str(home), "DJANGO_SETTINGS_MODULE": "babysite.settings"}
    found = subprocess.run(
        [sys.executable, *command], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def forget_the_site_role(home: Path) -> None:
    host = str(socket_dir(postgres_home(home)))
    for database, statement in (("template1", ""), ("babysite", "DROP ROLE babysite_site")):
        connection = psycopg2.connect(host=host, user="babysite", dbname=database)
        with connection, connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY babysite_site; {statement}")
        connection.close()


@pytest.mark.slow
def test_the_site_writes_rows_and_can_do_nothing_else_to_its_database(home: Path, starter: Servers) -> None:
    starter.start(PostgresServer(home))
    as_the_site(home, "-m", "babysite.supervisor.prepare")
    assert as_the_site(home, "-c", TRY_ALL) == ""

    # A database from before the site had a role of its own is brought up to this at its next start.
    forget_the_site_role(home)
    PostgresServer(home).finish_start()
    as_the_site(home, "manage.py", "migrate", "--verbosity=0")
    as_the_site(home, "-m", "babysite.supervisor.prepare")
    assert as_the_site(home, "-c", TRY_ALL) == ""
