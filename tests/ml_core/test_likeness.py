"""Grades fall as figures rise, and never without reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_core.likeness import GRADES, grade

figures = st.floats(0.0, 2.0)


@pytest.mark.parametrize(
    ("lpips", "identity_distance", "expected"),
    [
        (0.1, 0.2, "very_alike"),
        (0.1, 0.3, "alike"),
        (0.1, 0.4, "resemblance"),
        (0.1, 0.5, "poor"),
        (0.4, 0.2, "alike"),  # the features are right, the picture is off
        (0.4, 0.5, "poor"),
        (0.0, None, "poor"),  # no face in the reconstruction
    ],
)
def test_a_figure_has_its_word(lpips: float, identity_distance: float | None, expected: str) -> None:
    assert grade(lpips, identity_distance) == expected


@given(lpips=figures, near=figures, far=figures)
def test_a_face_farther_away_is_never_graded_better(lpips: float, near: float, far: float) -> None:
    near, far = sorted((near, far))
    assert GRADES.index(grade(lpips, near)) <= GRADES.index(grade(lpips, far))


@given(identity_distance=figures, near=figures, far=figures)
def test_a_picture_farther_away_is_never_graded_better(identity_distance: float, near: float, far: float) -> None:
    near, far = sorted((near, far))
    assert GRADES.index(grade(near, identity_distance)) <= GRADES.index(grade(far, identity_distance))
