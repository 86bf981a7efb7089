"""On scikit-image's astronaut (NASA, public domain), with the real detector and landmarks."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import skimage.data
from PIL import Image

from ml_core import face_embedding
from ml_core.alignment import align, detection
from ml_core.alignment.geometry import LEFT_EYE, RIGHT_EYE, crop_quad
from ml_core.contracts import Picture
from ml_core.errors import FaceTooSmall, InputError, NoFaceFound, SeveralFaces


@pytest.fixture(scope="module")
def astronaut() -> Picture:
    return skimage.data.astronaut()


def scaled(picture: Picture, factor: float) -> Picture:
    size = (round(picture.shape[1] * factor), round(picture.shape[0] * factor))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def test_an_aligned_face_lies_where_ffhqs_faces_lie(astronaut: Picture):
    face = align(astronaut, size=512)
    again = align(face.pixels, size=512)

    left, right = again.landmarks[LEFT_EYE].mean(axis=0), again.landmarks[RIGHT_EYE].mean(axis=0)
    assert face.pixels.shape == (512, 512, 3)
    assert face.landmarks.shape == (68, 2)
    # FFHQ's eyes: level, near 0.37 and 0.63 of the width, a little above the middle
    assert abs(left[1] - right[1]) < 8
    assert np.allclose([left[0], right[0]], [0.375 * 512, 0.625 * 512], atol=20)
    assert np.allclose(crop_quad(again.landmarks)[0], [0, 0], atol=30)


@pytest.mark.parametrize("factor", [0.8, 1.58, 5.0])
def test_size_of_the_photo_does_not_matter(astronaut: Picture, factor: float):
    assert distance(align(astronaut, size=256).pixels, align(scaled(astronaut, factor), size=256).pixels) < 0.15


@pytest.mark.parametrize("factor", [0.74, 0.76, 0.8, 0.9, 0.96, 1.28])
def test_patterns_on_her_suit_are_no_second_face(astronaut: Picture, factor: float):
    assert len(detection.find_faces(scaled(astronaut, factor))) == 1


@pytest.mark.parametrize("degrees", [-20, 20])
def test_a_tilted_head_comes_out_upright(astronaut: Picture, degrees: float):
    tilted = np.asarray(Image.fromarray(astronaut).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(90, 90, 90)))

    one, other = (align(picture, size=256).pixels.astype(float) for picture in (astronaut, tilted))

    assert np.abs(one - other)[64:192, 64:192].mean() < 12


def test_no_face(astronaut: Picture):
    with pytest.raises(NoFaceFound, match=r"451 x 300 pixels.*from the front"):
        align(skimage.data.cat())


@pytest.mark.parametrize("shape", [(64, 64, 3), (64, 3000, 3)])
def test_a_plain_surface_has_no_face(shape: tuple[int, int, int]):
    with pytest.raises(NoFaceFound):
        align(np.full(shape, 127, np.uint8))


def test_two_people(astronaut: Picture):
    with pytest.raises(SeveralFaces, match=r"2 faces were found .* px wide; one was expected.*crop it to one"):
        align(np.concatenate([astronaut, astronaut], axis=1))


def test_two_people_of_unlike_size(astronaut: Picture):
    companion = np.zeros((512, 358, 3), np.uint8)
    companion[:358] = scaled(astronaut, 0.7)

    with pytest.raises(SeveralFaces):
        align(np.concatenate([astronaut, companion], axis=1))


def test_people_in_the_background_do_not_count(astronaut: Picture):
    photo = scaled(astronaut, 3)
    photo = photo.copy()
    photo[:512, :512] = astronaut

    face = align(photo)

    assert distance(face.pixels, astronaut) < 0.2
    assert face.landmarks[:, 0].min() > 512


def test_a_face_too_small(astronaut: Picture):
    with pytest.raises(FaceTooSmall, match=r"pixels wide, at least 128 are needed.*282 x 282.*closer or larger"):
        align(scaled(astronaut, 0.55))


def test_every_error_is_the_inputs_fault():
    assert all(issubclass(error, InputError) for error in (NoFaceFound, SeveralFaces, FaceTooSmall))


def test_threads_get_what_one_alone_gets(astronaut: Picture):
    alone = align(astronaut, size=128).pixels
    results: list[Picture] = []
    threads = [threading.Thread(target=lambda: results.append(align(astronaut, size=128).pixels)) for _ in range(3)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [np.array_equal(alone, result) for result in results] == [True] * 3


def distance(one: Picture, other: Picture) -> float:
    found = face_embedding.distance_between(one, other)
    assert found is not None
    return found
