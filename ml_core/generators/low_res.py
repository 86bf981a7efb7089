"""The low-resolution forward pass: a cheap picture of a code, with gradients, which most steps of a search run on.

A generator that has such a pass (`LowResGenerator`) runs its last blocks at a fraction of their size. For others, a
linear read-out of the inner features is fitted once: small outputs that a generator may have had while it was trained
are pruned or outdated in published files, but features stay linearly decodable. The read-out differs from the true
picture in colour and loses fine things such as glasses (24 dB PSNR with the built-in generator, against 33 dB of its
own pass), so a search corrects it by the true output every few steps.

Legend: N batch, L rows of W+, D latent width, C feature channels, R the generator's resolution; pictures NHWC float32
in [-1, 1].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

import tensorflow as tf

from ml_core.contracts import FloatArray, Generator
from ml_core.statistics import GeneratorStatistics

PIXELS_PER_FEATURE = 2  # each feature vector gives 2 x 2 pixels
MAX_LOW_RESOLUTION = 256
Render = Callable[[Any], Any]


@runtime_checkable
class LowResGenerator(Protocol):
    """A generator with a low-resolution forward pass of its own."""

    def synthesise_low_res(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> [N, r, r, 3], r = `low_resolution`, not clipped. Differentiable."""


def low_res_of(generator: Generator, statistics: GeneratorStatistics) -> Render:
    """Returns the generator's own pass, or else the read-out: w_plus [N, L, D] -> [N, r, r, 3]."""
    if isinstance(generator, LowResGenerator):
        return generator.synthesise_low_res
    return LowResHead(generator, statistics.preview_kernel, statistics.preview_bias).render


def low_resolution(generator: Generator) -> int:
    """Returns r, the side of the low-resolution pictures: 256, or R if that is less."""
    return min(MAX_LOW_RESOLUTION, generator.resolution)


def num_low_res_blocks(generator: Generator) -> int:
    """Returns how many doubling blocks run before the read-out: their features are half as large as the picture."""
    return (low_resolution(generator) // PIXELS_PER_FEATURE // 4).bit_length() - 1


class LowResHead:
    """The read-out. kernel [C, 12], bias [12]: from a feature vector to 2 x 2 RGB pixels. Fitted by `python -m
    ml_core.training statistics`."""

    def __init__(self, generator: Generator, kernel: FloatArray, bias: FloatArray) -> None:
        self._generator = generator
        self._num_blocks = num_low_res_blocks(generator)
        self._kernel = tf.constant(kernel[None, None])
        self._bias = tf.constant(bias)

    def render(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> [N, r, r, 3], r = `low_resolution`, not clipped. Differentiable."""
        features = self._generator.features(w_plus, num_blocks=self._num_blocks)
        pixels = tf.nn.conv2d(features, self._kernel, strides=1, padding="SAME") + self._bias
        return tf.nn.depth_to_space(pixels, PIXELS_PER_FEATURE)
