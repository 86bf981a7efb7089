"""Locks between code that wraps a key and code that retires the master key it is wrapped by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from accounts.people.keys.errors import MasterKeyError

# A number of our own, for PostgreSQL's advisory locks: "bskeys".
LOCK = 0x62736B657973
ROTATION = LOCK + 1


def hold_master_key() -> None:
    """Takes a shared lock on the master key until the end of the transaction."""
    _execute("SELECT pg_advisory_xact_lock_shared(%s)")


def wait_for_holders() -> None:
    """Waits until nobody holds the lock, then takes it exclusively until the end of the transaction."""
    _execute("SELECT pg_advisory_xact_lock(%s)")


@contextmanager
def rotating_alone() -> Iterator[None]:
    """Locks the rotation. Raises MasterKeyError while another one runs: either would put away the key that the other
    has just made.
    """
    if not _execute("SELECT pg_try_advisory_lock(%s)", ROTATION):
        raise MasterKeyError("The master key is being rotated by another process just now. Wait for that one to end.")
    try:
        yield
    finally:
        _execute("SELECT pg_advisory_unlock(%s)", ROTATION)


def _execute(statement: str, lock: int = LOCK) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, [lock])
        (answer,) = cursor.fetchone()
        return answer
