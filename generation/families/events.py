"""Events that tell an account's pages to read their families again, because some may have been deleted."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from generation.erasing.listeners import Erased
from generation.notify import notify


def group_of(owner_id: UUID) -> str:
    return f"families.{owner_id.hex}"


def announce_families(owner_id: UUID) -> None:
    """Announces a change. It may be lost, so pages also poll every few seconds."""
    lost = "Pages could not be told that families have changed"
    notify(group_of(owner_id), {"type": "families.changed"}, lost=lost)


def announce_families_without(erased: Erased) -> None:
    """Listens to `generation.erasing`."""
    for owner_id in erased.owner_ids:
        transaction.on_commit(partial(announce_families, owner_id))
