"""Who wraps a key and who puts away the master key it was wrapped by must not meet. Both hold until they commit."""

from __future__ import annotations

from django.db import connection

# A number of our own, for PostgreSQL's advisory locks: "bskeys".
LOCK = 0x62736B657973


def hold_master_key() -> None:
    """As many as like may hold it."""
    _execute("SELECT pg_advisory_xact_lock_shared(%s)")


def wait_for_holders() -> None:
    """Until nobody holds it, and then nobody else can."""
    _execute("SELECT pg_advisory_xact_lock(%s)")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK])
