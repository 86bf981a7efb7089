from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageFilter

from ml_core import catalogue
from ml_core.contracts import AlignedFace, Picture
from ml_core.errors import WeightsDamaged
from ml_core.images import resize, to_unit
from ml_core.perceptual import trunks
from ml_core.perceptual.lpips import LPIPS, WEIGHT_FILE, read_linear_weights
from ml_core.perceptual.trunks.weights import Origin, TrunkWeights
from ml_core.training.lpips_reference import with_torchvision_scaling

SIZE = 128
# Made by `python -m ml_core.training lpips-reference`, with torch and the authors' package.
REFERENCE = Path(__file__).parent / "lpips.npz"
REFERENCE_TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def stand_in() -> TrunkWeights:
    return trunks.read("hed")


@pytest.fixture(scope="module")
def lpips(stand_in: TrunkWeights) -> LPIPS:
    return LPIPS.of(stand_in)


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


def test_more_noise_is_farther(lpips: LPIPS, face: Picture) -> None:
    noise = np.random.default_rng(0).normal(0.0, 1.0, face.shape)
    noisy = [np.clip(face + sigma * noise, 0, 255).astype(np.uint8) for sigma in (5, 10, 20, 40)]
    distances = [distance(lpips, face, picture) for picture in noisy]
    assert distances == sorted(distances)
    assert distances[0] > 0.001


def test_another_person_is_farther_than_the_same_one_out_of_focus(
    lpips: LPIPS, face: Picture, sample_faces: list[AlignedFace]
) -> None:
    strangers = [distance(lpips, face, resize(other.pixels, SIZE)) for other in sample_faces]
    assert min(strangers) > 1.5 * distance(lpips, face, blurred(face, 2))


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


def test_places_without_importance_count_nothing(lpips: LPIPS, face: Picture) -> None:
    spoilt = face.copy()
    spoilt[:16] = 255 - spoilt[:16]
    maps = [lpips.prepare(to_unit(picture)[None]) for picture in (face, spoilt)]
    sides = [SIZE >> block for block in range(5)]
    evenly = [np.ones((side, side), np.float32) for side in sides]
    lower = [np.concatenate([np.zeros((side // 2, side)), np.full((side // 2, side), 2.0)]) for side in sides]
    as_published, even, without = (
        float(lpips.distance(maps[0], maps[1], importance)[0])
        for importance in (None, evenly, [np.float32(m) for m in lower])
    )
    assert even == pytest.approx(as_published, rel=1e-5)
    assert without < 0.1 * as_published


def reference_distances(lpips: LPIPS) -> list[float]:
    """Of the pairs of pictures that torch was given."""
    with np.load(REFERENCE) as pictures:
        return [distance(lpips, pictures[f"a_{name}"], pictures[f"b_{name}"]) for name in pictures["names"]]


def test_it_agrees_with_the_authors_package_on_the_same_weights(stand_in: TrunkWeights) -> None:
    """Untouched, with its own scaling of pictures: what the trunk of NVIDIA's file runs through too."""
    with np.load(REFERENCE) as reference:
        expected = reference["own_scaling"]
    found = reference_distances(LPIPS.of(with_torchvision_scaling(stand_in)))
    assert np.abs(np.subtract(found, expected)).max() < REFERENCE_TOLERANCE


def test_it_agrees_with_the_authors_package_on_the_stand_in_as_it_is(lpips: LPIPS) -> None:
    with np.load(REFERENCE) as reference:
        expected = reference["hed_scaling"]
    assert np.abs(np.subtract(reference_distances(lpips), expected)).max() < REFERENCE_TOLERANCE


def test_on_the_stand_in_its_name_says_that_it_is_approximate(lpips: LPIPS) -> None:
    assert lpips.name == "LPIPS on VGG16 (HED fine-tuned), approximate"
    assert (lpips.trunk_name, lpips.is_exact) == ("VGG16 (HED fine-tuned)", False)


def test_on_torchvisions_trunk_it_is_exact(stand_in: TrunkWeights) -> None:
    published = tuple(read_linear_weights(catalogue.path(WEIGHT_FILE)))
    fitted = replace(stand_in, name="VGG16 (LPIPS, NVIDIA)", origin=Origin.TORCHVISION, linear=published)
    assert LPIPS.of(fitted).is_exact
    assert LPIPS.of(fitted).name == "LPIPS on VGG16 (LPIPS, NVIDIA)"


def test_other_linear_weights_are_used_and_called_approximate(
    stand_in: TrunkWeights, lpips: LPIPS, face: Picture
) -> None:
    doubled = tuple(2 * weight for weight in read_linear_weights(catalogue.path(WEIGHT_FILE)))
    other = LPIPS.of(replace(stand_in, origin=Origin.TORCHVISION, linear=doubled))
    assert not other.is_exact
    assert distance(other, face, blurred(face, 2)) == pytest.approx(2 * distance(lpips, face, blurred(face, 2)))


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
