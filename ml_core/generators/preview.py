"""A cheap picture of what a code will look like: a linear read-out of the generator's inner features.

MobileStyleGAN's own small image heads were pruned from the published file, but its features stay linearly decodable.
The read-out costs two fifths of the whole network, with gradients; it differs from the true picture in colour and loses
fine things such as glasses (about 24 dB PSNR), so it serves early steps only and the last ones run on the true output.

Legend: N batch, L rows of W+, D latent width, C feature channels; pictures NHWC float32 in [-1, 1].
"""

from __future__ import annotations

from typing import Any, Protocol

import tensorflow as tf

from ml_core.contracts import FloatArray, Generator

NUM_BLOCKS = 5  # features of 128 x 128 x 256
PIXELS_PER_FEATURE = 2  # each feature vector gives 2 x 2 pixels
PREVIEW_RESOLUTION = 256


class FeatureGenerator(Generator, Protocol):
    """A generator that shows what leaves its inner blocks."""

    def features(self, w_plus: Any, *, num_blocks: int) -> Any:
        """w_plus [N, L, D] -> [N, r, r, C], r = 4 * 2**num_blocks."""


class PreviewHead:
    """kernel [C, 12], bias [12]: a feature vector to 2 x 2 RGB pixels. Fitted by `ml_core.training statistics`."""

    def __init__(self, generator: FeatureGenerator, kernel: FloatArray, bias: FloatArray) -> None:
        self._generator = generator
        self._kernel = tf.constant(kernel[None, None])
        self._bias = tf.constant(bias)

    def render(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> [N, 256, 256, 3], not clipped. Differentiable."""
        features = self._generator.features(w_plus, num_blocks=NUM_BLOCKS)
        pixels = tf.nn.conv2d(features, self._kernel, strides=1, padding="SAME") + self._bias
        return tf.nn.depth_to_space(pixels, PIXELS_PER_FEATURE)
