"""Heads that lean or are small in their photo, of people who don't exist and of scikit-image's astronaut."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.data
from PIL import Image

from ml_core.alignment import align, detection, heads
from ml_core.contracts import AlignedFace, Picture
from ml_core.errors import NoFaceFound, SeveralFaces
from ml_core.images import resize


def leaning(picture: Picture, degrees: float) -> Picture:
    """Clockwise, with nothing cut off."""
    return np.asarray(
        Image.fromarray(picture).rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 90, 90))
    )


def off(face: AlignedFace, degrees: float) -> float:
    return abs((heads.lean_of(face.landmarks) - degrees + 180.0) % 360.0 - 180.0)


@pytest.mark.parametrize("degrees", [30, -35, 45, -50, 60, -75, 90, 135, 180])
def test_a_head_comes_out_upright_however_it_leans(astronaut: Picture, degrees: float) -> None:
    level = heads.lean_of(align(astronaut, size=64).landmarks)
    assert off(align(leaning(astronaut, degrees), size=64), level + degrees) < 3


def test_landmarks_that_mistake_a_lean_are_found_out(sample_faces: list[AlignedFace]) -> None:
    mother = resize(sample_faces[1].pixels, 512)
    level = heads.lean_of(align(mother, size=64).landmarks)
    tilted = leaning(mother, 40)
    (box,) = detection.find_faces(tilted)
    mistaken = AlignedFace(pixels=tilted, landmarks=detection.find_landmarks(tilted, box))
    assert off(mistaken, level + 40) > 10
    assert off(align(tilted, size=64), level + 40) < 3


def test_a_head_that_hardly_leans_is_looked_at_once(astronaut: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "_look_further", None)
    monkeypatch.setattr(heads, "_find_turned", None)
    for degrees in (-10, 0, 10):
        photo = leaning(astronaut, degrees)
        (box,) = detection.find_faces(photo)
        assert np.array_equal(align(photo, size=64).landmarks, detection.find_landmarks(photo, box))


@pytest.mark.parametrize(("width", "height"), [(6000, 4000), (1080, 6000)], ids=["24 megapixels", "a long screenshot"])
def test_a_small_head_is_found_in_a_large_photo(astronaut: Picture, width: int, height: int) -> None:
    photo = np.full((height, width, 3), 120, np.uint8)
    photo[height // 2 : height // 2 + 512, 300:812] = astronaut
    face = align(photo, size=64)
    own = align(astronaut, size=64)
    assert np.abs(face.landmarks - own.landmarks - [300, height // 2]).max() < 6


def test_the_faces_of_a_photo_that_lies_on_its_side_are_where_they_are_said_to_be(astronaut: Picture) -> None:
    photo = np.ascontiguousarray(np.rot90(np.concatenate([astronaut, astronaut], axis=1)))  # the left one is below now
    with pytest.raises(SeveralFaces) as caught:
        align(photo)
    (own,) = detection.find_faces(astronaut)
    x, y = own.center().y, 511 - own.center().x
    found = sorted((face.left + face.width / 2, face.top + face.height / 2) for face in caught.value.faces)
    assert np.allclose(sorted(found, key=lambda at: at[1]), [[x, y], [x, y + 512]], atol=25)
    for which in range(2):
        assert off(align(photo, size=64, which=which), -90) < 5


@pytest.mark.parametrize("name", ["coffee", "rocket", "gravel", "page", "coins"])
def test_the_further_looks_take_no_pattern_for_a_face(name: str) -> None:
    picture = np.asarray(Image.fromarray(getattr(skimage.data, name)()).convert("RGB"))
    with pytest.raises(NoFaceFound):
        align(picture)
