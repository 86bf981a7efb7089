"""VGG16's convolutions (Simonyan & Zisserman 2015, configuration D), as perceptual features.

Which weights they have is a choice (`trunks`), and every figure computed with them says so by `name`.

Legend: N batch, H x W pixels, C channels; NHWC float32.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from ml_core.perceptual import trunks
from ml_core.perceptual.trunks.weights import LAYERS_PER_BLOCK, TrunkWeights


class VGG16:
    """Features of relu1_2, relu2_2, relu3_3, relu4_3 and relu5_3: the last activation of each block."""

    def __init__(self, weights: TrunkWeights) -> None:
        self.name = weights.name
        self._scaling = weights.scaling
        layers = iter([(tf.constant(kernel), tf.constant(bias)) for kernel, bias in weights.layers])
        self._blocks = [[next(layers) for _ in range(count)] for count in LAYERS_PER_BLOCK]

    @classmethod
    def load(cls, trunk: str | None = None) -> VGG16:
        """`trunk` and what is raised: see `trunks.read`."""
        return cls(trunks.read(trunk))

    def features(self, pictures: Any, *, num_blocks: int = len(LAYERS_PER_BLOCK)) -> list[Any]:
        """pictures [N, H, W, 3] RGB in [-1, 1], H and W >= 2^(num_blocks - 1) -> a map of each of the first blocks,
        [N, H/2^k, W/2^k, C], k = 0..4."""
        x = self._scaling.apply(pictures)
        outputs = []
        for index, layers in enumerate(self._blocks[:num_blocks]):
            if index > 0:
                x = tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
            for kernel, bias in layers:
                x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, strides=1, padding="SAME"), bias))
            outputs.append(x)
        return outputs
