"""Whose keys a private file needs: its name says it. The one place to tell of a new folder."""

from __future__ import annotations

from uuid import UUID

from accounts.keys.errors import KeyDestroyed
from generation.models import Export, Family
from generation.site_identity import MARK


def is_plain(name: str) -> bool:
    """Shows nobody, and is written by operators too."""
    return name == MARK


def holders_of(name: str) -> tuple[UUID, ...]:
    """Raises KeyDestroyed when they have gone, and ValueError for a name of which nobody knows who is shown."""
    match name.split("/"):
        case ["people", person_id, _file]:
            return (UUID(person_id),)
        case ["families", family_id, _file]:
            return _parents_of(UUID(family_id))
        case ["exports", export_id, _file]:
            return _everybody_in(UUID(export_id))
        case _:
            raise ValueError(f"Whose file is {name}? Expected people/ID/FILE, families/ID/FILE or exports/ID/FILE.")


def _parents_of(family_id: UUID) -> tuple[UUID, ...]:
    parents = Family.objects.filter(pk=family_id).values_list("parent_a_id", "parent_b_id").first()
    if parents is None:
        raise KeyDestroyed
    return parents


def _everybody_in(export_id: UUID) -> tuple[UUID, ...]:
    """Nobody at all in that of an account which has added nobody."""
    people = Export.objects.filter(pk=export_id).values_list("people", flat=True).first()
    if people is None:
        raise KeyDestroyed
    return tuple(UUID(person_id) for person_id in people)
