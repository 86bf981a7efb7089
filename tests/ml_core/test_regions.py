from __future__ import annotations

import numpy as np
import pytest

from ml_core import regions
from ml_core.alignment import detection
from ml_core.contracts import TRAITS, AlignedFace, FloatArray
from ml_core.images import resize

SIDE = 256


@pytest.fixture(scope="module")
def landmarks(astronaut_face: AlignedFace) -> FloatArray:
    picture = resize(astronaut_face.pixels, SIDE)
    return detection.find_landmarks(picture, detection.find_faces(picture)[0])


def test_every_trait_lies_where_its_landmarks_are(landmarks: FloatArray) -> None:
    found = regions.regions(landmarks, SIDE).traits
    assert set(found) == set(TRAITS)
    for trait, number in {"eyes": 37, "brows": 19, "nose": 30, "mouth": 51, "jaw": 8, "face_shape": 2}.items():
        x, y = np.rint(landmarks[number]).astype(int)
        assert found[trait][y - 2 : y + 3, x - 2 : x + 3].any()  # type: ignore[index]


def test_features_of_the_face_do_not_overlap(landmarks: FloatArray) -> None:
    found = regions.regions(landmarks, SIDE).traits
    assert not (found["eyes"] & (found["nose"] | found["mouth"] | found["jaw"])).any()


def test_the_surroundings_are_what_is_outside_of_the_head(landmarks: FloatArray) -> None:
    found = regions.regions(landmarks, SIDE)
    assert found.surroundings[0, 0]
    assert not (found.surroundings & found.head).any()


def test_regions_grow_with_the_picture(landmarks: FloatArray) -> None:
    small, large = (regions.regions(landmarks * scale, SIDE * scale).traits for scale in (1, 2))
    for trait in TRAITS:
        assert large[trait].sum() == pytest.approx(4 * small[trait].sum(), rel=0.15)


def test_cheeks_are_skin(landmarks: FloatArray) -> None:
    cheeks, skin = regions.cheeks(landmarks, SIDE), regions.regions(landmarks, SIDE).traits["skin_tone"]
    assert (cheeks & skin).sum() > 0.9 * skin.sum()


def test_a_face_beyond_the_edge_has_no_regions(landmarks: FloatArray) -> None:
    found = regions.regions(landmarks + np.float32(10 * SIDE), SIDE).traits
    assert not any(mask.any() for mask in found.values())
