"""A zip that is made while it is being read: it never lies anywhere as a whole, nor in plain on a disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation

from generation.exporting.description import Description
from generation.storage.zipping import Sink, entry_for

CHUNK_BYTES = 256 * 1024


def archive_parts(description: Description, *, before_each: Callable[[], None]) -> Iterator[bytes]:
    """Yields the parts of the zip. before_each: called before each file. What goes meanwhile is named in `missing`; the
    rest is still true.
    """
    sink = Sink()
    missing: list[str] = []
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # writing needs no more of a file
        for place, name in description.files.items():
            before_each()
            try:
                file = default_storage.open(name, "rb")
            except FileNotFoundError:
                missing.append(place)
                continue
            with file, archive.open(entry_for(place, ZIP_STORED), "w") as target:
                while chunk := file.read(CHUNK_BYTES):
                    target.write(chunk)
                    yield sink.take()
        content = {**description.content, "missing": missing}
        text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr(entry_for("export.json", ZIP_DEFLATED), text)
        archive.writestr(entry_for("README.txt", ZIP_DEFLATED), _read_me())
    yield sink.take()


def _read_me() -> str:
    texts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts.append(render_to_string("exporting/readme.txt", {"site": settings.SITE_URL}).strip())
    return "\n\n---\n\n".join(texts) + "\n"
