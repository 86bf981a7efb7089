from __future__ import annotations

import pytest

from ml_core.photo_advice.glasses import CHECK
from ml_core.photo_advice.inspection import inspect
from ml_core.training.photo_advice_damage import blur, expose, glasses
from tests.ml_core.photo_advice.faces import Sitter, blank


@pytest.mark.parametrize(("thickness", "is_dark"), [(0.06, False), (0.02, False), (0.05, True)])
def test_frames_are_seen(sitter: Sitter, thickness: float, is_dark: bool):
    assert CHECK.judge(CHECK.measure(sitter.inspect_after(glasses, thickness=thickness, is_dark=is_dark))) is not None


def test_a_bare_nose_has_no_frame(sitter: Sitter):
    assert CHECK.judge(CHECK.measure(sitter.inspect())) is None


def test_an_astronaut_wears_none(astronaut, astronaut_face):
    assert CHECK.judge(CHECK.measure(inspect(astronaut, astronaut_face))) is None


def test_a_thicker_frame_is_told_as_more(sitter: Sitter):
    values = [
        CHECK.measure(sitter.inspect_after(glasses, thickness=thickness, is_dark=False)) or 0.0
        for thickness in (0.01, 0.03, 0.06)
    ]

    assert values == sorted(values)


def test_frames_are_seen_in_little_light_and_some_blur(sitter: Sitter):
    def all_of_it(photo, points):
        framed = glasses(photo, points, thickness=0.06, is_dark=False)
        return blur(expose(framed, points, stops=-2.0), points, sigma_at_256=1.5)

    assert CHECK.judge(CHECK.measure(sitter.inspect_after(all_of_it))) is not None


def test_one_colour_wears_none():
    face = blank(0)

    assert CHECK.judge(CHECK.measure(inspect(face.pixels, face))) is None
