"""Checks of a picture file's structure, by its markers and chunks, before anything decodes it.

All limits are far above what cameras and editors write, and below what would keep a decoder busy for seconds: a scan of
51 megapixels costs 15 ms without a bit in it, and a colour profile of 1 KB may unpack to a megabyte.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from ml_core.errors import NotAPicture, PictureTooComplex

# libjpeg's own progression has 10 scans, 18 in CMYK; optimisers end below 30.
MAX_JPEG_SCANS = 64
# Of 64 KB at most each: a file of 16 MB has no more than 256 that are full.
MAX_JPEG_SEGMENTS = 1000
# Besides those of pixels, of which an animation may have thousands.
MAX_PNG_CHUNKS = 500
# A phone's picture of 48 megapixels has about 200 tiles, and a part for each.
MAX_HEIF_PARTS = 2000
MAX_HEIF_TEXT_BYTES = 4096

# A marker that isn't a stuffed 0xFF and doesn't restart a scan (ITU-T T.81, B.1.1).
JPEG_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
TEM, SOI, EOI, SOS = b"\x01", b"\xd8", b"\xd9", b"\xda"
JPEG_START = b"\xff\xd8"
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_PIXELS = (b"IDAT", b"fdAT", b"fcTL")
# What the first picture looks like, and which way is up. Everything else may be damaged or as long as it likes.
PNG_NEEDED = (b"IHDR", b"PLTE", b"tRNS", b"cICP", b"iCCP", b"eXIf", b"IDAT", b"IEND")
# Printers' profiles have some 3 MB. A longer one isn't unpacked, and its colours are taken for sRGB.
MAX_PROFILE_BYTES = 4 * 1024 * 1024
MAX_PROFILE_NAME = 80  # with its end, a zero byte
# The list of parts; what follows a match, up to the length before it, is text: kind, name, content type.
HEIF_PART = re.compile(rb"(....)infe(?:\x02.{7}|\x03.{9})", re.DOTALL)


class PngChunk(NamedTuple):
    kind: bytes
    start: int  # of its length, four bytes before the kind
    end: int  # behind its checksum


def png_chunks(data: bytes) -> Iterator[PngChunk]:
    """The chunks of a PNG up to its end, the last one perhaps cut; none of another file."""
    at = len(PNG_START) if data.startswith(PNG_START) else len(data)
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield PngChunk(kind, at, at + 12 + length)
        if kind == b"IEND":
            return
        at += 12 + length


def needed_of_png(data: bytes) -> bytes:
    """Returns a PNG without what Pillow may call damaged and the picture doesn't need: texts, dates, further pictures,
    and profiles that are damaged or unpack to more than `MAX_PROFILE_BYTES`. Other files stay as they are."""
    if not data.startswith(PNG_START):
        return data
    view = memoryview(data)
    kept = [view[chunk.start : chunk.end] for chunk in png_chunks(data) if _is_needed(data, chunk)]
    return b"".join([PNG_START, *kept])


def _is_needed(data: bytes, chunk: PngChunk) -> bool:
    if chunk.kind != b"iCCP":
        return chunk.kind in PNG_NEEDED
    body = data[chunk.start + 8 : chunk.end - 4]
    packed = body[body.find(b"\0", 0, MAX_PROFILE_NAME) + 2 :]
    unpacker = zlib.decompressobj()
    try:
        unpacker.decompress(packed, MAX_PROFILE_BYTES)
        return unpacker.eof
    except zlib.error:
        return False


def check_structure(data: bytes) -> None:
    """Raises PictureTooComplex for a file with more scans, segments, chunks or parts than a photo has, and NotAPicture
    for a part of a HEIC file whose text is too long. Files of other formats pass."""
    if data.startswith(JPEG_START):
        _check_jpeg(data)
    elif data.startswith(PNG_START):
        _check_png(data)
    elif data[4:8] == b"ftyp":
        _check_heif(data)


def lacks_end(data: bytes) -> bool:
    """Returns True for a JPEG that ends within its pixels, as after a download that was cut off. Browsers show it."""
    if not data.startswith(JPEG_START):
        return False
    markers = list(_jpeg_markers(data))
    return SOS in markers and markers[-1] != EOI


def _check_jpeg(data: bytes) -> None:
    scans = 0
    for segments, marker in enumerate(_jpeg_markers(data), start=1):
        scans += marker == SOS
        _check_number(scans, MAX_JPEG_SCANS, "scans")
        _check_number(segments, MAX_JPEG_SEGMENTS, "segments")


def _jpeg_markers(data: bytes) -> Iterator[bytes]:
    """Yields the markers up to the end of the first picture."""
    at = len(JPEG_START)
    while marker := JPEG_MARKER.search(data, at):
        yield marker[1]
        if marker[1] == EOI:
            return
        at = marker.end()
        if marker[1] not in (SOI, TEM):  # all others begin with their length
            at += int.from_bytes(data[at : at + 2])


def _check_png(data: bytes) -> None:
    others = (chunk for chunk in png_chunks(data) if chunk.kind not in (*PNG_PIXELS, b"IEND"))
    for number, _ in enumerate(others, start=1):
        _check_number(number, MAX_PNG_CHUNKS, "chunks besides its pixels")


def _check_heif(data: bytes) -> None:
    """pi-heif 1.4.0 takes the process down on a part whose kind is no text: that is a UnicodeDecodeError here."""
    for number, part in enumerate(HEIF_PART.finditer(data), start=1):
        _check_number(number, MAX_HEIF_PARTS, "parts")
        end = part.start() + int.from_bytes(part[1])
        if end - part.end() > MAX_HEIF_TEXT_BYTES:
            raise NotAPicture("The picture is damaged: the name of a part of it has no end.")
        data[part.end() : end].decode()


def _check_number(number: int, most: int, of_what: str) -> None:
    if number > most:
        raise PictureTooComplex(
            f"The picture has more than {most} {of_what}, as no camera writes it. Save it again as an ordinary JPEG."
        )
