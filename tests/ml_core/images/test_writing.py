from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_core import images
from tests.ml_core.images.files import encoded, linear_profile, quarters, shows_quarters

PICTURE = np.random.default_rng(1).integers(0, 256, (70, 80, 3), dtype=np.uint8)


def test_unit_values_come_back_the_same():
    every_value = np.arange(256, dtype=np.uint8).reshape(1, 256, 1).repeat(3, axis=2)
    values = images.to_unit(every_value)

    assert values.dtype == np.float32
    assert (values.min(), values.max()) == (-1.0, 1.0)
    assert np.array_equal(images.from_unit(values), every_value)


def test_values_outside_the_range_are_clipped():
    assert images.from_unit(np.array([-3.0, 3.0, np.float32(1.0001)])).tolist() == [0, 255, 255]


def test_png_keeps_every_pixel():
    assert np.array_equal(images.read_picture(images.encode_png(PICTURE)), PICTURE)


def test_jpeg_is_near():
    assert shows_quarters(images.read_picture(images.encode_jpeg(np.asarray(quarters()))))


@pytest.mark.parametrize("encode", [images.encode_png, images.encode_jpeg])
def test_nothing_but_pixels_survives(encode):
    exif = Image.Exif()
    exif[0x010F] = "Secret Maker"
    private = encoded(quarters(), "JPEG", exif=exif, comment=b"secret comment", icc_profile=linear_profile())

    written = encode(images.read_picture(private))

    assert b"ecret" not in written
    with Image.open(io.BytesIO(written)) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not image.getexif()


def test_resize_gives_a_square_of_that_size():
    assert images.resize(np.full((100, 100, 3), 77, np.uint8), 32).tolist() == np.full((32, 32, 3), 77).tolist()


def test_a_picture_that_cannot_be_written_leaves_nothing(tmp_path: Path):
    (tmp_path / "child.png").mkdir()

    with pytest.raises(OSError, match="irectory"):
        images.save_png(PICTURE, tmp_path / "child.png")

    assert [file.name for file in tmp_path.iterdir()] == ["child.png"]
