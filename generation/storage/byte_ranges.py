"""The part of a file that is asked for (RFC 9110, section 14): one range of bytes. All else is answered whole."""

from __future__ import annotations

import re

from django.http import HttpRequest

# More digits than any file has bytes are no range.
ONE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*", re.ASCII | re.IGNORECASE)


class NotSatisfiable(Exception):
    """The part begins behind the end."""


def range_of(request: HttpRequest, size: int) -> slice | None:
    """None: the whole of `size` bytes. Raises NotSatisfiable.

    That is also the answer to several ranges at once and to what isn't understood; and to If-Range, for nothing here
    has a validator.
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
