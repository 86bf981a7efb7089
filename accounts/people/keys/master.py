"""A master key: 32 random bytes that wrap people's keys, written as base64 and called by the head of their hash."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from accounts.people.keys.ciphers import KEY_BYTES, new_key
from accounts.people.keys.errors import MasterKeyError

ID_LENGTH = 16
HOW_TO_MAKE_ONE = "Make one with `openssl rand -base64 32`."


@dataclass(frozen=True, kw_only=True)
class MasterKey:
    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return hashlib.sha256(self.secret).hexdigest()[:ID_LENGTH]

    @property
    def text(self) -> str:
        return base64.b64encode(self.secret).decode()


def new_master_key() -> MasterKey:
    return MasterKey(secret=new_key())


def parse_master_key(text: str, *, found_in: str) -> MasterKey:
    """Raises MasterKeyError, which says where the text was found but never the text."""
    expected = f"a master key is {KEY_BYTES} bytes in base64. {HOW_TO_MAKE_ONE}"
    try:
        secret = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MasterKeyError(f"{found_in} is not base64; {expected}") from error
    if len(secret) != KEY_BYTES:
        raise MasterKeyError(f"{found_in} holds {len(secret)} bytes; {expected}")
    return MasterKey(secret=secret)
