"""Responses with private pictures and films: a fixed content type, no caching, no scripts, no embedding."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from http import HTTPStatus
from typing import Any

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.timezone import localtime

from accounts.people.keys.errors import KeyDestroyed
from accounts.people.keys.selectors import data_keys_of
from generation.storage.byte_ranges import NotSatisfiable, range_of
from generation.storage.files import read_file
from generation.storage.vault.holders import holders_of

logger = logging.getLogger(__name__)

JPEG, WEBP, MP4, ZIP = "image/jpeg", "image/webp", "video/mp4", "application/zip"
PART_BYTES = 256 * 1024
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def serve_picture(name: str | None, *, content_type: str = JPEG, download_as: str | None = None) -> HttpResponse:
    """Serves a picture, or 404 if it does not exist (yet). The name must come from a selector for this user."""
    return _offer(_serve(read_or_404(name), content_type), download_as)


def serve_jpeg(data: bytes) -> HttpResponse:
    return _serve(data, JPEG)


def serve_film(request: HttpRequest, name: str | None, *, download_as: str | None = None) -> HttpResponse:
    """Serves an MP4 or the requested range of it: an iPhone plays films only from servers that support ranges.

    The file is read into memory: seven seconds take a megabyte.
    """
    data = read_or_404(name)
    try:
        part = range_of(request, len(data))
    except NotSatisfiable:
        response = _serve(b"", MP4, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response["Content-Range"] = f"bytes */{len(data)}"
        return response
    if part is None:
        response = _serve(data, MP4)
    else:
        response = _serve(data[part], MP4, HTTPStatus.PARTIAL_CONTENT)
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(data)}"
    response["Accept-Ranges"] = "bytes"
    return _offer(response, download_as)


def name_of_download(request: HttpRequest, made_at: datetime, rest: str) -> str | None:
    """Returns a file name, or None unless a download is wanted. No names of people: a file in a downloads folder tells
    too much too easily.
    """
    return f"babysite-{localtime(made_at):%Y%m%d-%H%M}{rest}" if "download" in request.GET else None


def serve_archive(name: str, num_bytes: int, *, download_as: str) -> StreamingHttpResponse:
    """Streams an archive, because it may be large. Raises Http404."""
    if not default_storage.exists(name):
        raise Http404("This file has been deleted.")
    headers = {**HEADERS, "Content-Length": str(num_bytes)}
    response = StreamingHttpResponse(_parts_of(name), content_type=ZIP, headers=headers)
    response["Content-Disposition"] = f'attachment; filename="{download_as}"'
    return response


async def _parts_of(name: str) -> AsyncIterator[bytes]:
    """Yields the file in parts. It is asynchronous so that the web process does not read all of it first.

    Whether it may still be read is asked before each part: an open file would be read on after its people were erased.
    The download then ends too early, which a browser says.
    """
    file: Any = await sync_to_async(default_storage.open)(name, "rb")
    try:
        while part := await database_sync_to_async(_read_part)(file, name):
            yield part
    finally:
        file.close()


def _read_part(file: Any, name: str) -> bytes:
    """Returns the next part, or nothing at the end and once somebody shown was erased."""
    part = bytes(file.read(PART_BYTES))
    try:
        data_keys_of(holders_of(name))
    except KeyDestroyed:
        logger.info("A download ended early: what it held was erased meanwhile.")
        return b""
    return part


def _serve(data: bytes, content_type: str, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(data, status=status, content_type=content_type, headers=HEADERS)


def _offer(response: HttpResponse, download_as: str | None) -> HttpResponse:
    if download_as:
        response["Content-Disposition"] = f'attachment; filename="{download_as}"'
    return response


def read_or_404(name: str | None) -> bytes:
    if not name:
        raise Http404("There is no such picture yet.")
    try:
        return read_file(name)
    except FileNotFoundError as error:
        raise Http404("This picture has been deleted.") from error
