"""Heads whose turn is known: a face of known build, turned, projected and measured."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from ml_core.alignment import align
from ml_core.photo_advice import pose
from ml_core.photo_advice.inspection import inspect
from ml_core.training.photo_advice_pose import errors, fit_mean_face, rotation_of
from tests.ml_core.photo_advice.faces import Sitter, blank


def seen(yaw: float, pitch: float) -> np.ndarray:
    """The mean face's points [16, 2], so turned, in a photo."""
    return pose.MEAN_FACE @ rotation_of(yaw, pitch).T * 95 + [140, 120]


@pytest.mark.parametrize(("yaw", "pitch"), [(0, 0), (30, 0), (-40, 0), (0, 20), (0, -25), (25, -15), (-20, 10)])
def test_a_known_turn_is_solved(yaw: float, pitch: float):
    solved = pose.solve_pose(seen(yaw, pitch))

    assert solved is not None
    assert (solved.yaw, solved.pitch) == pytest.approx((yaw, pitch), abs=0.01)


def test_the_nose_goes_where_the_signs_say():
    tip = pose.RIGID.index(30)
    straight, left, up = seen(0, 0)[tip], seen(30, 0)[tip], seen(0, 20)[tip]

    assert left[0] < straight[0]
    assert up[1] < straight[1]


def test_a_mirrored_head_is_turned_the_other_way():
    mirror = np.array([0, 1, 2, 3, 4, 9, 8, 7, 6, 5, 13, 12, 11, 10, 15, 14])
    solved = pose.solve_pose((seen(25, 10) * [-1, 1])[mirror])

    assert solved is not None
    assert (solved.yaw, solved.pitch) == pytest.approx((-25, 10), abs=0.01)


def test_real_builds_are_solved_to_a_few_degrees(sitter: Sitter, sample_faces):
    faces = np.array([face.landmarks[list(pose.RIGID)] for face in (sitter.face, *sample_faces)], dtype=np.float64)

    off = np.abs(errors(faces, num_turns=30))

    assert off.mean() < 2
    assert np.percentile(off, 95) < 5


def test_the_mean_face_is_found_again_from_turned_heads():
    rng = np.random.default_rng(1)
    heads = np.array([seen(*rng.uniform(-30, 30, 2)) for _ in range(40)])

    assert np.abs(fit_mean_face(heads) - pose.MEAN_FACE).max() < 0.06  # of the distance between the eyes' outer corners


def test_heads_upright_from_the_front_are_not_reported(sitter: Sitter):
    inspection = sitter.inspect()

    assert pose.TURNED.judge(pose.TURNED.measure(inspection)) is None
    assert pose.TILTED.judge(pose.TILTED.measure(inspection)) is None


@pytest.mark.parametrize("degrees", [-15, 15])
def test_leaning_to_a_shoulder_is_neither(sitter: Sitter, degrees: float):
    leaning = np.asarray(Image.fromarray(sitter.photo).rotate(degrees, Image.Resampling.BICUBIC))
    before, after = sitter.inspect(), inspect(leaning, align(leaning, size=256))

    for check in (pose.TURNED, pose.TILTED):
        assert check.measure(after) == pytest.approx(check.measure(before), abs=4)


@pytest.mark.parametrize(("yaw", "is_turned"), [(20, False), (32, True), (-32, True)])
def test_a_head_turned_aside_is_reported(yaw: float, is_turned: bool):
    solved = pose.solve_pose(seen(yaw, 5))

    assert solved is not None
    assert (pose.TURNED.judge(abs(solved.yaw)) is not None) == is_turned


def test_points_in_one_spot_are_no_head():
    face = blank(0)
    landmarks = np.full_like(face.landmarks, 30.0)

    inspection = inspect(face.pixels, type(face)(pixels=face.pixels, landmarks=landmarks))

    assert pose.TURNED.measure(inspection) is None
    assert pose.solve_pose(np.zeros((16, 2))) is None
