from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from ml_core.perceptual.vgg16 import VGG16


@pytest.fixture(scope="module")
def trunk() -> VGG16:
    return VGG16.load("hed")


def test_each_block_halves_the_picture_and_has_its_width(trunk: VGG16) -> None:
    features = trunk.features(tf.zeros([2, 64, 48, 3]))
    assert [tuple(feature.shape) for feature in features] == [
        (2, 64, 48, 64),
        (2, 32, 24, 128),
        (2, 16, 12, 256),
        (2, 8, 6, 512),
        (2, 4, 3, 512),
    ]


def test_features_are_activations(trunk: VGG16) -> None:
    picture = tf.constant(np.random.default_rng(0).uniform(-1, 1, (1, 64, 64, 3)).astype(np.float32))
    for feature in trunk.features(picture):
        assert float(tf.reduce_min(feature)) == 0.0
        assert np.isfinite(feature.numpy()).all()


def test_fewer_blocks_give_the_same_first_maps(trunk: VGG16) -> None:
    picture = tf.constant(np.random.default_rng(1).uniform(-1, 1, (1, 32, 32, 3)).astype(np.float32))
    few, all_of_them = trunk.features(picture, num_blocks=3), trunk.features(picture)
    assert len(few) == 3
    assert all(np.array_equal(a, b) for a, b in zip(few, all_of_them, strict=False))


def test_it_says_whose_weights_it_has(trunk: VGG16) -> None:
    assert trunk.name == "VGG16 (HED fine-tuned)"
