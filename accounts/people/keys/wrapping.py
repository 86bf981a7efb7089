"""Making, wrapping and unwrapping of people's keys."""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidTag

from accounts.people.keys.ciphers import decrypt, encrypt
from accounts.people.keys.errors import MasterKeyError
from accounts.people.keys.keyring import get_master_key
from accounts.people.keys.master import MasterKey
from accounts.people.keys.models import PersonKey

WRAPPED_KEY = b"babysite: the key of person "


def wrap(person_id: UUID, data_key: bytes, *, by: MasterKey) -> PersonKey:
    """A row, which is not stored yet."""
    wrapped = encrypt(by.secret, data_key, context=WRAPPED_KEY + person_id.bytes)
    return PersonKey(person_id=person_id, wrapped=wrapped, master_key_id=by.id)


def unwrap(key: PersonKey) -> bytes:
    """Raises MasterKeyError."""
    master_key = get_master_key(key.master_key_id)
    try:
        return decrypt(master_key.secret, bytes(key.wrapped), context=WRAPPED_KEY + key.person_id.bytes)
    except InvalidTag as error:
        raise MasterKeyError(
            f"The key of person {key.person_id} is damaged: its row in accounts_personkey does not open with the "
            f"master key {master_key.id} that it names. Restore that table from a backup."
        ) from error
