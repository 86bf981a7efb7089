"""Locks in PostgreSQL that belong to no row, by a name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from accounts.addresses import spell_address


def hold_until_commit(name: str) -> None:
    """Waits until nobody else holds `name`, then holds it until the transaction ends."""
    _hold_until_commit("SELECT pg_advisory_xact_lock(%s)", name)


def share_until_commit(name: str) -> None:
    """Waits until nobody holds `name` alone, then holds it together with others until the transaction ends."""
    _hold_until_commit("SELECT pg_advisory_xact_lock_shared(%s)", name)


@contextmanager
def held_if_free(name: str) -> Iterator[bool]:
    """Holds `name`, across transactions, unless somebody else does. Yields whether it does."""
    is_held = _execute("SELECT pg_try_advisory_lock(%s)", name)
    try:
        yield is_held
    finally:
        if is_held:
            _execute("SELECT pg_advisory_unlock(%s)", name)


def hold_address(address: str) -> None:
    """Holds an e-mail address, so that requests that would both make it somebody's are answered one after the other."""
    hold_until_commit(f"address {spell_address(address)}")


def _hold_until_commit(statement: str, name: str) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("Expected a transaction. Received: none, so the lock would end at once. Open one around it.")
    _execute(statement, name)


def _execute(statement: str, name: str) -> bool:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        return bool(cursor.fetchone()[0])
