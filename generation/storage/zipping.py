"""Zips that are made while they are read: they never lie anywhere as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from channels.db import database_sync_to_async
from django.core.files.storage import default_storage
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone

from generation.refusals import ZipTooLarge
from generation.storage.files import read_file
from generation.storage.serving import HEADERS, ZIP

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

OWNER_ALONE = 0o600 << 16
# From here on zips are written in another format, whose length is counted otherwise.
MAX_BYTES = 2 * 1024**3 - 1
MAX_FILES = 65_000
# Around each file, without its place, which stands there twice: its header, what is known only afterwards (such as its
# checksum), and its line in the list at the end. After that list comes a last record.
BYTES_AROUND_A_FILE = 30 + 16 + 46
BYTES_AT_THE_END = 22


class Sink:
    """A buffer of what a zip writes, until it is taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: ReadableBuffer) -> int:
        self._written += bytes(data)
        return len(bytes(data))

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def entry_for(place: str, compression: int) -> ZipInfo:
    entry = ZipInfo(place, date_time=timezone.localtime().timetuple()[:6])
    entry.compress_type = compression
    entry.external_attr = OWNER_ALONE
    return entry


def serve_zip(files: Mapping[str, str], *, download_as: str) -> StreamingHttpResponse:
    """Streams private files in one zip, as they are, with its length. Holds one file at a time.

    files: place in the zip, in ASCII -> name in the private storage, from a selector for this user. What has gone by
    now is left out; what goes while it is sent ends the download early, which a browser says. Raises Http404 if nothing
    is left, ZipTooLarge.
    """
    sizes = {place: size for place, name in files.items() if (size := _size_of(name)) is not None}
    if not sizes:
        raise Http404("There is no such picture.")
    length = length_of(sizes)
    if length > MAX_BYTES or len(sizes) > MAX_FILES:
        raise ZipTooLarge
    headers = {**HEADERS, "Content-Length": str(length)}
    response = StreamingHttpResponse(
        _parts_of({place: files[place] for place in sizes}), content_type=ZIP, headers=headers
    )
    response["Content-Disposition"] = f'attachment; filename="{download_as}"'
    return response


def length_of(sizes: Mapping[str, int]) -> int:
    """Returns the bytes of a zip of uncompressed files. sizes: place in the zip -> bytes."""
    return sum(BYTES_AROUND_A_FILE + 2 * len(place) + size for place, size in sizes.items()) + BYTES_AT_THE_END


def _size_of(name: str) -> int | None:
    try:
        return int(default_storage.size(name))
    except FileNotFoundError:
        return None


async def _parts_of(files: Mapping[str, str]) -> AsyncIterator[bytes]:
    """Yields the zip in parts. It is asynchronous so that the web process does not make all of it first."""
    parts = _zip(files)
    while (part := await database_sync_to_async(next)(parts, None)) is not None:
        yield part


def _zip(files: Mapping[str, str]) -> Iterator[bytes]:
    sink = Sink()
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # writing needs no more of a file
        for place, name in files.items():
            archive.writestr(entry_for(place, ZIP_STORED), read_file(name))
            yield sink.take()
    yield sink.take()
