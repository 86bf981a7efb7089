"""Any layers of VGG16: what `ml_core.perceptual.vgg16` offers is the last of each block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from ml_core.perceptual.trunks.weights import LAYERS_PER_BLOCK, TrunkWeights


def activations(weights: TrunkWeights, pictures: Any, layers: Sequence[tuple[int, int]]) -> list[Any]:
    """pictures [N, H, W, 3] in [-1, 1] -> what leaves the ReLUs of the layers (block, layer), both from 1, in order."""
    x, wanted, numbers = weights.scaling.apply(pictures), [], iter(weights.layers)
    last_block = max(block for block, _ in layers)
    for block, count in enumerate(LAYERS_PER_BLOCK[:last_block], start=1):
        if block > 1:
            x = tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
        for layer in range(1, count + 1):
            if (block, layer) > max(layers):
                break
            kernel, bias = next(numbers)
            x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, strides=1, padding="SAME"), bias))
            if (block, layer) in layers:
                wanted.append(x)
    return wanted
