"""Django's steps around a test that cost more than most tests, in ways that come to the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

# What `migrate` fills by itself, alike after every test: left where it is, it need not be made again.
FILLED_BY_DJANGO = {"django_content_type", "auth_permission"}


@contextmanager
def quick_emptying() -> Iterator[None]:
    """Empties every table after a test that commits. The tests' few rows are deleted, which costs PostgreSQL much
    less than TRUNCATE, and as a replica, since the ledger of consent refuses anybody else."""
    from django.core.management.commands import flush
    from django.db.backends.postgresql.operations import DatabaseOperations

    def delete_all(self: DatabaseOperations, _style: object, tables: Sequence[str], **_options: bool) -> list[str]:
        names = [self.quote_name(table) for table in tables if table not in FILLED_BY_DJANGO]
        rows = [f"DELETE FROM {name};" for name in names]  # noqa: S608 - Django's own names, quoted
        off, on = "SET session_replication_role = replica;", "SET session_replication_role = DEFAULT;"
        return ["".join([off, *rows, on])]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", delete_all)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_database: None)
        yield


@contextmanager
def static_files_listed_once() -> Iterator[None]:
    """Each test client has middleware of its own, and whitenoise's looks at every static file when it is made."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look = WhiteNoiseMiddleware.update_files_dictionary
    seen: dict[tuple[str, str], dict[str, Any]] = {}

    def look_once(self: WhiteNoiseMiddleware, root: str, prefix: str) -> None:
        if (root, prefix) not in seen:
            look(self, root, prefix)
            seen[root, prefix] = dict(self.files)
        self.files.update(seen[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "update_files_dictionary", look_once)
        yield
