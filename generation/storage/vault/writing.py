"""Encryption while a file is being written, with at most two segments in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from generation.storage.vault.header import Header
from generation.storage.vault.segments import SEGMENT_BYTES, SegmentCipher

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def encrypted_parts(plain: IO[bytes], header: Header, cipher: SegmentCipher) -> Iterator[bytes]:
    yield header.packed
    number, segment = 0, _read_segment(plain)
    while following := _read_segment(plain):
        yield cipher.encrypt(number, segment, is_last=False)
        number, segment = number + 1, following
    yield cipher.encrypt(number, segment, is_last=True)


def _read_segment(plain: IO[bytes]) -> bytes:
    """Reads a full segment, which is shorter only at the end of the file."""
    segment = b""
    while part := plain.read(SEGMENT_BYTES - len(segment)):
        segment += part
    return segment


class PartsFile(io.RawIOBase):
    """A file-like object over parts that are generated on demand. It can be read only once."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        super().__init__()
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer)
        if not self._rest:
            self._rest = next(self._parts, b"")
        taken, self._rest = self._rest[: len(target)], self._rest[len(target) :]
        target[: len(taken)] = taken
        return len(taken)
