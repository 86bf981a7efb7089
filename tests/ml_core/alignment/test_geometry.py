from __future__ import annotations

import numpy as np
import pytest
import skimage.data
from PIL import Image
from scipy import ndimage

from ml_core.alignment import geometry


def face_at(
    *, eye_middle: tuple[float, float], eye_to_eye: float, eye_to_mouth: float, degrees: float = 0.0
) -> np.ndarray:
    """68 landmarks of which only those that matter lie right: a face seen from the front, turned clockwise."""
    points = np.zeros((68, 2))
    points[36:42] = (-eye_to_eye / 2, 0)
    points[42:48] = (eye_to_eye / 2, 0)
    points[48], points[54] = (-10, eye_to_mouth), (10, eye_to_mouth)
    return points @ turn(degrees).T + eye_middle


def turn(degrees: float) -> np.ndarray:
    """Matrix that turns points clockwise, y pointing down."""
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def test_quad_of_a_long_face_follows_from_the_mouth():
    # |e2m| 120 x 1.8 = 216 > |e2e| 100 x 2; centre 0.1 x 120 = 12 below the eyes
    quad = geometry.crop_quad(face_at(eye_middle=(500, 400), eye_to_eye=100, eye_to_mouth=120))

    assert np.allclose(quad, [[284, 196], [284, 628], [716, 628], [716, 196]])
    assert geometry.quad_side(quad) == pytest.approx(432)


def test_quad_of_a_wide_face_follows_from_the_eyes():
    # |e2e| 100 x 2 = 200 > |e2m| 80 x 1.8
    quad = geometry.crop_quad(face_at(eye_middle=(0, 0), eye_to_eye=100, eye_to_mouth=80))

    assert np.allclose(quad, [[-200, -192], [-200, 208], [200, 208], [200, -192]])


@pytest.mark.parametrize("degrees", [-40, 15, 90])
def test_quad_turns_with_the_face(degrees: float):
    upright = geometry.crop_quad(face_at(eye_middle=(0, 0), eye_to_eye=100, eye_to_mouth=120))
    turned = geometry.crop_quad(face_at(eye_middle=(0, 0), eye_to_eye=100, eye_to_mouth=120, degrees=degrees))

    assert np.allclose(turned, upright @ turn(degrees).T)


def smooth_picture(size: int) -> np.ndarray:
    """Colours in wide waves, which survive resampling."""
    y, x = np.mgrid[:size, :size] / size
    waves = [np.sin(2 * np.pi * (3 * x + y)), np.sin(2 * np.pi * (2 * y - x)), np.cos(2 * np.pi * 3 * x * y)]
    return (np.stack(waves, axis=2) * 100 + 128).astype(np.uint8)


def test_crop_of_a_turned_picture_is_the_same():
    picture, centre = smooth_picture(601), np.array([300.0, 300.0])
    turned = np.asarray(Image.fromarray(picture).rotate(-25, Image.Resampling.BICUBIC))  # Pillow turns the other way
    face = {"eye_to_eye": 60.0, "eye_to_mouth": 70.0}
    upright_quad = geometry.crop_quad(face_at(eye_middle=(300, 300), **face))
    turned_quad = (upright_quad - centre) @ turn(25).T + centre

    one, other = (geometry.crop(p, q, size=256) for p, q in ((picture, upright_quad), (turned, turned_quad)))

    assert difference(one, other) < 3


@pytest.mark.parametrize("scale", [0.5, 2, 9])
def test_crop_of_a_scaled_picture_is_the_same(scale: float):
    picture = smooth_picture(600)
    size = round(600 * scale)
    scaled = np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.BICUBIC))
    quad = geometry.crop_quad(face_at(eye_middle=(300, 280), eye_to_eye=60, eye_to_mouth=70))

    one, other = (geometry.crop(p, q, size=256) for p, q in ((picture, quad), (scaled, quad * scale)))

    assert difference(one, other) < 4


def test_crop_inside_the_picture_shows_those_pixels():
    picture = skimage.data.astronaut()
    quad = np.array([[100, 50], [100, 306], [356, 306], [356, 50]], dtype=np.float64)

    assert difference(geometry.crop(picture, quad, size=256), picture[50:306, 100:356]) < 8


def test_a_crop_beyond_the_edge_fades_into_the_photos_colours():
    picture = np.full((400, 400, 3), (200, 120, 40), np.uint8)
    quad = geometry.crop_quad(face_at(eye_middle=(200, 60), eye_to_eye=100, eye_to_mouth=120))

    crop = geometry.crop(picture, quad, size=128)

    assert np.abs(crop.astype(int) - (200, 120, 40)).max() <= 1


@pytest.mark.parametrize("size", [(300, 300), (301, 467)])
def test_the_quick_blur_is_the_gaussian(size: tuple[int, int]):
    rng = np.random.default_rng(3)
    values = ndimage.gaussian_filter(rng.uniform(0, 255, size), 2).astype(np.float32) * 2
    for sigma in (3.0, 12.0, 20.0):
        expected = ndimage.gaussian_filter(values, sigma)
        inner = slice(30, -30)
        assert np.abs(geometry._blur(values, sigma=sigma) - expected)[inner, inner].max() < 1.0


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean, in grey levels."""
    return float(np.abs(one.astype(float) - other.astype(float)).mean())
