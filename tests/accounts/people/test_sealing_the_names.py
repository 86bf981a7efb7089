"""Names from before are sealed by the update, nothing of them stays in the database's files, and the way back works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import Person, User
from accounts.people.services import create_person

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "0004_people_and_rights", "0007_forget_plain_names"


def migrate_to(name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", name)])
    return executor.loader.project_state([("accounts", name)]).apps


@pytest.fixture(autouse=True)
def forward_again() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def bytes_of_the_table() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('accounts_person'))")
        return bytes(cursor.fetchone()[0])


def test_names_move_there_and_back(alice: User) -> None:
    for name in ("Zoraida Quibblewick", "김하늘별"):
        create_person(owner=alice, name=name)
    old = migrate_to(BEFORE).get_model("accounts", "Person")
    assert {person.name for person in old.objects.all()} == {"Zoraida Quibblewick", "김하늘별"}
    assert b"Quibblewick" in bytes_of_the_table()
    migrate_to(AFTER)
    assert {person.name for person in Person.objects.all()} == {"Zoraida Quibblewick", "김하늘별"}
    assert b"Quibblewick" not in bytes_of_the_table()
