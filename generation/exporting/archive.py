"""A zip that is made while it is being read: it never lies anywhere as a whole, nor in plain on a disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from generation.exporting.description import Description

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK_BYTES = 256 * 1024
OWNER_ALONE = 0o600 << 16


class _Sink:
    """A buffer of what the zip writes, until it is taken."""

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


def archive_parts(description: Description, *, before_each: Callable[[], None]) -> Iterator[bytes]:
    """Yields the parts of the zip. before_each: called before each file. What goes meanwhile is named in `missing`; the
    rest is still true.
    """
    sink = _Sink()
    missing: list[str] = []
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # writing needs no more of a file
        for place, name in description.files.items():
            before_each()
            try:
                file = default_storage.open(name, "rb")
            except FileNotFoundError:
                missing.append(place)
                continue
            with file, archive.open(_entry(place, ZIP_STORED), "w") as target:
                while chunk := file.read(CHUNK_BYTES):
                    target.write(chunk)
                    yield sink.take()
        content = {**description.content, "missing": missing}
        text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr(_entry("export.json", ZIP_DEFLATED), text)
        archive.writestr(_entry("README.txt", ZIP_DEFLATED), _read_me())
    yield sink.take()


def _entry(place: str, compression: int) -> ZipInfo:
    entry = ZipInfo(place, date_time=timezone.localtime().timetuple()[:6])
    entry.compress_type = compression
    entry.external_attr = OWNER_ALONE
    return entry


def _read_me() -> str:
    texts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts.append(render_to_string("exporting/readme.txt", {"site": settings.SITE_URL}).strip())
    return "\n\n---\n\n".join(texts) + "\n"
