"""Words that people typed, encrypted: no page, dump or log file of the database holds them."""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidTag

from accounts.people.keys.ciphers import decrypt, derive_key, encrypt

# What the words are. Each is part of the key and of what is checked, so that none can be taken for another.
NAME_OF_PERSON = b"babysite: the name of person "
LABEL_OF_LINK = b"babysite: the label of link "
NAME_OF_CHILD = b"babysite: the name of child "
NOTE_OF_CHILD = b"babysite: the note about child "


def encrypt_words(words: str, *, what: bytes, row_id: UUID, data_key: bytes) -> bytes:
    return encrypt(_key(what, row_id, data_key), words.encode(), context=what + row_id.bytes)


def decrypt_words(encrypted: bytes, *, what: bytes, row_id: UUID, data_key: bytes) -> str:
    """Raises ValueError for words that are damaged, or of another row."""
    try:
        return decrypt(_key(what, row_id, data_key), encrypted, context=what + row_id.bytes).decode()
    except InvalidTag as error:
        said = what.decode().removeprefix("babysite: ").capitalize()
        raise ValueError(f"{said}{row_id} is damaged: it does not open with that person's key.") from error


def _key(what: bytes, row_id: UUID, data_key: bytes) -> bytes:
    return derive_key(data_key, salt=row_id.bytes, info=what)
