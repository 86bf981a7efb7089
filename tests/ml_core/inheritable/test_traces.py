from __future__ import annotations

import numpy as np
import pytest

from ml_core.alignment import detection
from ml_core.contracts import AlignedFace, FloatArray, Picture
from ml_core.images import resize
from ml_core.inheritable.traces import TRACES, measure


def landmarks_of(picture: Picture) -> FloatArray:
    return detection.find_landmarks(picture, detection.find_faces(picture)[0])


@pytest.fixture(scope="module")
def portrait(astronaut_face: AlignedFace) -> Picture:
    return resize(astronaut_face.pixels, 256)


def traces_of(picture: Picture, landmarks: FloatArray) -> dict[str, float]:
    found = measure(picture, landmarks)
    assert found is not None
    return dict(zip(TRACES, found.tolist(), strict=True))


def test_light_from_the_left_is_seen_as_such_and_leaves_the_pose_alone(portrait: Picture) -> None:
    landmarks = landmarks_of(portrait)
    plain = traces_of(portrait, landmarks)
    ramp = np.linspace(1.2, 0.4, 256)[None, :, None]
    lit = traces_of((portrait * ramp).clip(0, 255).astype(np.uint8), landmarks)
    assert lit["side_light"] > plain["side_light"] + 10
    assert (lit["yaw"], lit["mouth_gap"], lit["eye_opening"]) == (
        plain["yaw"],
        plain["mouth_gap"],
        plain["eye_opening"],
    )


def test_a_mirrored_face_looks_the_other_way(portrait: Picture) -> None:
    mirrored = np.ascontiguousarray(portrait[:, ::-1])
    plain, other = (traces_of(picture, landmarks_of(picture)) for picture in (portrait, mirrored))
    assert other["yaw"] == pytest.approx(-plain["yaw"], abs=4.0)
    assert other["side_light"] == pytest.approx(-plain["side_light"], abs=3.0)
    assert other["mouth_width"] == pytest.approx(plain["mouth_width"], abs=0.06)


def test_a_red_mouth_is_told_from_a_pale_one(portrait: Picture) -> None:
    from ml_core.regions import portrait_parts

    landmarks = landmarks_of(portrait)
    painted = portrait.copy()
    painted[portrait_parts(landmarks, 256).lips] = (200, 20, 40)
    assert traces_of(painted, landmarks)["lip_chroma"] > traces_of(portrait, landmarks)["lip_chroma"] + 20


def test_the_backdrop_is_measured_beside_the_head(portrait: Picture) -> None:
    landmarks = landmarks_of(portrait)
    white = portrait.copy()
    white[:, :25], white[:, -25:] = 255, 255
    assert traces_of(white, landmarks)["backdrop_lightness"] > traces_of(portrait, landmarks)["backdrop_lightness"] + 10


def test_landmarks_in_one_spot_describe_no_face(portrait: Picture) -> None:
    assert measure(portrait, np.full((68, 2), 20.0, np.float32)) is None


def test_a_face_outside_of_the_picture_is_not_measured(portrait: Picture) -> None:
    assert measure(portrait, landmarks_of(portrait) + 1000.0) is None
