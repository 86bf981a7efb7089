from __future__ import annotations

import numpy as np
import pytest

from ml_core.alignment import align
from ml_core.photo_advice.blurred import CHECK, edge_width
from ml_core.photo_advice.inspection import inspect
from ml_core.training.photo_advice_damage import blur, noise, shrink
from tests.ml_core.photo_advice.faces import Sitter, blank


def width(inspection: object) -> float:
    found = edge_width(inspection)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_sharp_face_is_not_reported(sitter: Sitter):
    assert CHECK.judge(width(sitter.inspect())) is None


def test_more_blur_is_told_as_more(sitter: Sitter):
    widths = [width(sitter.inspect_after(blur, sigma_at_256=sigma)) for sigma in (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)]

    assert widths == sorted(widths)


@pytest.mark.parametrize("sigma", [2.0, 3.0, 4.0])
def test_the_value_is_the_blur_in_pixels(sitter: Sitter, sigma: float):
    own = width(sitter.inspect())

    blurred = width(sitter.inspect_after(blur, sigma_at_256=sigma))

    assert blurred == pytest.approx(np.hypot(sigma, own), rel=0.25)
    assert CHECK.judge(blurred) is not None


def test_noise_does_not_make_a_blurred_face_sharp(sitter: Sitter):
    def blur_then_noise(photo: np.ndarray, points: np.ndarray) -> np.ndarray:
        return noise(blur(photo, points, sigma_at_256=2.5), points, deviation=10.0)

    assert CHECK.judge(width(sitter.inspect_after(blur_then_noise))) is not None


def test_a_small_sharp_face_is_not_blurred(sitter: Sitter):
    small = shrink(sitter.photo, sitter.points, side=170)

    assert CHECK.judge(width(inspect(small, align(small)))) is None


def test_enlarging_a_small_picture_does_not_make_it_sharp(sitter: Sitter):
    tiny = shrink(sitter.photo, sitter.points, side=64)
    large = np.kron(tiny, np.ones((8, 8, 1), np.uint8))

    soft = sitter.inspect_after(lambda photo, points: blur(large, points, sigma_at_256=1.5))

    assert CHECK.judge(width(soft)) is not None


def test_one_colour_has_no_edges_to_measure():
    face = blank(90)

    assert edge_width(inspect(face.pixels, face)) is None
