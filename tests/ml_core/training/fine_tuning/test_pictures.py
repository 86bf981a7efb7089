"""Which pictures of a set can be used, and why others cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ml_core import images
from ml_core.contracts import AlignedFace, Picture
from ml_core.errors import InputError
from ml_core.training.fine_tuning import pictures
from tests.ml_core.training.fine_tuning.conftest import noise


def two_faces(astronaut_face: AlignedFace) -> Picture:
    one = images.resize(astronaut_face.pixels, 256)
    return np.tile(one, (2, 2, 1))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda astronaut, face: noise(256), "no face"),
        (lambda astronaut, face: two_faces(face), "several faces"),
        (lambda astronaut, face: images.resize(face.pixels, 100), "too small"),
        (lambda astronaut, face: astronaut, "--unaligned"),
        (lambda astronaut, face: face.pixels[:, :900], "--unaligned"),
    ],
)
def test_a_crop_that_can_t_be_used_has_its_reason(
    make: Callable[[Picture, AlignedFace], Picture],
    reason: str,
    astronaut: Picture,
    astronaut_face: AlignedFace,
    tmp_path: Path,
) -> None:
    images.save_png(make(astronaut, astronaut_face), tmp_path / "crop.png")
    with pytest.raises(InputError) as caught:
        pictures.read_crop(tmp_path / "crop.png", unaligned=False)
    assert reason in pictures.REASONS[caught.value.code]


def test_an_ordinary_photo_is_cropped_where_a_crop_is_taken_as_it_is(
    astronaut: Picture, astronaut_face: AlignedFace, tmp_path: Path
) -> None:
    images.save_png(astronaut, tmp_path / "photo.png")
    images.save_png(astronaut_face.pixels, tmp_path / "crop.png")
    cropped = pictures.read_crop(tmp_path / "photo.png", unaligned=True)
    taken = pictures.read_crop(tmp_path / "crop.png", unaligned=False)
    assert np.array_equal(taken, astronaut_face.pixels)
    assert np.abs(images.resize(taken, 64).astype(int) - images.resize(cropped, 64)).mean() < 4
