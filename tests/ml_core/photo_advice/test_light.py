from __future__ import annotations

import numpy as np
import pytest

from ml_core.contracts import AlignedFace
from ml_core.photo_advice.inspection import inspect
from ml_core.photo_advice.light import BRIGHT, DARK, SIDE_LIGHT
from ml_core.training.photo_advice_damage import expose, light_from_the_right
from tests.ml_core.photo_advice.faces import Sitter, blank


def test_ordinary_light_is_not_reported(sitter: Sitter):
    inspection = sitter.inspect()

    assert [check.judge(check.measure(inspection)) for check in (DARK, BRIGHT, SIDE_LIGHT)] == [None] * 3


def test_less_light_is_told_as_darker(sitter: Sitter):
    values = [DARK.measure(sitter.inspect_after(expose, stops=stops)) or 0.0 for stops in (0.0, -1.0, -2.0, -3.0, -4.0)]

    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(("stops", "is_dark"), [(-1.0, False), (-3.0, True), (-4.0, True)])
def test_a_face_in_the_dark(sitter: Sitter, stops: float, is_dark: bool):
    assert (DARK.judge(DARK.measure(sitter.inspect_after(expose, stops=stops))) is not None) == is_dark


def test_dark_skin_in_good_light_is_not_dark(sitter: Sitter):
    """Skin of an eighth of its light, with eyes and shine as they are."""
    inspection = sitter.inspect()
    pixels = inspection.view.copy()
    pixels[inspection.skin] = pixels[inspection.skin] * 0.35
    brightness = inspection.view.mean(axis=-1)
    shine = inspection.skin & (brightness > np.quantile(brightness[inspection.skin], 0.9))
    pixels[shine] = inspection.view[shine]

    darker = inspect(sitter.photo, AlignedFace(pixels=pixels, landmarks=sitter.face.landmarks))

    assert np.median(pixels[inspection.skin].mean(axis=-1)) < 80
    assert DARK.judge(DARK.measure(darker)) is None


def test_burnt_out_skin_is_bright(sitter: Sitter):
    values = [BRIGHT.measure(sitter.inspect_after(expose, stops=stops)) or 0.0 for stops in (0.0, 0.5, 1.0, 2.0)]

    assert values == sorted(values)
    assert BRIGHT.judge(values[-1]) is not None


def test_light_from_one_side_is_told_in_stops(sitter: Sitter):
    own, lit = (
        SIDE_LIGHT.measure(sitter.inspect_after(light_from_the_right, stops=stops)) or 0.0 for stops in (0.0, 3.0)
    )

    assert 2.0 < lit < 3.5
    assert own < 0.5
    assert SIDE_LIGHT.judge(lit) is not None


def test_a_black_face_is_dark_and_not_lit_from_a_side():
    face = blank(0)
    landmarks = face.landmarks.copy()
    inspection = inspect(face.pixels, AlignedFace(pixels=face.pixels, landmarks=landmarks))

    assert SIDE_LIGHT.judge(SIDE_LIGHT.measure(inspection)) is None


def test_a_black_photo_of_a_face_is_dark(sitter: Sitter):
    inspection = sitter.inspect_after(lambda photo, points: np.zeros_like(photo))

    assert DARK.judge(DARK.measure(inspection)) is not None
    assert SIDE_LIGHT.measure(inspection) == 0.0
