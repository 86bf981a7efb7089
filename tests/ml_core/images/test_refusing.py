from __future__ import annotations

import contextlib
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from ml_core import images
from ml_core.errors import InputError, NotAPicture, PictureTooLarge
from tests.ml_core.images.files import TURNED_HEIC, encoded, quarters

FILES = {kind: encoded(quarters(), kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF")} | {
    "HEIF": TURNED_HEIC.read_bytes()
}


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes with that size in its head."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"hello, I am a text",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n",
        encoded(quarters(), "GIF"),
        encoded(quarters(), "TIFF"),
        encoded(quarters(), "BMP"),
        bytes(1000),
    ],
)
def test_other_kinds_of_file_are_refused_with_what_is_expected(data: bytes):
    with pytest.raises(NotAPicture, match="Expected a JPEG, PNG, WebP, HEIC or AVIF photo"):
        images.read_picture(data)


def test_an_empty_file_is_told():
    with pytest.raises(NotAPicture, match="empty"):
        images.read_picture(b"")


@pytest.mark.parametrize("kind", FILES)
def test_a_truncated_file_is_refused(kind: str):
    with pytest.raises(NotAPicture):
        images.read_picture(FILES[kind][: len(FILES[kind]) * 2 // 3])


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    with pytest.raises(PictureTooLarge, match=r"8000 x 5000 pixels; at most 33,177,600"):
        images.read_picture(png_that_claims(8000, 5000))


@pytest.mark.parametrize("size", [(20_000, 20_000), (65_535, 65_535), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused(size: tuple[int, int]):
    with pytest.raises(InputError):
        images.read_picture(png_that_claims(*size))


def test_the_cap_can_be_lowered():
    with pytest.raises(PictureTooLarge, match="128 x 96"):
        images.read_picture(FILES["PNG"], max_pixels=1000)
    with pytest.raises(PictureTooLarge, match="at most 10 are read"):
        images.read_picture(FILES["PNG"], max_bytes=10)


def test_a_picture_too_small_for_a_face_is_refused():
    with pytest.raises(NotAPicture, match="only 40 x 30 pixels"):
        images.read_picture(encoded(quarters((40, 30)), "PNG"))


@pytest.mark.parametrize("kind", FILES)
def test_whatever_the_damage_the_error_is_ours(kind: str):
    rng = np.random.default_rng(7)
    exif = Image.Exif()
    exif[0x0112] = 6
    original = FILES[kind] if kind == "HEIF" else encoded(quarters(), kind, exif=exif)

    for _ in range(1000):
        damaged = np.frombuffer(original, np.uint8).copy()
        places = rng.integers(0, len(damaged), rng.integers(1, 12))
        damaged[places] = rng.integers(0, 256, len(places))
        cut = len(damaged) if rng.random() < 0.7 else rng.integers(1, len(damaged))
        with contextlib.suppress(InputError):
            assert images.read_picture(damaged[:cut].tobytes()).ndim == 3


@pytest.mark.parametrize("place", range(4))
def test_a_heif_part_of_no_kind_does_not_take_the_process_down(place: int):
    """It does in pi-heif 1.4.0, when nobody looks first."""
    damaged = bytearray(FILES["HEIF"])
    damaged[damaged.index(b"Exif") + place] = 0xBC

    with pytest.raises(NotAPicture, match="damaged"):
        images.read_picture(bytes(damaged))
