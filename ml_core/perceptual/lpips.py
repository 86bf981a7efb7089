"""LPIPS (Zhang et al. 2018, "The Unreasonable Effectiveness of Deep Features", eq. 1), version 0.1, on VGG16.

The linear weights were fitted to torchvision's VGG16; on any other trunk the figure is an approximation, comparable
only with figures of the same trunk. `LPIPS.name` says which it is and belongs beside every figure.
"""

from __future__ import annotations

import io
import pickletools
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from ml_core import catalogue
from ml_core.contracts import FloatArray
from ml_core.errors import WeightsDamaged
from ml_core.perceptual import trunks
from ml_core.perceptual.trunks.weights import BLOCK_WIDTHS, Origin, TrunkWeights
from ml_core.perceptual.vgg16 import VGG16

WEIGHT_FILE = "lpips/vgg.pth"
# A file saved by torch before 1.6: three header pickles, the state's, the list of storages'; then the storages.
NUM_PICKLES, STATE_PICKLE, STORAGES_PICKLE = 5, 3, 4


class LPIPS:
    """Perceptual distance of pictures, 0 = same. Target features are computed once with `prepare`."""

    def __init__(self, trunk: VGG16, weights: Sequence[FloatArray], *, is_exact: bool) -> None:
        """weights: five, [C] each, >= 0.
        is_exact: they were fitted to this trunk, so the figure is what Zhang et al. call LPIPS."""
        self._trunk = trunk
        self._weights = [tf.constant(weight) for weight in weights]
        self.is_exact = is_exact
        self.trunk_name = trunk.name
        self.name = f"LPIPS on {trunk.name}{'' if is_exact else ', approximate'}"

    @classmethod
    def load(cls, trunk: str | None = None) -> LPIPS:
        """`trunk` and what is raised: see `trunks.read`."""
        return cls.of(trunks.read(trunk))

    @classmethod
    def of(cls, weights: TrunkWeights) -> LPIPS:
        """Returns LPIPS on this trunk, with the trunk's own linear weights where it has some.

        Raises:
            WeightsMissing, WeightsDamaged: those of Zhang et al. aren't there or aren't sound.
        """
        published = read_linear_weights(catalogue.path(WEIGHT_FILE))
        linear = published if weights.linear is None else weights.linear
        is_published = all(np.allclose(a, b, rtol=1e-4, atol=1e-6) for a, b in zip(linear, published, strict=True))
        is_exact = is_published and weights.origin is Origin.TORCHVISION
        return cls(VGG16(weights), linear, is_exact=is_exact)

    def prepare(self, pictures: Any) -> list[Any]:
        """pictures [N, H, W, 3] in [-1, 1] -> five maps, each of unit length over its channels."""
        return [x / (tf.norm(x, axis=-1, keepdims=True) + 1e-10) for x in self._trunk.features(pictures)]

    def distance(self, features_a: list[Any], features_b: list[Any], importance: list[Any] | None = None) -> Any:
        """Two results of `prepare` -> [N], >= 0. Differentiable. importance: how much a place counts, a map of mean 1
        [h, w] for each of the five; by default all places alike, which is LPIPS as published."""
        total: Any = 0.0
        for index, (a, b, weight) in enumerate(zip(features_a, features_b, self._weights, strict=True)):
            per_place = tf.reduce_sum(tf.square(a - b) * weight, axis=-1)  # [N, h, w]
            if importance is not None:
                per_place *= importance[index]
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
    if tuple(weight.size for weight in weights) != BLOCK_WIDTHS:
        raise WeightsDamaged(f"{path} holds layers of {[w.size for w in weights]}. Delete it and run `make models`.")
    return weights
