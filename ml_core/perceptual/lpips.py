"""LPIPS (Zhang et al. 2018, "The Unreasonable Effectiveness of Deep Features", eq. 1), version 0.1, on VGG16.

The linear weights were fitted to torchvision's VGG16; on any other trunk the figure is an approximation, comparable
only with figures of the same trunk (`vgg16.TRUNK_NAME`).
"""

from __future__ import annotations

import io
import pickletools
import struct
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from ml_core import catalogue
from ml_core.contracts import FloatArray
from ml_core.errors import WeightsDamaged
from ml_core.perceptual.vgg16 import VGG16

WEIGHT_FILE = "lpips/vgg.pth"
# A file saved by torch before 1.6: three header pickles, the state's, the list of storages'; then the storages.
NUM_PICKLES, STATE_PICKLE, STORAGES_PICKLE = 5, 3, 4


class LPIPS:
    """Perceptual distance of pictures, 0 = same. Target features are computed once with `prepare`."""

    def __init__(self, trunk: VGG16, weights: list[FloatArray]) -> None:
        self._trunk = trunk
        self._weights = [tf.constant(weight) for weight in weights]

    @classmethod
    def load(cls) -> LPIPS:
        """Raises WeightsMissing or WeightsDamaged, see `catalogue.path`."""
        return cls(VGG16.load(), read_linear_weights(catalogue.path(WEIGHT_FILE)))

    def prepare(self, pictures: Any) -> list[Any]:
        """pictures [N, H, W, 3] in [-1, 1] -> five maps, each of unit length over its channels."""
        return [x / (tf.norm(x, axis=-1, keepdims=True) + 1e-10) for x in self._trunk.features(pictures)]

    def distance(self, features_a: list[Any], features_b: list[Any]) -> Any:
        """Two results of `prepare` -> [N], >= 0. Differentiable."""
        total: Any = 0.0
        for a, b, weight in zip(features_a, features_b, self._weights, strict=True):
            per_place = tf.reduce_sum(tf.square(a - b) * weight, axis=-1)  # [N, h, w]
            total += tf.reduce_mean(per_place, axis=[1, 2])
        return total


def read_linear_weights(path: Path) -> list[FloatArray]:
    """The five non-negative 1x1 layers, [C] each, without running the pickles: only their strings are looked at.

    Raises:
        WeightsDamaged: the file isn't the one described above.
    """
    data = path.read_bytes()
    stream = io.BytesIO(data)
    digits: list[list[str]] = []
    try:
        for _ in range(NUM_PICKLES):
            operations = list(pickletools.genops(stream))
            digits.append([arg for _, arg, _ in operations if isinstance(arg, str) and arg.isdigit()])
        storages: dict[str, FloatArray] = {}
        position = stream.tell()
        for key in digits[STORAGES_PICKLE]:
            (count,) = struct.unpack_from("<q", data, position)
            storages[key] = np.frombuffer(data, dtype="<f4", count=count, offset=position + 8)
            position += 8 + 4 * count
        weights = [storages[key] for key in digits[STATE_PICKLE]]
    except (ValueError, KeyError, struct.error) as error:
        raise WeightsDamaged(
            f"{path} is no LPIPS file of version 0.1 ({error}). Delete it, run `make models`."
        ) from error
    if [weight.size for weight in weights] != [64, 128, 256, 512, 512]:
        raise WeightsDamaged(f"{path} holds layers of {[w.size for w in weights]}. Delete it and run `make models`.")
    return weights
