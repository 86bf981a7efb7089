"""Range requests (RFC 9110, section 14) for one range of bytes. Any other request gets the whole file."""

from __future__ import annotations

import re

from django.http import HttpRequest

# More digits than any file has bytes are no range.
ONE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*", re.ASCII | re.IGNORECASE)


class NotSatisfiable(Exception):
    """The range begins after the end of the file."""


def range_of(request: HttpRequest, size: int) -> slice | None:
    """Returns the range requested of a file of `size` bytes, or None for the whole file. Raises NotSatisfiable.

    None is also returned for several ranges, for a header that isn't understood, and for If-Range, because these files
    have no validators.
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or found is None or "If-Range" in request.headers:
        return None
    first, last = found.groups()
    if not (first or last) or (first and last and int(last) < int(first)):
        return None
    part = slice(int(first), min(int(last or size) + 1, size)) if first else slice(max(0, size - int(last)), size)
    if part.start >= size:
        raise NotSatisfiable
    return part
