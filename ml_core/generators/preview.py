"""A cheap picture of what a code will look like, with gradients: what most steps of a search run on.

A generator that can sketch (`Sketcher`) does it itself, with its last blocks at a fraction of their size. Of others, a
linear read-out of the inner features is fitted once: small outputs that a generator may have had while it was trained
are pruned or outdated in published files, but features stay linearly decodable. The read-out differs from the true
picture in colour and loses fine things such as glasses (24 dB PSNR with the built-in generator, against 33 dB of its
sketches), so a search sets it right by the true output every few steps.

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
MAX_PREVIEW_RESOLUTION = 256
Render = Callable[[Any], Any]


@runtime_checkable
class Sketcher(Protocol):
    """A generator that draws its own previews."""

    def sketch(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> [N, r, r, 3], r = `preview_resolution`, not clipped. Differentiable."""


def preview_of(generator: Generator, statistics: GeneratorStatistics) -> Render:
    """The better of the two: w_plus [N, L, D] -> [N, r, r, 3], as `Sketcher.sketch`."""
    if isinstance(generator, Sketcher):
        return generator.sketch
    return PreviewHead(generator, statistics.preview_kernel, statistics.preview_bias).render


def preview_resolution(generator: Generator) -> int:
    """256, or R if that is less."""
    return min(MAX_PREVIEW_RESOLUTION, generator.resolution)


def num_preview_blocks(generator: Generator) -> int:
    """Returns how many doubling blocks run before the read-out: their features are half as large as the preview."""
    return (preview_resolution(generator) // PIXELS_PER_FEATURE // 4).bit_length() - 1


class PreviewHead:
    """kernel [C, 12], bias [12]: a feature vector to 2 x 2 RGB pixels. Fitted by `ml_core.training statistics`."""

    def __init__(self, generator: Generator, kernel: FloatArray, bias: FloatArray) -> None:
        self._generator = generator
        self._num_blocks = num_preview_blocks(generator)
        self._kernel = tf.constant(kernel[None, None])
        self._bias = tf.constant(bias)

    def render(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> [N, r, r, 3], r = `preview_resolution`, not clipped. Differentiable."""
        features = self._generator.features(w_plus, num_blocks=self._num_blocks)
        pixels = tf.nn.conv2d(features, self._kernel, strides=1, padding="SAME") + self._bias
        return tf.nn.depth_to_space(pixels, PIXELS_PER_FEATURE)
