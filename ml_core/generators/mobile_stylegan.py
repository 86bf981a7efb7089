"""MobileStyleGAN (Belousov 2021, arXiv:2104.04767), FFHQ 1024, distilled from StyleGAN2: the built-in generator.

Legend: N batch, L = 16 rows of W+, D = 512 latent width, C channels; pictures and features NHWC float32, pictures in
[-1, 1]. The demodulation of StyleGAN2 doesn't depend on the style here, so it is baked into the kernels and a batch of
different codes shares every weight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from ml_core import catalogue
from ml_core.contracts import FloatArray
from ml_core.generators.openvino_ir import read_constants

LATENT_WIDTH = 512
NUM_BLOCKS = 7  # 8, 16 ... 512 px; the last one's wavelet head doubles 512 to 1024
NUM_ROWS = 1 + 2 * NUM_BLOCKS + 1  # first convolution, two a block, head
RESOLUTION = 1024
LEAKY_SLOPE = 0.2
# File order of the mapping's (weight, bias) constants.
MAPPING_NAMES = tuple((str(n), str(n + 1)) for n in range(173, 202, 4))

WEIGHT_FILES = tuple(
    f"mobile-stylegan/{network}Network.{kind}" for network in ("Mapping", "Synthesis") for kind in ("xml", "bin")
)


@dataclass(frozen=True, kw_only=True)
class Affine:
    """Style s(w) = (A w + b) * scale; weight [D, C] and bias [C] hold the scale already."""

    weight: Any
    bias: Any

    def __call__(self, w: Any) -> Any:
        """w [N, D] -> [N, 1, 1, C]."""
        return (w @ self.weight + self.bias)[:, None, None, :]


@dataclass(frozen=True, kw_only=True)
class Convolution:
    """Modulated convolution: x * s(w), [depthwise 3x3,] dense kernel, + noise, + bias, leaky ReLU."""

    style: Affine
    depthwise: Any | None  # [3, 3, C_in, 1]; None for the full 3x3 of the first layer
    kernel: Any  # [1, 1, C_in, C_out] or [3, 3, C_in, C_out]
    noise: Any  # [1, h, w, 1], its strength baked in
    bias: Any  # [C_out]

    def __call__(self, x: Any, w: Any) -> Any:
        x = x * self.style(w)
        if self.depthwise is not None:
            x = tf.nn.depthwise_conv2d(x, self.depthwise, strides=[1, 1, 1, 1], padding="SAME")
        x = tf.nn.conv2d(x, self.kernel, strides=1, padding="SAME")
        return tf.nn.leaky_relu(x + self.noise + self.bias, LEAKY_SLOPE)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Doubles the size by an inverse wavelet transform (C -> C/4), then two convolutions."""

    up: Affine
    conv1: Convolution
    conv2: Convolution

    def __call__(self, x: Any, w_conv1: Any, w_conv2: Any) -> Any:
        x = inverse_haar(x * self.up(w_conv1))
        return self.conv2(self.conv1(x, w_conv1), w_conv2)


def inverse_haar(x: Any) -> Any:
    """[N, H, W, 4C] -> [N, 2H, 2W, C]: the first C channels are LL, the rest C triples of (LH, HL, HH)."""
    shape = tf.shape(x)
    num_channels = x.shape[-1] // 4
    low, high = x[..., :num_channels], x[..., num_channels:]
    high = tf.reshape(high, [shape[0], shape[1], shape[2], num_channels, 3])
    lh, hl, hh = high[..., 0], high[..., 1], high[..., 2]
    top = tf.stack([low + lh + hl + hh, low + lh - hl - hh], axis=3)  # [N, H, W, 2, C]: columns 2j, 2j+1
    bottom = tf.stack([low - lh + hl - hh, low - lh - hl + hh], axis=3)
    y = tf.stack([top, bottom], axis=2) * 0.5  # [N, H, 2, W, 2, C]
    return tf.reshape(y, [shape[0], 2 * shape[1], 2 * shape[2], num_channels])


class MobileStyleGAN:
    """The `Generator` protocol over the two IR networks. Build one a process with `load`."""

    latent_shape = (NUM_ROWS, LATENT_WIDTH)
    z_width = LATENT_WIDTH
    resolution = RESOLUTION

    def __init__(self, mapping: dict[str, FloatArray], synthesis: dict[str, FloatArray], *, identity: str) -> None:
        self.identity = identity
        self._dense = [(_tensor(mapping[w].T), _tensor(mapping[b])) for w, b in MAPPING_NAMES]
        noises = _noises_in_file_order(synthesis)
        self._input = _tensor(synthesis["m.input.input"].transpose(0, 2, 3, 1))
        self._conv1 = _convolution(synthesis, "m.conv1", "Mul_39_copy", next(noises))
        self._blocks = [_block(synthesis, index, noises) for index in range(NUM_BLOCKS)]
        head = f"m.layers.{NUM_BLOCKS - 1}.to_img"
        self._head_style = _affine(synthesis, f"{head}.conv.modulation", fan_in=64)
        self._head_kernel = _tensor(synthesis[f"{head}.conv.weight"].transpose(2, 3, 1, 0))
        self._head_bias = _tensor(synthesis[f"{head}.bias"].reshape(-1))

    @classmethod
    def load(cls) -> MobileStyleGAN:
        """Reads the built-in weights.

        Raises:
            WeightsMissing, WeightsDamaged: see `catalogue.path`.
        """
        paths = [catalogue.path(name) for name in WEIGHT_FILES]
        digest = hashlib.sha256()
        for file in paths:
            digest.update(file.read_bytes())
        identity = f"mobile-stylegan-ffhq-1024:{digest.hexdigest()[:16]}"
        return cls(read_constants(paths[0], paths[1]), read_constants(paths[2], paths[3]), identity=identity)

    def map(self, z: Any) -> Any:
        """z [N, D] ~ N(0, I) -> w [N, D]."""
        x = z * tf.math.rsqrt(tf.reduce_mean(z * z, axis=-1, keepdims=True) + 1e-8)
        for weight, bias in self._dense:
            x = tf.nn.leaky_relu(x @ weight + bias, LEAKY_SLOPE) * np.float32(np.sqrt(2.0))
        return x

    def mapping_layers(self) -> list[tuple[FloatArray, FloatArray]]:
        """(weight [in, out], bias [out]) of the mapping's eight layers, lrelu(x weight + bias) sqrt(2) each."""
        return [(np.asarray(weight), np.asarray(bias)) for weight, bias in self._dense]

    def features(self, w_plus: Any, *, num_blocks: int) -> Any:
        """w_plus [N, L, D] -> what leaves the given number of blocks: [N, r, r, C], r = 4 * 2**num_blocks."""
        x = tf.tile(self._input, [tf.shape(w_plus)[0], 1, 1, 1])
        x = self._conv1(x, w_plus[:, 0])
        for index, block in enumerate(self._blocks[:num_blocks]):
            x = block(x, w_plus[:, 1 + 2 * index], w_plus[:, 2 + 2 * index])
        return x

    def synthesise(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> pictures [N, 1024, 1024, 3], about [-1, 1], not clipped. Differentiable."""
        x = self.features(w_plus, num_blocks=NUM_BLOCKS)
        x = tf.nn.conv2d(x * self._head_style(w_plus[:, -1]), self._head_kernel, strides=1, padding="SAME")
        return inverse_haar(x + self._head_bias)


def _tensor(array: FloatArray) -> Any:
    return tf.constant(np.ascontiguousarray(array, dtype=np.float32))


def _affine(constants: dict[str, FloatArray], name: str, *, fan_in: int | None) -> Affine:
    """`fan_in` None: no equalised scale (the wavelet up-sampling layers)."""
    scale = 1.0 if fan_in is None else 1.0 / float(np.sqrt(fan_in))
    weight, bias = constants[f"{name}.weight"], constants[f"{name}.bias"]
    return Affine(weight=_tensor(weight.T * scale), bias=_tensor(bias.reshape(-1) * scale))


def _convolution(constants: dict[str, FloatArray], scope: str, kernel_name: str, noise: FloatArray) -> Convolution:
    depthwise = constants.get(f"{scope}.conv.weight_dw")  # [C, 1, 1, 3, 3]
    kernel = constants[kernel_name]  # [C_out, C_in, k, k]
    return Convolution(
        style=_affine(constants, f"{scope}.conv.modulation", fan_in=9 * kernel.shape[1]),
        depthwise=None if depthwise is None else _tensor(depthwise[:, 0, 0].transpose(1, 2, 0)[..., None]),
        kernel=_tensor(kernel.transpose(2, 3, 1, 0)),
        noise=_tensor(noise.transpose(0, 2, 3, 1)),
        bias=_tensor(constants[f"{scope}.bias"].reshape(-1)),
    )


def _block(constants: dict[str, FloatArray], index: int, noises: Iterator[FloatArray]) -> Block:
    scope = f"m.layers.{index}"
    return Block(
        up=_affine(constants, f"{scope}.up.modulation", fan_in=None),
        conv1=_convolution(constants, f"{scope}.conv1", f"Mul_{106 + 100 * index}_copy", next(noises)),
        conv2=_convolution(constants, f"{scope}.conv2", f"Mul_{139 + 100 * index}_copy", next(noises)),
    )


def _noises_in_file_order(constants: dict[str, FloatArray]) -> Iterator[FloatArray]:
    """The noise maps [1, 1, r, r], r >= 4, have numbers for names; their order is that of the layers."""
    return (array for array in constants.values() if array.ndim == 4 and array.shape[:2] == (1, 1) and array.size > 1)
