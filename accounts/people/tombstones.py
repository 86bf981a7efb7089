from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.people.models.tombstone import Tombstone, TombstoneKind


def leave_tombstones(kind: TombstoneKind, row_ids: Iterable[UUID]) -> None:
    """Notes rows that are gone for good, inside the transaction that deletes or revokes them."""
    stones = [Tombstone(kind=kind, row_id=row_id) for row_id in row_ids]
    Tombstone.objects.bulk_create(stones, ignore_conflicts=True)  # there already, after a restore
