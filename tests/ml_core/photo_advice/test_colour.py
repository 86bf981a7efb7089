from __future__ import annotations

import numpy as np
import pytest
import skimage.color

from ml_core.photo_advice.colour import lab, lightness, luminance


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)


def test_lab_is_what_scikit_image_says(picture: np.ndarray):
    assert np.abs(lab(picture) - skimage.color.rgb2lab(picture)).max() < 0.1


def test_lightness_is_labs(picture: np.ndarray):
    assert np.abs(lightness(luminance(picture)) - lab(picture)[..., 0]).max() < 0.01


@pytest.mark.parametrize(("byte", "expected"), [(0, 0.0), (188, 0.503), (255, 1.0)])
def test_luminance_of_greys(byte: int, expected: float):
    assert luminance(np.full((1, 3), byte, np.uint8)) == pytest.approx(expected, abs=2e-3)
