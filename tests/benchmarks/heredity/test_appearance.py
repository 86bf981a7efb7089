from __future__ import annotations

import numpy as np
import pytest

from benchmarks.heredity import appearance
from generation.families.samples import SAMPLE_COUPLE
from ml_core.alignment import detection
from ml_core.contracts import FloatArray, Picture
from ml_core.images import load_picture, resize
from ml_core.regions import LEFT_EYE, RIGHT_EYE, cheeks

EYES_OPEN, TEETH, CHROMA, CONTRAST = range(4)


@pytest.fixture(scope="module")
def face() -> tuple[Picture, FloatArray]:
    picture = resize(load_picture(SAMPLE_COUPLE[1].path), 256)
    return picture, detection.find_landmarks(picture, detection.find_faces(picture)[0])


def open_mouth(landmarks: FloatArray) -> FloatArray:
    """The inner lips, six pixels further apart."""
    opened = landmarks.copy()
    opened[61:64, 1] -= 3
    opened[65:68, 1] += 3
    return opened


def test_portrait_has_open_eyes_and_colour(face: tuple[Picture, FloatArray]) -> None:
    found = appearance.measure(*face)
    assert 0.2 < found[EYES_OPEN] < 0.5
    assert found[CHROMA] > 8
    assert 0 < found[CONTRAST] < 6


def test_shut_eyes_are_seen(face: tuple[Picture, FloatArray]) -> None:
    picture, landmarks = face
    shut = landmarks.copy()
    for eye in (RIGHT_EYE, LEFT_EYE):
        shut[eye, 1] = shut[eye, 1].mean()
    assert appearance.measure(picture, shut)[EYES_OPEN] < 0.1


def test_black_teeth_are_darker_than_white_ones_and_a_shut_mouth_shows_none(face: tuple[Picture, FloatArray]) -> None:
    picture, landmarks = face
    opened = open_mouth(landmarks)
    left, right = (int(x) for x in opened[[60, 64], 0])
    top, bottom = (int(y) for y in opened[[62, 66], 1])
    lightness = []
    for grey in (10, 240):
        painted = picture.copy()
        painted[top - 2 : bottom + 3, left:right] = grey
        lightness.append(appearance.measure(painted, opened)[TEETH])
    assert lightness[0] < -20 < 0 < lightness[1]
    shut = opened.copy()
    shut[60:68, 1] = opened[62, 1]
    assert np.isnan(appearance.measure(picture, shut)[TEETH])


def test_grey_skin_has_no_chroma(face: tuple[Picture, FloatArray]) -> None:
    picture, landmarks = face
    grey = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    assert appearance.measure(grey, landmarks)[CHROMA] < 1


def test_blotches_raise_the_contrast(face: tuple[Picture, FloatArray]) -> None:
    picture, landmarks = face
    dots = np.random.default_rng(1).random(picture.shape[:2]) < 0.05
    blotched = picture.copy()
    blotched[dots & cheeks(landmarks, len(picture))] = 60
    assert appearance.measure(blotched, landmarks)[CONTRAST] > 2 * appearance.measure(picture, landmarks)[CONTRAST]
