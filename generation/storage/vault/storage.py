"""A Django storage that encrypts everything in another one."""

from __future__ import annotations

import io
from datetime import datetime
from typing import IO, Any, cast

from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.module_loading import import_string

from accounts.people.keys.selectors import data_keys_of, get_site_key
from generation.storage.vault.header import HEADER_BYTES, DamagedFile, Header, NoHeader, new_header, read_header
from generation.storage.vault.holders import holders_of, is_plain
from generation.storage.vault.reading import DecryptedFile
from generation.storage.vault.segments import SEGMENT_BYTES, SegmentCipher, plain_bytes_of
from generation.storage.vault.writing import PartsFile, encrypted_parts

NOT_ENCRYPTED = "is not encrypted, so it is none of this site's. Put it back from a backup."


class EncryptedStorage(Storage):
    """A storage whose files are encrypted under the keys of the people they show.

    inner: the underlying storage, as in Django's STORAGES. Opening a file raises FileNotFoundError also if the people
    shown were erased, since their files are then unreadable; DamagedFile; and MasterKeyError of
    `accounts.people.keys.errors`.
    """

    def __init__(self, *, inner: dict[str, Any]) -> None:
        self.inner: Storage = import_string(inner["BACKEND"])(**inner.get("OPTIONS", {}))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise ValueError(f"Private files are read whole or by parts, and written by `save` alone. Received: {mode}")
        file: Any = self.inner.open(name, mode)
        if is_plain(name):
            return cast("File[bytes]", file)
        try:
            return File(io.BufferedReader(decrypted(file, name), SEGMENT_BYTES), name=name)
        except BaseException:
            file.close()
            raise

    def _save(self, name: str, content: IO[bytes]) -> str:
        if is_plain(name):
            return self.inner.save(name, content)
        parts = PartsFile(encrypted_parts(content, *key_for(name)))
        stored = self.inner.save(name, File(io.BufferedReader(parts, SEGMENT_BYTES)))
        if stored != name:  # and so it could never be opened
            self.inner.delete(stored)
            raise FileExistsError(f"Two files were to be stored as {name} at once; only the first one was.")
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return self.inner.get_available_name(name, max_length)

    def delete(self, name: str) -> None:
        self.inner.delete(name)

    def exists(self, name: str) -> bool:
        return self.inner.exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self.inner.listdir(path)

    def get_modified_time(self, name: str) -> datetime:
        return self.inner.get_modified_time(name)

    def stored_bytes(self, name: str) -> int:
        """Returns how many bytes the encrypted file takes. Raises FileNotFoundError."""
        return self.inner.size(name)

    def size(self, name: str) -> int:
        """Returns the size that the file claims to have. It is verified only when the file is opened."""
        if is_plain(name):
            return self.inner.size(name)
        with self.inner.open(name, "rb") as file:
            _header_of(file, name)
        return plain_bytes_of(self.inner.size(name) - HEADER_BYTES)


def key_for(name: str) -> tuple[Header, SegmentCipher]:
    """Returns the header and the cipher for a new file. Raises KeyDestroyed, ValueError."""
    header = new_header()
    return header, _cipher_for(name, header)


def decrypted(encrypted: IO[bytes], name: str) -> DecryptedFile:
    header = _header_of(encrypted, name)
    return DecryptedFile(encrypted, _cipher_for(name, header), name)


def _cipher_for(name: str, header: Header) -> SegmentCipher:
    """Asks the database whose file it is: the file itself may have been written by anybody."""
    data_keys = data_keys_of(holders_of(name))
    return SegmentCipher(header, get_site_key(), data_keys, name)


def _header_of(encrypted: IO[bytes], name: str) -> Header:
    try:
        return read_header(encrypted)
    except NoHeader as error:
        raise DamagedFile(name, NOT_ENCRYPTED) from error
