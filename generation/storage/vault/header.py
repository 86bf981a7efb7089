"""The header of an encrypted file: the salt of its own key, and nothing that is believed.

Whose keys decrypt it is said by its name, through the database: see `holders`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import IO

MAGIC = b"bsvault\x02"  # the last byte is the version
SALT_BYTES = 32
PREFIX_BYTES = 7
HEADER_BYTES = len(MAGIC) + SALT_BYTES + PREFIX_BYTES


class DamagedFile(Exception):
    """The file in the storage is not what was stored: changed, truncated, renamed, or never encrypted."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"The private file {name} {what}")


class NoHeader(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class Header:
    """The fields of a header, both random."""

    salt: bytes
    nonce_prefix: bytes

    @property
    def packed(self) -> bytes:
        return MAGIC + self.salt + self.nonce_prefix


def new_header() -> Header:
    return Header(salt=secrets.token_bytes(SALT_BYTES), nonce_prefix=secrets.token_bytes(PREFIX_BYTES))


def read_header(encrypted: IO[bytes]) -> Header:
    """Reads the header and leaves `encrypted` at the first segment. Raises NoHeader."""
    if _take(encrypted, len(MAGIC)) != MAGIC:
        raise NoHeader
    return Header(salt=_take(encrypted, SALT_BYTES), nonce_prefix=_take(encrypted, PREFIX_BYTES))


def _take(encrypted: IO[bytes], num_bytes: int) -> bytes:
    taken = encrypted.read(num_bytes)
    if len(taken) < num_bytes:
        raise NoHeader
    return taken
