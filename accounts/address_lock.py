"""A lock on an e-mail address, so that requests that would both make it somebody's are answered one after the other."""

from __future__ import annotations

import hashlib

from django.db import connection


def hold_address(address: str) -> None:
    """Waits until nobody else holds the address, then holds it until the transaction ends. Needs a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("Expected a transaction. Received: none, so the lock would end at once. Open one around it.")
    digest = hashlib.sha256(f"address {address.strip().lower()}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])
