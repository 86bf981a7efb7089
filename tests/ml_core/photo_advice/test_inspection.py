from __future__ import annotations

import numpy as np
import pytest

from ml_core.alignment import align
from ml_core.alignment.geometry import LEFT_EYE, RIGHT_EYE
from ml_core.contracts import AlignedFace
from ml_core.photo_advice.inspection import VIEW_SIDE, inspect
from tests.ml_core.photo_advice.faces import Sitter, blank


def test_points_lie_where_the_view_shows_them(sitter: Sitter):
    inspection = sitter.inspect()
    again = align(inspection.view, size=64)  # the landmarks of the view itself

    assert inspection.view.shape == (VIEW_SIDE, VIEW_SIDE, 3)
    assert np.abs(inspection.points - again.landmarks).mean() < 3


def test_the_view_is_upright_whatever_the_photo(sitter: Sitter):
    turned = np.ascontiguousarray(np.rot90(sitter.photo))
    x, y = sitter.face.landmarks.T
    landmarks = np.stack([y, sitter.photo.shape[1] - 1 - x], axis=1)

    inspection = inspect(turned, AlignedFace(pixels=sitter.face.pixels, landmarks=landmarks))

    assert np.abs(inspection.points - sitter.inspect().points).max() < 1


def test_skin_is_face_without_eyes_and_mouth(sitter: Sitter):
    inspection = sitter.inspect()
    eyes = [inspection.points[part].mean(axis=0).astype(int) for part in (LEFT_EYE, RIGHT_EYE)]

    assert inspection.skin.sum() < inspection.hull.sum()
    assert not (inspection.skin & ~inspection.hull).any()
    assert not any(inspection.skin[y, x] for x, y in eyes)
    assert all(inspection.hull[y, x] for x, y in inspection.points[27:31].astype(int))


def test_a_small_face_is_looked_at_without_enlarging(sitter: Sitter):
    face = AlignedFace(pixels=sitter.face.pixels, landmarks=sitter.face.landmarks * 0.4)

    inspection = inspect(sitter.photo, face)

    assert inspection.native.shape[0] == round(inspection.side) == pytest.approx(0.4 * sitter.inspect().side, abs=1)


@pytest.mark.parametrize("value", [5.0, np.nan, np.inf])
def test_landmarks_of_no_face_give_no_points(value: float):
    face = AlignedFace(pixels=blank(9).pixels, landmarks=np.full((68, 2), value, np.float32))

    inspection = inspect(face.pixels, face)

    assert (inspection.side, inspection.points.any(), inspection.skin.sum() <= 1) == (0.0, False, True)
