"""Picture files made for the tests. `QUARTERS`, 128 x 96: red, green / blue, white.

turned.heic holds it too, stored as a phone held upright stores it (made once with pillow-heif, which is no dependency:
its encoder is under the GPL).
"""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ml_core.contracts import Picture

TURNED_HEIC = Path(__file__).parent / "turned.heic"
COLOURS = ((220, 30, 30), (30, 200, 30), (30, 30, 220), (250, 250, 250))
ORIENTATION = 0x0112


def quarters(size: tuple[int, int] = (128, 96)) -> Image.Image:
    small = Image.new("RGB", (2, 2))
    small.putdata(COLOURS)
    return small.resize(size, Image.Resampling.NEAREST)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def shows_quarters(picture: Picture, *, tolerance: int = 12) -> bool:
    """Whether the middles of the four quarters have their colours."""
    height, width = picture.shape[:2]
    middles = [picture[y, x] for y in (height // 4, -height // 4) for x in (width // 4, -width // 4)]
    return bool(np.abs(np.asarray(middles, int) - np.asarray(COLOURS)).max() <= tolerance)


def chunk(kind: bytes, body: bytes) -> bytes:
    """A part of a PNG, with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def linear_profile() -> bytes:
    """An ICC profile with sRGB's primaries and no gamma: a value of 128 is half the light, which sRGB writes as 188."""

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + fixed(*values)

    curve = b"curv" + bytes(4) + struct.pack(">I", 0)
    tags = {
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.4361, 0.2225, 0.0139),
        b"gXYZ": xyz(0.3851, 0.7169, 0.0971),
        b"bXYZ": xyz(0.1431, 0.0606, 0.7141),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content
    head = struct.pack(">I4sI4s4s4s", start + len(body), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head = (head + bytes(12) + b"acsp").ljust(68, b"\0") + fixed(0.9642, 1.0, 0.8249)
    return head.ljust(128, b"\0") + table + body
