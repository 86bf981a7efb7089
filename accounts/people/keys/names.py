"""A person's name, encrypted: no page, dump or log file of the database holds it."""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidTag

from accounts.people.keys.ciphers import decrypt, derive_key, encrypt

NAME_OF = b"babysite: the name of person "


def encrypt_name(name: str, *, person_id: UUID, data_key: bytes) -> bytes:
    return encrypt(_key(person_id, data_key), name.encode(), context=NAME_OF + person_id.bytes)


def decrypt_name(encrypted: bytes, *, person_id: UUID, data_key: bytes) -> str:
    try:
        return decrypt(_key(person_id, data_key), encrypted, context=NAME_OF + person_id.bytes).decode()
    except InvalidTag as error:
        raise ValueError(
            f"The name of person {person_id} is damaged: it does not open with that person's key."
        ) from error


def _key(person_id: UUID, data_key: bytes) -> bytes:
    return derive_key(data_key, salt=person_id.bytes, info=NAME_OF)
