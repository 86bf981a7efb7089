"""The commonest passwords, as a list of hashes: small enough to ship, and no list of words.

`common.bin` holds the first HASH_BYTES of the SHA-256 of each, sorted. A password that is not among them is taken for
one with a probability of COUNT / 2^32, which is one in 42,000.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("common.bin")
HASH_BYTES = 4


def is_common(password: str) -> bool:
    """Tells whether a password is on the list, whatever its capitals."""
    hashes, wanted = _read(), _hash_of(password)
    place = bisect_left(range(count()), wanted, key=lambda i: _at(hashes, i))
    return place < count() and _at(hashes, place) == wanted


def count() -> int:
    return len(_read()) // HASH_BYTES


def pack(passwords: Iterable[str]) -> bytes:
    """Returns the content of the file for these passwords."""
    return b"".join(sorted({_hash_of(password) for password in passwords}))


def normal(password: str) -> str:
    return password.strip().lower()


@cache
def _read() -> bytes:
    return FILE.read_bytes()


def _hash_of(password: str) -> bytes:
    return hashlib.sha256(normal(password).encode()).digest()[:HASH_BYTES]


def _at(hashes: bytes, place: int) -> bytes:
    return hashes[place * HASH_BYTES : (place + 1) * HASH_BYTES]
