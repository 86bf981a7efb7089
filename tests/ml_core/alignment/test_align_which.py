"""Several people in one photo, and one of them picked: the two sample people, who don't exist, side by side."""

from __future__ import annotations

import numpy as np
import pytest

from ml_core import face_embedding
from ml_core.alignment import align
from ml_core.contracts import AlignedFace, Picture
from ml_core.errors import InvalidRequest, SeveralFaces
from ml_core.images import resize

SIDE = 400


@pytest.fixture(scope="module")
def people(sample_faces: list[AlignedFace]) -> list[Picture]:
    return [resize(face.pixels, SIDE) for face in sample_faces]


@pytest.fixture(scope="module")
def together(people: list[Picture]) -> Picture:
    """Man, woman, man, the last standing lower, so that neither size nor height gives the order."""
    higher, lower = ([(0, 80), (0, 0), (0, 0)], [(80, 0), (0, 0), (0, 0)])
    man, woman = people
    return np.concatenate([np.pad(man, higher), np.pad(woman, lower), np.pad(man, lower)], axis=1)


def test_faces_are_told_from_left_to_right(together: Picture):
    with pytest.raises(SeveralFaces, match=r"3 faces .* from left to right .*Say which") as caught:
        align(together)

    faces = caught.value.faces
    middles = [face.left + face.width / 2 for face in faces]
    assert np.allclose(middles, [SIDE * 0.5, SIDE * 1.5, SIDE * 2.5], atol=SIDE * 0.1)
    assert all(SIDE * 0.3 < side < SIDE for face in faces for side in (face.width, face.height))
    assert faces[2].top > faces[0].top + 40


def test_of_a_face_at_the_edge_the_part_inside_is_told(together: Picture):
    photo = together[60:, 110:-110]

    with pytest.raises(SeveralFaces) as caught:
        align(photo)

    for face in caught.value.faces:
        assert min(face.left, face.top) >= 0
        assert face.left + face.width <= photo.shape[1]
        assert face.top + face.height <= photo.shape[0]


def test_the_same_photo_gives_the_same_order(together: Picture):
    found = []
    for _ in range(2):
        with pytest.raises(SeveralFaces) as caught:
            align(together)
        found.append(caught.value.faces)

    assert found[0] == found[1]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_picking_one_gives_that_person(together: Picture, people: list[Picture], which: int):
    picked = align(together, size=256, which=which)

    to_man, to_woman = (distance(picked.pixels, person) for person in people)
    assert (to_man < 0.3 < 0.6 < to_woman) if which != 1 else (to_woman < 0.3 < 0.6 < to_man)
    assert which * SIDE < picked.landmarks[:, 0].min() < picked.landmarks[:, 0].max() < (which + 1) * SIDE


@pytest.mark.parametrize("which", [-1, 3])
def test_a_number_beyond_the_faces_is_refused(together: Picture, which: int):
    with pytest.raises(InvalidRequest, match=rf"in 0\.\.2, for 3 were found .*Received: {which}"):
        align(together, which=which)


def test_a_photo_of_one_has_no_second_face(astronaut: Picture):
    with pytest.raises(InvalidRequest, match=r"in 0\.\.0, for 1 were found .*Received: 1"):
        align(astronaut, which=1)


def test_the_first_of_one_is_the_one(astronaut: Picture, astronaut_face: AlignedFace):
    assert np.array_equal(align(astronaut, which=0).pixels, astronaut_face.pixels)


def test_the_error_can_be_raised_anew_with_a_sentence_alone():
    assert SeveralFaces("FATHER a.jpg: 2 faces").faces == ()


def distance(one: Picture, other: Picture) -> float:
    found = face_embedding.distance_between(one, other)
    assert found is not None
    return found
