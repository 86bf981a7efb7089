"""Locks in PostgreSQL that belong to no row, by a name."""

from __future__ import annotations

import hashlib

from django.db import connection


def hold_until_commit(name: str) -> None:
    """Waits until nobody else holds `name`, then holds it until the transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("Expected a transaction. Received: none, so the lock would end at once. Open one around it.")
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def hold_address(address: str) -> None:
    """Holds an e-mail address, so that requests that would both make it somebody's are answered one after the other."""
    hold_until_commit(f"address {address.strip().lower()}")
