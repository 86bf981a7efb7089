"""The folders of the private storage, and whose keys the files in each need. A new folder is added only here.

A file lies at FOLDER/ID/FILE, where the id is that of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from accounts.people.keys.errors import KeyDestroyed
from generation.models import Export, Family, Portrait

Holders = tuple[UUID, ...]


def _themselves(person_id: UUID) -> Holders:
    return (person_id,)


def _parents_of(family_id: UUID) -> Holders:
    parents = Family.objects.filter(pk=family_id).values_list("parent_a_id", "parent_b_id").first()
    if parents is None:
        raise KeyDestroyed
    return parents


def _everybody_in(export_id: UUID) -> Holders:
    """Returns the people in an export: none if the account has added nobody."""
    people = Export.objects.filter(pk=export_id).values_list("people", flat=True).first()
    if people is None:
        raise KeyDestroyed
    return tuple(UUID(person_id) for person_id in people)


# Folder -> who has to be there to open its files, by the id in their names. Raises KeyDestroyed when they have gone.
FOLDERS: Mapping[str, Callable[[UUID], Holders]] = {
    Portrait.FOLDER: _themselves,
    Family.FOLDER: _parents_of,
    Export.FOLDER: _everybody_in,
}
