"""MobileStyleGAN (Belousov 2021, arXiv:2104.04767), FFHQ 1024, distilled from StyleGAN2: the built-in generator.

Legend: N batch, L = 16 rows of W+, D = 512 latent width, C channels; pictures and features NHWC float32, pictures in
[-1, 1]. The demodulation of StyleGAN2 doesn't depend on the style here, so it is baked into the kernels and a batch of
different codes shares every weight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
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


@tf.custom_gradient  # type: ignore[untyped-decorator]
def _leaky_relu(x: Any) -> tuple[Any, Any]:
    """Leaky ReLU whose gradient takes the sign from the result: so the input isn't kept, half of what a gradient
    through the generator would hold."""
    y = tf.nn.leaky_relu(x, LEAKY_SLOPE)
    return y, lambda dy: tf.raw_ops.LeakyReluGrad(gradients=dy, features=y, alpha=LEAKY_SLOPE)


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
        return _leaky_relu(x + self.noise + self.bias)


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
    """[N, H, W, 4C] -> [N, 2H, 2W, C]: a quarter of the channels each are LL, LH, HL and HH."""
    ll, lh, hl, hh = tf.split(x * 0.5, 4, axis=-1)
    upper, lower, upper_slope, lower_slope = ll + lh, ll - lh, hl + hh, hl - hh
    rows = [(upper + upper_slope, upper - upper_slope), (lower + lower_slope, lower - lower_slope)]
    size, num_channels = tf.shape(x), ll.shape[-1]
    # Columns side by side, then rows one below the other, so that nothing but whole runs of channels is moved.
    lines = [tf.reshape(tf.stack(row, axis=3), [size[0], size[1], 1, 2 * size[2], num_channels]) for row in rows]
    return tf.reshape(tf.concat(lines, axis=2), [size[0], 2 * size[1], 2 * size[2], num_channels])


def bands_apart(num_channels: int) -> npt.NDArray[np.int64]:
    """Returns the positions of the channels of `inverse_haar` in the file: LL first, then for each a triple (LH, HL,
    HH).
    """
    quarter = num_channels // 4
    high = quarter + 3 * np.arange(quarter)
    return np.concatenate([np.arange(quarter), high, high + 1, high + 2])


def _low_pass(x: Any) -> Any:
    """[N, H, W, 4C] -> [N, H, W, C]: `inverse_haar` averaged over the 2 x 2 places that each one gives."""
    return x[..., : x.shape[-1] // 4] * 0.5


def _at_half_size(convolution: Convolution) -> Convolution:
    """Returns the convolution for features [N, H/2, W/2, C], as if each stood for 2 x 2 equal ones and the result were
    averaged over these."""
    kernel = np.asarray(convolution.depthwise)  # the full convolution of the first layer isn't meant
    halved = np.zeros_like(kernel)
    for y, x, i, j in np.ndindex(2, 2, 3, 3):  # the place in its cell, the tap
        halved[(y + i - 1) // 2 + 1, (x + j - 1) // 2 + 1] += kernel[i, j] / 4
    noise = tf.nn.avg_pool2d(convolution.noise, 2, 2, padding="VALID")
    return replace(convolution, depthwise=_tensor(halved), noise=noise)


class MobileStyleGAN:
    """The `Generator` protocol over the two IR networks. Build one a process with `load`."""

    latent_shape = (NUM_ROWS, LATENT_WIDTH)
    z_width = LATENT_WIDTH
    resolution = RESOLUTION

    def __init__(self, mapping: dict[str, FloatArray], synthesis: dict[str, FloatArray], *, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._dense = [(_tensor(mapping[w].T), _tensor(mapping[b])) for w, b in MAPPING_NAMES]
        noises = _noises_in_file_order(synthesis)
        self._input = _tensor(synthesis["m.input.input"].transpose(0, 2, 3, 1))
        self._conv1 = _for_haar(_convolution(synthesis, "m.conv1", "Mul_39_copy", next(noises)))
        *blocks, last = (_block(synthesis, index, noises) for index in range(NUM_BLOCKS))
        self._blocks = [*(replace(block, conv2=_for_haar(block.conv2)) for block in blocks), last]
        head = f"m.layers.{NUM_BLOCKS - 1}.to_img"
        self._head_style = _affine(synthesis, f"{head}.conv.modulation", fan_in=64)
        bands = bands_apart(12)
        self._head_kernel = _tensor(synthesis[f"{head}.conv.weight"].transpose(2, 3, 1, 0)[..., bands])
        self._head_bias = _tensor(synthesis[f"{head}.bias"].reshape(-1)[bands])
        self._halved = replace(last, conv1=_at_half_size(last.conv1), conv2=_at_half_size(last.conv2))

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
        fingerprint = f"mobile-stylegan-ffhq-1024:{digest.hexdigest()[:16]}"
        return cls(read_constants(paths[0], paths[1]), read_constants(paths[2], paths[3]), fingerprint=fingerprint)

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
        x = self._leaving(w_plus, num_blocks)
        if num_blocks == NUM_BLOCKS:
            return x
        return tf.gather(x, np.argsort(bands_apart(x.shape[-1])), axis=-1)  # in the file's order

    def _leaving(self, w_plus: Any, num_blocks: int) -> Any:
        """Returns `features` in the order in which the next block wants them."""
        x = tf.tile(self._input, [tf.shape(w_plus)[0], 1, 1, 1])
        x = self._conv1(x, w_plus[:, 0])
        for index, block in enumerate(self._blocks[:num_blocks]):
            x = block(x, w_plus[:, 1 + 2 * index], w_plus[:, 2 + 2 * index])
        return x

    def synthesise(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> pictures [N, 1024, 1024, 3], about [-1, 1], not clipped. Differentiable."""
        x = self._leaving(w_plus, NUM_BLOCKS)
        x = tf.nn.conv2d(x * self._head_style(w_plus[:, -1]), self._head_kernel, strides=1, padding="SAME")
        return inverse_haar(x + self._head_bias)

    def synthesise_low_res(self, w_plus: Any) -> Any:
        """w_plus [N, L, D] -> about what `synthesise` gives, shrunk to [N, 256, 256, 3]. Differentiable.

        The last block runs on the low-pass band alone, at half its size, and so does the head: a quarter of the cost
        with gradients. 33 dB PSNR to the true picture, on tied rows as on spread ones.
        """
        x = self._leaving(w_plus, NUM_BLOCKS - 1)
        w_conv1, w_conv2, w_head = w_plus[:, -3], w_plus[:, -2], w_plus[:, -1]
        x = _low_pass(x * self._halved.up(w_conv1))
        x = self._halved.conv2(self._halved.conv1(x, w_conv1), w_conv2)
        x = tf.nn.conv2d(x * self._head_style(w_head), self._head_kernel[..., :3], strides=1, padding="SAME")
        return (x + self._head_bias[:3]) * 0.5


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
    up = _affine(constants, f"{scope}.up.modulation", fan_in=None)
    bands = bands_apart(up.bias.shape[0])
    return Block(
        up=Affine(weight=tf.gather(up.weight, bands, axis=1), bias=tf.gather(up.bias, bands)),
        conv1=_convolution(constants, f"{scope}.conv1", f"Mul_{106 + 100 * index}_copy", next(noises)),
        conv2=_convolution(constants, f"{scope}.conv2", f"Mul_{139 + 100 * index}_copy", next(noises)),
    )


def _for_haar(convolution: Convolution) -> Convolution:
    """The same with its channels in the order of `inverse_haar`."""
    bands = bands_apart(convolution.bias.shape[0])
    return replace(
        convolution, kernel=tf.gather(convolution.kernel, bands, axis=-1), bias=tf.gather(convolution.bias, bands)
    )


def _noises_in_file_order(constants: dict[str, FloatArray]) -> Iterator[FloatArray]:
    """The noise maps [1, 1, r, r], r >= 4, have numbers for names; their order is that of the layers."""
    return (array for array in constants.values() if array.ndim == 4 and array.shape[:2] == (1, 1) and array.size > 1)
