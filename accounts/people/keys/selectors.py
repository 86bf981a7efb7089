from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.people.keys.errors import KeyDestroyed
from accounts.people.keys.models import PersonKey
from accounts.people.keys.wrapping import unwrap


def data_keys_of(person_ids: Iterable[UUID]) -> list[bytes]:
    """Returns the keys in the order of the people, by one query. They are never cached: once a row is deleted, nothing
    can be decrypted with it.

    Raises KeyDestroyed when one of them has gone, and MasterKeyError.
    """
    wanted = list(person_ids)
    keys = PersonKey.objects.in_bulk(wanted)
    if len(keys) < len(set(wanted)):
        raise KeyDestroyed
    return [unwrap(keys[person_id]) for person_id in wanted]
