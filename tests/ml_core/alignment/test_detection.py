from __future__ import annotations

import numpy as np

from ml_core.alignment import align, detection
from ml_core.contracts import Picture

# A face in deep shade, where HOG has few edges to go by.
SHADE = np.round(np.arange(256) * 0.05).astype(np.uint8)


def test_a_dark_face_is_seen_in_its_crop_where_the_detector_alone_sees_none(astronaut: Picture) -> None:
    crop = align(astronaut, size=256).pixels
    dark = SHADE[crop]
    assert detection.find_faces(dark) == []
    found = detection.find_face_in_crop(dark)
    assert found is not None
    (expected,) = detection.find_faces(crop)
    assert abs(found.center().x - expected.center().x) < 15


def test_a_crop_without_a_face_has_none() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8)
    for crop in (noise, np.zeros_like(noise), SHADE[noise]):
        assert detection.find_face_in_crop(crop) is None


def test_a_face_beside_its_place_is_not_the_crops(astronaut: Picture) -> None:
    crop = align(astronaut, size=256).pixels
    moved = np.zeros_like(crop)
    moved[:128, :128] = crop[::2, ::2]
    assert detection.find_face_in_crop(moved) is None
