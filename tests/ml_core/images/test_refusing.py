from __future__ import annotations

import contextlib
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from ml_core import images
from ml_core.errors import InputError, NotAPicture, PictureTooComplex, PictureTooLarge
from ml_core.picture_structure import lacks_end
from tests.ml_core.images.files import ORIENTATION, TURNED_HEIC, encoded, quarters

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


def photo_of_noise(**options: object) -> bytes:
    """A JPEG whose bytes are spread evenly over its rows, as those of a photo are."""
    pixels = np.random.default_rng(3).integers(0, 256, (480, 320, 3), dtype=np.uint8)
    return encoded(Image.fromarray(pixels), "JPEG", **options)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 2}, {"comment": b"\xff\xd9"}])
@pytest.mark.parametrize("num_missing", [1, 2, 60])
def test_a_jpeg_that_lacks_its_last_bytes_is_read_without_the_rows_they_end_in(
    options: dict[str, object], num_missing: int
):
    whole = photo_of_noise(**options)
    assert not lacks_end(whole)
    cut_off = whole[:-num_missing]
    assert lacks_end(cut_off)
    picture = images.read_picture(cut_off)
    assert picture.shape[1:] == (320, 3)
    assert 464 <= len(picture) <= 480
    assert np.abs(picture.astype(int) - images.read_picture(whole)[: len(picture)]).mean() < 1


def test_what_is_missing_is_cut_off_where_the_camera_was_held_upright_too():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    cut_off = photo_of_noise(exif=exif)[:-2000]
    height, width = images.read_picture(cut_off).shape[:2]
    assert height == 320
    assert 440 <= width <= 470


@pytest.mark.parametrize("part", [0.1, 0.5, 0.7])
def test_a_jpeg_that_lacks_more_than_a_quarter_is_refused(part: float):
    data = photo_of_noise()
    with pytest.raises(NotAPicture, match="incomplete"):
        images.read_picture(data[: int(len(data) * part)])


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    with pytest.raises(PictureTooLarge, match=r"8000 x 7000 pixels; at most 51,000,000"):
        images.read_picture(png_that_claims(8000, 7000))


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


def jpeg_of_scans(number: int, *, size: tuple[int, int] = (128, 96)) -> bytes:
    """A progressive JPEG whose last scan, a few bytes that change nothing, is there again and again."""
    data = encoded(Image.new("RGB", size), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * (number - data.count(b"\xff\xda")) + data[-2:]


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def heif_of_parts(number: int, *, text: bytes = b"hvc1\0") -> bytes:
    part = struct.pack(">I", 19 + len(text)) + b"infe\x02" + bytes(7) + text
    return b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + part * number


@pytest.mark.parametrize(
    ("data", "of_what"),
    [
        (jpeg_of_scans(65), "64 scans"),
        (FILES["JPEG"][:2] + b"\xff\xe1\0\x08Exif\0\0" * 1000 + FILES["JPEG"][2:], "1000 segments"),
        (
            FILES["PNG"][:33] + png_chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(10**6))) * 500 + FILES["PNG"][33:],
            "500",
        ),
        (heif_of_parts(2001), "2000 parts"),
    ],
    ids=["scans", "segments", "chunks", "parts"],
)
def test_a_file_that_is_small_and_long_to_decode_is_refused_before(
    data: bytes, of_what: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("the file was opened"))
    with pytest.raises(PictureTooComplex, match=f"more than {of_what}.* Save it again as an ordinary JPEG"):
        images.read_picture(data)


def test_a_part_of_a_heic_file_with_a_name_without_end_is_refused():
    with pytest.raises(NotAPicture, match="has no end"):
        images.read_picture(heif_of_parts(1, text=b"a" * 5000))


@pytest.mark.parametrize("number", [10, 64])
def test_a_photo_of_as_many_scans_as_editors_write_is_read(number: int):
    assert images.read_picture(jpeg_of_scans(number)).shape == (96, 128, 3)


def test_what_follows_the_picture_is_no_scan_of_it():
    """Phones put films and further pictures behind a photo."""
    assert images.read_picture(FILES["JPEG"] + b"\xff\xda\0\x02" * 5000).shape == (96, 128, 3)
    assert images.read_picture(FILES["PNG"] + png_chunk(b"tEXt", b"k\0v") * 600).shape == (96, 128, 3)


def test_an_animation_of_many_pictures_is_its_first():
    frames = [quarters(), *[Image.new("RGB", (128, 96), (number, 0, 0)) for number in range(200)]]
    for kind in ("PNG", "WEBP", "MPO"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert images.read_picture(data).shape == (96, 128, 3)
