from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageFilter

from ml_core import catalogue
from ml_core.contracts import AlignedFace, Picture
from ml_core.errors import WeightsDamaged
from ml_core.images import resize, to_unit
from ml_core.perceptual.lpips import LPIPS, WEIGHT_FILE, read_linear_weights

SIZE = 128


@pytest.fixture(scope="module")
def lpips() -> LPIPS:
    return LPIPS.load()


@pytest.fixture(scope="module")
def face(astronaut_face: AlignedFace) -> Picture:
    return resize(astronaut_face.pixels, SIZE)


def distance(lpips: LPIPS, a: Picture, b: Picture) -> float:
    features_a, features_b = (lpips.prepare(tf.constant(to_unit(picture))[None]) for picture in (a, b))
    return float(lpips.distance(features_a, features_b)[0])


def blurred(picture: Picture, radius: float) -> Picture:
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius)))


def test_a_picture_is_at_no_distance_from_itself(lpips: LPIPS, face: Picture) -> None:
    assert distance(lpips, face, face) == pytest.approx(0.0, abs=1e-7)


def test_the_distance_is_the_same_both_ways(lpips: LPIPS, face: Picture) -> None:
    other = blurred(face, 2)
    assert distance(lpips, face, other) == pytest.approx(distance(lpips, other, face), rel=1e-5)


def test_more_blur_is_farther(lpips: LPIPS, face: Picture) -> None:
    distances = [distance(lpips, face, blurred(face, radius)) for radius in (0.5, 1, 2, 4)]
    assert distances == sorted(distances)
    assert distances[0] > 0.001


def test_blur_counts_more_than_a_change_of_light_with_the_same_squared_error(lpips: LPIPS, face: Picture) -> None:
    """What LPIPS is for: squared differences think the opposite."""
    soft = blurred(face, 2)
    shift = np.sqrt(np.mean(np.square(soft.astype(float) - face)))
    lighter = np.clip(face.astype(float) + shift, 0, 255).astype(np.uint8)
    assert distance(lpips, face, soft) > 2 * distance(lpips, face, lighter)


def test_gradients_lead_towards_the_target(lpips: LPIPS, face: Picture) -> None:
    target = lpips.prepare(tf.constant(to_unit(face))[None])
    picture = tf.Variable(to_unit(blurred(face, 2))[None])
    with tf.GradientTape() as tape:
        before = lpips.distance(lpips.prepare(picture), target)[0]
    gradient = tape.gradient(before, picture)
    picture.assign_sub(0.05 * gradient / tf.reduce_max(tf.abs(gradient)))
    assert float(lpips.distance(lpips.prepare(picture), target)[0]) < float(before)


def test_the_linear_weights_are_five_layers_without_a_negative_one() -> None:
    weights = read_linear_weights(catalogue.path(WEIGHT_FILE))
    assert [weight.size for weight in weights] == [64, 128, 256, 512, 512]
    assert all((weight >= 0).all() and (weight > 0).any() for weight in weights)


@pytest.mark.parametrize("keep", [0, 100, 4000, 7000])
def test_a_file_cut_short_is_called_damaged(tmp_path: Path, keep: int) -> None:
    cut = tmp_path / "vgg.pth"
    cut.write_bytes(catalogue.path(WEIGHT_FILE).read_bytes()[:keep])
    with pytest.raises(WeightsDamaged, match="make models"):
        read_linear_weights(cut)
