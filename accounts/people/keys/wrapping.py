"""Wrapping and unwrapping of people's keys and of the site's own."""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidTag

from accounts.people.keys.ciphers import decrypt, encrypt
from accounts.people.keys.errors import MasterKeyError
from accounts.people.keys.keyring import get_master_key
from accounts.people.keys.master import MasterKey
from accounts.people.keys.models import PersonKey, SiteKey

WRAPPED_KEY = b"babysite: the key of person "
WRAPPED_SITE_KEY = b"babysite: the key of the site"


def wrap(person_id: UUID, data_key: bytes, *, by: MasterKey) -> PersonKey:
    """A row, which is not stored yet."""
    wrapped = encrypt(by.secret, data_key, context=WRAPPED_KEY + person_id.bytes)
    return PersonKey(person_id=person_id, wrapped=wrapped, master_key_id=by.id)


def wrap_site_key(site_key: bytes, *, by: MasterKey) -> SiteKey:
    """A row, which is not stored yet."""
    return SiteKey(wrapped=encrypt(by.secret, site_key, context=WRAPPED_SITE_KEY), master_key_id=by.id)


def unwrap(key: PersonKey) -> bytes:
    """Raises MasterKeyError."""
    return _unwrap(key, WRAPPED_KEY + key.person_id.bytes, f"The key of person {key.person_id}")


def unwrap_site_key(key: SiteKey) -> bytes:
    """Raises MasterKeyError."""
    return _unwrap(key, WRAPPED_SITE_KEY, "The key of the site")


def _unwrap(key: PersonKey | SiteKey, context: bytes, what: str) -> bytes:
    master_key = get_master_key(key.master_key_id)
    try:
        return decrypt(master_key.secret, bytes(key.wrapped), context=context)
    except InvalidTag as error:
        raise MasterKeyError(
            f"{what} is damaged: its row in {key._meta.db_table} does not open with the master key {master_key.id} "
            "that it names. Restore that table from a backup."
        ) from error
