"""Three hundred files that nobody should send as a photo, the same ones each time."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

from tests.generation.pictures import picture, picture_file
from tests.ml_core.images.files import TURNED_HEIC

READ = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
OTHERS = ("GIF", "BMP", "TIFF", "ICO")
OUTSIDE = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x04\0\xff\xff\xff\xff\0\0\0\x7f"
WEBP_HEAD = b"RIFF\x20\0\0\0WEBPVP8 \x14\0\0\0\x30\x01\0\x9d\x01\x2a"
NUM_FILES = 300
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def malformed_files() -> list[tuple[str, bytes]]:
    """Returns NUM_FILES pairs (what it is, bytes): the hand-made ones first, then valid files damaged at random."""
    files = [*_no_pictures(), *_odd_pictures(), *_giants(), *_other_kinds(), *_polyglots(), *_truncated()]
    files += _damaged(NUM_FILES - len(files))
    assert len(files) == NUM_FILES
    return files


def good_file(kind: str, *, seed: int = 0) -> bytes:
    return TURNED_HEIC.read_bytes() if kind == "HEIF" else picture_file(kind, seed=seed)


def _no_pictures() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "one byte", b"\xff"
    yield "zero bytes", bytes(5000)
    yield "text", b"Dear site, this is an email.\n" * 50
    yield "svg", SVG
    yield "html", HTML
    yield "zip", b"PK\x03\x04" + bytes(200)
    yield "elf", b"\x7fELF" + bytes(200)
    yield "pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
    yield "script", b"#!/bin/sh\nrm -rf /\n"
    yield "json", b"[" * 2000
    yield "postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 400 400\n"
    yield "noise", random.Random(1).randbytes(40_000)
    for kind in (*READ, *OTHERS):
        yield f"the first bytes of {kind}", good_file(kind)[:24]


def _odd_pictures() -> Iterator[tuple[str, bytes]]:
    yield "cmyk", _saved(picture().convert("CMYK"), "JPEG")
    yield "grey", _saved(picture().convert("L"), "JPEG")
    yield "one bit", _saved(picture().convert("1"), "PNG")
    yield "palette", _saved(picture().convert("P"), "PNG")
    yield "16 bit", _saved(Image.fromarray(np.full((300, 300), 40_000, dtype=np.uint16)), "PNG")
    yield "transparent", _saved(picture().convert("RGBA"), "PNG")
    frames = [picture(seed=number) for number in range(3)]
    for kind in ("PNG", "WEBP", "GIF"):
        yield f"animated {kind}", _saved(frames[0], kind, save_all=True, append_images=frames[1:])
    yield "tiny", picture_file(width=1, height=1)
    yield "thin", picture_file(width=3000, height=2)
    yield "nonsense exif", picture_file(exif=b"Exif\0\0" + b"\xff" * 500)
    yield "exif that points outside", picture_file(exif=OUTSIDE)
    yield "nonsense profile", picture_file(icc_profile=b"no profile at all" * 30)
    yield "nonsense profile in png", picture_file("PNG", icc_profile=b"\0" * 200)


def _giants() -> Iterator[tuple[str, bytes]]:
    yield "20,000 pixels wide", picture_file(width=20_000, height=2_000)
    yield "20,000 pixels high", _saved(Image.new("1", (2_000, 20_000)), "PNG")
    for side in (6_000, 20_000, 60_000, 2**31 - 1):
        yield f"a png that says it is {side} square", _png_of(side, side)
    bomb = _chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(30_000_000)))
    yield "a zlib bomb in a png's text", _png_of(200, 200, extra=bomb)
    yield "a jpeg that says it is 65,500 square", _resized_jpeg(65_500)
    yield "a webp that says it is 16,000 square", WEBP_HEAD + struct.pack("<HH", 16_000, 16_000) + bytes(30)
    yield "a gif that says it is 65,000 square", b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + bytes(60)


def _other_kinds() -> Iterator[tuple[str, bytes]]:
    for kind in OTHERS:
        yield f"a good {kind}", good_file(kind)


def _polyglots() -> Iterator[tuple[str, bytes]]:
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        for name, payload in (("html", HTML), ("svg", SVG), ("zip", b"PK\x03\x04" + bytes(100))):
            yield f"{kind} with {name} after it", picture_file(kind) + payload
            yield f"{kind} with {name} before it", payload + picture_file(kind)
    yield "jpeg with html in its comment", picture_file(comment=HTML)


def _truncated() -> Iterator[tuple[str, bytes]]:
    for kind in READ:
        data = good_file(kind)
        for part in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
            yield f"{kind} cut at {part:.0%}", data[: int(len(data) * part)]


def _damaged(count: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(20)
    for number in range(count):
        kind = READ[number % len(READ)]
        data = bytearray(good_file(kind, seed=number % 7))
        for _wound in range(chance.choice([1, 3, 20, 200])):
            at = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randrange(1, 40)]
                case 2:
                    data[at:at] = chance.randbytes(chance.randrange(1, 40))
        yield f"{kind} damaged, number {number}", bytes(data)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png_of(width: int, height: int, *, extra: bytes = b"") -> bytes:
    """Makes a PNG whose header is good and whose pixels are a few zeros."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + _chunk(b"IDAT", zlib.compress(bytes(1000))) + _chunk(b"IEND", b"")


def _resized_jpeg(side: int) -> bytes:
    data = bytearray(picture_file())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", side, side)
    return bytes(data)
