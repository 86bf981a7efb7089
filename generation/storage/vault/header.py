"""The header of an encrypted file: whose keys decrypt it, and the salt of its own key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import IO
from uuid import UUID

MAGIC = b"bsvault\x01"  # the last byte is the version
SALT_BYTES = 32
PREFIX_BYTES = 7
UUID_BYTES = 16
COUNT_BYTES = 2


class DamagedFile(Exception):
    """The file in the storage is not what was stored: changed, truncated, renamed, or never encrypted."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"The private file {name} {what}")


class NoHeader(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class Header:
    """The fields of a header. holders: the people whose keys make the file's key, in this order."""

    holders: tuple[UUID, ...]
    salt: bytes
    nonce_prefix: bytes

    @property
    def packed(self) -> bytes:
        ids = b"".join(holder.bytes for holder in self.holders)
        return MAGIC + len(self.holders).to_bytes(COUNT_BYTES, "big") + ids + self.salt + self.nonce_prefix


def new_header(holders: tuple[UUID, ...]) -> Header:
    return Header(holders=holders, salt=secrets.token_bytes(SALT_BYTES), nonce_prefix=secrets.token_bytes(PREFIX_BYTES))


def read_header(encrypted: IO[bytes]) -> Header:
    """Reads the header and leaves `encrypted` at the first segment. Raises NoHeader."""
    if _take(encrypted, len(MAGIC)) != MAGIC:
        raise NoHeader
    num_holders = int.from_bytes(_take(encrypted, COUNT_BYTES), "big")
    ids = _take(encrypted, num_holders * UUID_BYTES)
    holders = tuple(UUID(bytes=ids[start : start + UUID_BYTES]) for start in range(0, len(ids), UUID_BYTES))
    return Header(holders=holders, salt=_take(encrypted, SALT_BYTES), nonce_prefix=_take(encrypted, PREFIX_BYTES))


def _take(encrypted: IO[bytes], num_bytes: int) -> bytes:
    taken = encrypted.read(num_bytes)
    if len(taken) < num_bytes:
        raise NoHeader
    return taken
