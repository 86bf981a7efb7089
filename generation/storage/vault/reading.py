"""Decryption on demand: reading a range decrypts only its segments and the last one."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from generation.storage.vault.header import DamagedFile
from generation.storage.vault.segments import (
    ENCRYPTED_SEGMENT_BYTES,
    SEGMENT_BYTES,
    SegmentCipher,
    num_segments_of,
    plain_bytes_of,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHANGED = "was changed, cut off or moved since it was stored. Put it back from a backup."


class DecryptedFile(io.RawIOBase):
    """A readable, seekable view of an encrypted file. Any read can raise DamagedFile.

    encrypted: the encrypted file, positioned at its first segment.
    """

    def __init__(self, encrypted: IO[bytes], cipher: SegmentCipher, name: str) -> None:
        super().__init__()
        self._encrypted, self._cipher, self._name = encrypted, cipher, name
        self._start = encrypted.tell()
        encrypted_bytes = encrypted.seek(0, io.SEEK_END) - self._start
        self._size = plain_bytes_of(encrypted_bytes)
        self._last = num_segments_of(encrypted_bytes) - 1
        self._position = 0
        # Where the file ends is believed only once the last segment says that it is the last.
        self._number, self._segment = self._last, self._decrypt(self._last)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise ValueError(f"There is nothing before the start of a file: {origin + offset}.")
        self._position = origin + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer)
        if self._position >= self._size:
            return 0
        number, start = divmod(self._position, SEGMENT_BYTES)
        if number != self._number:
            self._number, self._segment = number, self._decrypt(number)
        taken = self._segment[start : start + len(target)]
        target[: len(taken)] = taken
        self._position += len(taken)
        return len(taken)

    def close(self) -> None:
        self._encrypted.close()
        super().close()

    def _decrypt(self, number: int) -> bytes:
        self._encrypted.seek(self._start + number * ENCRYPTED_SEGMENT_BYTES)
        encrypted = self._encrypted.read(ENCRYPTED_SEGMENT_BYTES)
        try:
            return self._cipher.decrypt(number, encrypted, is_last=number == self._last)
        except (InvalidTag, ValueError) as error:  # ValueError: shorter than a tag
            raise DamagedFile(self._name, CHANGED) from error
