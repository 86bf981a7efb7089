"""The scaling of a trunk's input: each was trained on colours scaled its own way.

Pictures are [N, H, W, 3] RGB in [-1, 1]. Means and deviations are of 0..255, in the order red, green, blue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

RGB = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class InputScaling:
    """mean is taken off, std divided by; is_bgr: the trunk reads blue, green, red."""

    mean: RGB
    std: RGB = (1.0, 1.0, 1.0)
    is_bgr: bool = False

    def apply(self, pictures: Any) -> Any:
        """pictures [N, H, W, 3] RGB in [-1, 1] -> the same shape, what the first convolution reads."""
        x = ((pictures + 1.0) * 127.5 - tf.constant(self.mean)) / tf.constant(self.std)
        return tf.reverse(x, axis=[-1]) if self.is_bgr else x


# Of ImageNet, as shares of 255 in torchvision: .485 .456 .406 and .229 .224 .225. LPIPS (Zhang et al. 2018) writes the
# same as shift and scale of [-1, 1]: -.030 -.088 -.188 and .458 .448 .450.
TORCHVISION = InputScaling(mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375))
# Simonyan & Zisserman's, in Keras `preprocess_input`: a mean per colour, no deviation.
CAFFE = InputScaling(mean=(123.68, 116.779, 103.939), is_bgr=True)
# HED's own training mean.
HED = InputScaling(mean=(122.67892, 116.66877, 104.00699), is_bgr=True)
