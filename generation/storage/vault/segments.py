"""The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár 2015), as Tink's AES-GCM-HKDF streams use it.

A file is cut into segments, each encrypted with AES-256-GCM under the file's own key. A nonce is the file's prefix, the
number of the segment, and whether it is the last: so none can be left out, repeated or moved, and a file that was cut
off between two segments has no last one. The key is derived from secrets alone, the site's and the
holders'; what is public, the header and the file's name, only binds it to its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.people.keys.ciphers import derive_key
from generation.storage.vault.header import Header

SEGMENT_BYTES = 64 * 1024
TAG_BYTES = 16
ENCRYPTED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES
COUNTER_BYTES = 4


class SegmentCipher:
    """Encrypts and decrypts the segments of one file.

    site_key: the secret that every file needs, also one that shows nobody. data_keys: those of the file's holders, in
    their order.
    """

    def __init__(self, header: Header, site_key: bytes, data_keys: Sequence[bytes], name: str) -> None:
        key = derive_key(site_key, *data_keys, salt=header.salt, info=header.packed + name.encode())
        self._aes = AESGCM(key)
        self._prefix = header.nonce_prefix

    def encrypt(self, number: int, plain: bytes, *, is_last: bool) -> bytes:
        return self._aes.encrypt(self._nonce(number, is_last), plain, None)

    def decrypt(self, number: int, encrypted: bytes, *, is_last: bool) -> bytes:
        """Decrypts a segment. Raises cryptography's InvalidTag."""
        return self._aes.decrypt(self._nonce(number, is_last), encrypted, None)

    def _nonce(self, number: int, is_last: bool) -> bytes:
        return self._prefix + number.to_bytes(COUNTER_BYTES, "big") + bytes([is_last])


def num_segments_of(encrypted_bytes: int) -> int:
    """Returns the number of segments. The last may be shorter, and an empty file has one.

    encrypted_bytes: the size without the header.
    """
    return max(1, -(-encrypted_bytes // ENCRYPTED_SEGMENT_BYTES))


def plain_bytes_of(encrypted_bytes: int) -> int:
    """Returns the size of the plain file; it is negative if `encrypted_bytes` is impossible."""
    return encrypted_bytes - TAG_BYTES * num_segments_of(encrypted_bytes)
