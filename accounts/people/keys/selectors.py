from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.people.keys.errors import KeyDestroyed, SiteKeyMissing
from accounts.people.keys.models import PersonKey, SiteKey
from accounts.people.keys.wrapping import unwrap, unwrap_site_key


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


def get_site_key() -> bytes:
    """Returns the site's own key. Raises SiteKeyMissing, MasterKeyError."""
    key = SiteKey.objects.first()
    if key is None:
        raise SiteKeyMissing
    return unwrap_site_key(key)
