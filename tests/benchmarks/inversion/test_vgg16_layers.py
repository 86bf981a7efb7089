from __future__ import annotations

import numpy as np

from benchmarks.inversion.vgg16_layers import activations
from ml_core.perceptual import trunks
from ml_core.perceptual.vgg16 import VGG16


def test_the_last_layers_of_blocks_are_the_trunk_s_own_features() -> None:
    weights = trunks.read()
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 32, 32, 3)).astype(np.float32)
    first, third = activations(weights, picture, ((1, 2), (3, 3)))
    features = VGG16(weights).features(picture, num_blocks=3)
    np.testing.assert_array_equal(first, features[0])
    np.testing.assert_array_equal(third, features[2])


def test_a_layer_inside_a_block_is_what_the_next_one_reads() -> None:
    weights = trunks.read()
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 16, 16, 3)).astype(np.float32)
    maps = activations(weights, picture, ((1, 1), (1, 2), (3, 2), (4, 2)))
    assert [tuple(values.shape[1:]) for values in maps] == [(16, 16, 64), (16, 16, 64), (4, 4, 256), (2, 2, 512)]
