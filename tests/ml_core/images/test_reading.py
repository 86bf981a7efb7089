from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_core import images
from ml_core.errors import NotAPicture
from tests.ml_core.images.files import (
    ORIENTATION,
    TURNED_HEIC,
    chunk,
    encoded,
    linear_profile,
    quarters,
    shows_quarters,
)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_reads_the_usual_formats(kind: str):
    picture = images.read_picture(encoded(quarters(), kind))

    assert (picture.dtype, picture.shape) == (np.uint8, (96, 128, 3))
    assert shows_quarters(picture)


def test_reads_a_phones_heic_upright():
    picture = images.load_picture(TURNED_HEIC)

    assert picture.shape == (96, 128, 3)
    assert shows_quarters(picture)


def test_reads_the_first_picture_of_a_phones_mpo():
    other = Image.new("RGB", (128, 96), "black")

    assert shows_quarters(images.read_picture(encoded(quarters(), "MPO", save_all=True, append_images=[other])))


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_reads_the_first_frame_of_an_animation(kind: str):
    other = Image.new("RGB", (128, 96), "black")

    picture = images.read_picture(encoded(quarters(), kind, save_all=True, append_images=[other, other]))

    assert shows_quarters(picture)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turns_every_exif_orientation_upright(orientation: int):
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # FLIP_LEFT_RIGHT 0, FLIP_TOP_BOTTOM 1, ROTATE_90 2, ...
    stored = quarters() if orientation == 1 else quarters().transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation

    picture = images.read_picture(encoded(stored, "JPEG", exif=exif, quality=95))

    assert picture.shape == (96, 128, 3)
    assert shows_quarters(picture)


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0MM\0*\0\0\0\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01", b"Exif\0\0"]
)
def test_damaged_exif_counts_as_none(exif: bytes):
    assert shows_quarters(images.read_picture(encoded(quarters(), "JPEG", exif=exif)))


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "PA"])
def test_transparency_becomes_white(mode: str):
    clear = Image.new("RGBA", (80, 80), (10, 20, 30, 0)).convert(mode if mode != "PA" else "RGBA")
    if mode == "P":
        clear.info["transparency"] = clear.getpixel((0, 0))

    assert images.read_picture(encoded(clear, "PNG")).min() == 255


def test_one_transparent_colour_becomes_white():
    picture = images.read_picture(encoded(Image.new("RGB", (80, 80), (1, 2, 3)), "PNG", transparency=(1, 2, 3)))

    assert picture.min() == 255


def test_sixteen_bit_grey_keeps_its_shades():
    values = np.linspace(0, 65535, 100 * 100).astype(np.uint16).reshape(100, 100)

    picture = images.read_picture(encoded(Image.fromarray(values), "PNG"))

    assert np.array_equal(picture[..., 0], values >> 8)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_reads_other_colour_modes(mode: str):
    white = Image.new("RGB", (80, 80), "white").convert(mode)

    assert images.read_picture(encoded(white, "JPEG" if mode == "CMYK" else "PNG")).min() >= 250


def test_colours_become_srgb_by_the_embedded_profile():
    grey = Image.new("RGB", (80, 80), (128, 128, 128))

    assert abs(int(images.read_picture(encoded(grey, "PNG", icc_profile=linear_profile())).mean()) - 188) <= 1
    assert images.read_picture(encoded(grey, "PNG")).mean() == 128


@pytest.mark.parametrize("profile", [b"nonsense", linear_profile()[:150]])
def test_a_damaged_profile_is_passed_over(profile: bytes):
    assert shows_quarters(images.read_picture(encoded(quarters(), "JPEG", icc_profile=profile)))


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(NotAPicture, match="No such file"):
        images.load_picture(tmp_path / "nobody.jpg")


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    plain = encoded(quarters(), "PNG")
    return plain[:33] + b"".join(chunk(kind, body) for kind, body in chunks) + plain[33:]


LONG = zlib.compress(bytes(3_000_000))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"zTXt", b"Comment\0\0" + LONG),
        (b"iTXt", b"Comment\0\1\0\0\0" + LONG),
        (b"tEXt", b"Comment\0" + bytes(3_000_000)),
        (b"iCCP", b"profile\0\0" + LONG),
        (b"iCCP", b"profile\0\0" + zlib.compress(bytes(30_000_000))),
        (b"iCCP", b"profile\0\0" + b"no zlib"),
        (b"iCCP", b""),
        (b"tIME", b"\0"),
        (b"cHRM", b"\0"),
        (b"gAMA", b""),
        (b"pHYs", b"\0"),
        (b"sRGB", b""),
        (b"acTL", b"\0"),
        (b"eXIf", b"\xff"),
        (b"cICP", b"\x09"),
    ],
    ids=lambda value: value.decode() if len(value) == 4 else f"of {len(value)} bytes",
)
def test_what_a_png_says_beside_its_pixels_cannot_damage_it(kind: bytes, body: bytes):
    assert shows_quarters(images.read_picture(png_with((kind, body))))


def test_a_png_whose_text_has_a_wrong_checksum_is_read():
    wrong = png_with((b"tEXt", b"Comment\0here")).replace(b"here", b"hers")
    assert shows_quarters(images.read_picture(wrong))
