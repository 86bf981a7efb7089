"""The loss by which the paper's encoder searched, before LPIPS was to be had: squared differences of block3_conv3.

Puzer's stylegan-encoder, of which BabyGAN's is a copy: layer 9 of Keras' VGG16, which is block3_conv3 after its ReLU
(relu3_3 elsewhere), at 256 px; mean of the squared differences, over 82890. There it was lowered by plain gradient
descent at a learning rate of 1, to which the divisor belongs.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from ml_core.perceptual import trunks
from ml_core.perceptual.trunks.weights import Origin
from ml_core.perceptual.vgg16 import VGG16

# The side of the pictures it was used with. The caller shrinks them: a mean over places depends little on the size.
SIZE = 256
NUM_BLOCKS = 3
DIVISOR = 82_890.0


class EncoderLoss:
    """Shaped like LPIPS: target features are computed once with `prepare`. 0 = same."""

    def __init__(self, trunk: VGG16, *, is_exact: bool) -> None:
        """is_exact: the trunk has the weights with which the loss was used, Simonyan & Zisserman's."""
        self._trunk = trunk
        self.is_exact = is_exact
        self.name = f"block3_conv3 of {trunk.name}{'' if is_exact else ', approximate'}"

    @classmethod
    def load(cls, trunk: str | None = None) -> EncoderLoss:
        """`trunk` and what is raised: see `trunks.read`."""
        weights = trunks.read(trunk)
        return cls(VGG16(weights), is_exact=weights.origin is Origin.CAFFE)

    def prepare(self, pictures: Any) -> Any:
        """pictures [N, H, W, 3] in [-1, 1], H and W >= 4 -> [N, H/4, W/4, 256], >= 0."""
        return self._trunk.features(pictures, num_blocks=NUM_BLOCKS)[-1]

    def distance(self, features_a: Any, features_b: Any) -> Any:
        """Two results of `prepare` -> [N], >= 0. Differentiable."""
        return tf.reduce_mean(tf.square(features_a - features_b), axis=[1, 2, 3]) / DIVISOR
