"""StyleGAN's generator in today's TensorFlow, number for number as NVIDIA's TensorFlow 1 graph computes it.

Karras et al. 2019, section 2 and appendix; the details that the paper leaves out follow the published network.

Legend: N batch, L layers and rows of W+, D style width, C channels, R resolution; pictures and features NHWC float32,
pictures about [-1, 1].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import tensorflow as tf

from ml_core.generators.stylegan1.architecture import Architecture, layer_scope

Precision = Literal["float32", "mixed"]

LEAKY_SLOPE = 0.2
NORM_EPSILON = 1e-8
HE_GAIN = float(np.sqrt(2.0))
BLUR = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0]).astype(np.float32) / 16.0


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One of the L layers: kernel [3, 3, C_in, C], fused up-scaling [4, 4, C, C_in], or None for the constant."""

    kernel: Any
    noise: Any  # [1, r, r, 1]
    noise_strength: Any  # [C]
    bias: Any  # [C]
    style_weight: Any  # [D, 2C]
    style_bias: Any  # [2C]


class StyleGAN1:
    """The `Generator` protocol over the variables of a finished generator (Gs), under NVIDIA's names.

    precision: "float32" agrees with the original to 1e-5; "mixed" runs the convolutions in float16 and everything else
    in float32, for accelerators, and is off by 2e-3 to 4e-3 of the picture's norm (2.0e-3 and 2.8e-3 measured on
    the fixture of 256 px, 3.7e-3 on a random network of the published size).
    """

    def __init__(
        self,
        architecture: Architecture,
        variables: Mapping[str, Any],
        *,
        fingerprint: str,
        precision: Precision = "float32",
    ) -> None:
        self.fingerprint, self.architecture = fingerprint, architecture
        self.latent_shape = (architecture.num_layers, architecture.style_width)
        self.z_width = architecture.latent_width
        self.resolution = architecture.resolution
        self.w_mean = tf.convert_to_tensor(variables["dlatent_avg"])
        self._convolution_type = tf.float16 if precision == "mixed" else tf.float32
        self._dense = [_dense(variables, index, architecture) for index in range(architecture.mapping_layers)]
        self._constant = tf.transpose(tf.convert_to_tensor(variables["synthesis/4x4/Const/const"]), [0, 2, 3, 1])
        self._layers = [_layer(variables, index, architecture) for index in range(architecture.num_layers)]
        self._rgb_kernel = _scaled(variables["synthesis/ToRGB_lod0/weight"], gain=1.0)
        self._rgb_bias = tf.convert_to_tensor(variables["synthesis/ToRGB_lod0/bias"])

    def map(self, z: Any) -> Any:
        """z [N, Z] ~ N(0, I) -> w [N, D]."""
        x = z * tf.math.rsqrt(tf.reduce_mean(tf.square(z), axis=1, keepdims=True) + NORM_EPSILON)
        for weight, bias in self._dense:
            x = tf.nn.leaky_relu(x @ weight + bias, LEAKY_SLOPE)
        return x

    def truncate(self, w_plus: Any, *, psi: float | None = None, cutoff: int | None = -1) -> Any:
        """w_plus [N, L, D] -> the same with the layers below `cutoff` drawn to the mean: avg + psi (w - avg).

        psi None and cutoff -1: as the network was published. cutoff None: nothing is truncated.
        """
        psi = self.architecture.truncation_psi if psi is None else psi
        cutoff = self.architecture.truncation_cutoff if cutoff == -1 else cutoff
        if cutoff is None:
            return w_plus
        is_below = np.arange(self.latent_shape[0])[None, :, None] < cutoff
        return self.w_mean + (w_plus - self.w_mean) * np.where(is_below, np.float32(psi), np.float32(1.0))

    def features(self, w_plus: Any, *, num_blocks: int, noise_seed: int | None = None) -> Any:
        """w_plus [N, L, D] -> what leaves the given number of doubling blocks: [N, r, r, C], r = 4 * 2**num_blocks.

        noise_seed: None = the noise stored with the network (same code, same pixels), else fresh noise by that seed.
        """
        x = tf.tile(self._constant, [tf.shape(w_plus)[0], 1, 1, 1])
        for index in range(2 * (num_blocks + 1)):
            layer, block = self._layers[index], index // 2
            if index > 0:
                x = self._convolve(x, layer, block=block, goes_up=block > 0 and index % 2 == 0)
            noise = layer.noise if noise_seed is None else _fresh_noise(x, seed=noise_seed, layer=index)
            x = _epilogue(x, layer, noise, w_plus[:, index])
        return x

    def synthesise(self, w_plus: Any, *, noise_seed: int | None = None) -> Any:
        """w_plus [N, L, D] -> pictures [N, R, R, 3], not clipped. Differentiable. `noise_seed` as in `features`."""
        x = self.features(w_plus, num_blocks=self.architecture.num_blocks - 1, noise_seed=noise_seed)
        return self._convolve_plain(x, self._rgb_kernel) + self._rgb_bias

    def _convolve(self, x: Any, layer: Layer, *, block: int, goes_up: bool) -> Any:
        if not goes_up:
            return self._convolve_plain(x, layer.kernel)
        if self.architecture.is_fused(block):
            x = self._convolve_fused(x, layer.kernel)
        else:
            x = self._convolve_plain(_double(x), layer.kernel)
        return _blur(x)

    def _convolve_plain(self, x: Any, kernel: Any) -> Any:
        kind = self._convolution_type
        y = tf.nn.conv2d(tf.cast(x, kind), tf.cast(kernel, kind), strides=1, padding="SAME")
        return tf.cast(y, tf.float32)

    def _convolve_fused(self, x: Any, kernel: Any) -> Any:
        kind, shape = self._convolution_type, tf.shape(x)
        size = [shape[0], 2 * x.shape[1], 2 * x.shape[2], kernel.shape[2]]
        y = tf.nn.conv2d_transpose(tf.cast(x, kind), tf.cast(kernel, kind), size, strides=2, padding="SAME")
        return tf.cast(y, tf.float32)


def _scaled(weight: Any, *, gain: float, lrmul: float = 1.0) -> Any:
    """Stored weight to runtime weight: equalised learning rate (Karras et al. 2018, section 4.1)."""
    fan_in = int(np.prod(weight.shape[:-1]))
    return tf.convert_to_tensor(weight) * np.float32(gain / np.sqrt(fan_in) * lrmul)


def _dense(variables: Mapping[str, Any], index: int, architecture: Architecture) -> tuple[Any, Any]:
    scope, lrmul = f"mapping/Dense{index}", architecture.mapping_lrmul
    weight = _scaled(variables[f"{scope}/weight"], gain=HE_GAIN, lrmul=lrmul)
    return weight, tf.convert_to_tensor(variables[f"{scope}/bias"]) * np.float32(lrmul)


def _layer(variables: Mapping[str, Any], index: int, architecture: Architecture) -> Layer:
    scope, block = layer_scope(architecture, index), index // 2
    kernel = None if index == 0 else _scaled(variables[f"{scope}/weight"], gain=HE_GAIN)
    if block > 0 and index % 2 == 0 and architecture.is_fused(block):
        kernel = _fused_kernel(kernel)
    return Layer(
        kernel=kernel,
        noise=tf.transpose(tf.convert_to_tensor(variables[f"synthesis/noise{index}"]), [0, 2, 3, 1]),
        noise_strength=tf.convert_to_tensor(variables[f"{scope}/Noise/weight"]),
        bias=tf.convert_to_tensor(variables[f"{scope}/bias"]),
        style_weight=_scaled(variables[f"{scope}/StyleMod/weight"], gain=1.0),
        style_bias=tf.convert_to_tensor(variables[f"{scope}/StyleMod/bias"]),
    )


def _fused_kernel(kernel: Any) -> Any:
    """[3, 3, C_in, C] -> [4, 4, C, C_in]: the kernel summed over its four shifts by a pixel, for the transposed
    convolution. Not the plain form in other words: it equals that with the kernel turned by half a circle."""
    padded = tf.pad(tf.transpose(kernel, [0, 1, 3, 2]), [[1, 1], [1, 1], [0, 0], [0, 0]])
    return padded[1:, 1:] + padded[:-1, 1:] + padded[1:, :-1] + padded[:-1, :-1]


def _double(x: Any) -> Any:
    """Nearest neighbour: [N, H, W, C] -> [N, 2H, 2W, C]."""
    return tf.repeat(tf.repeat(x, 2, axis=1), 2, axis=2)


def _blur(x: Any) -> Any:
    kernel = tf.tile(tf.constant(BLUR)[:, :, None, None], [1, 1, x.shape[-1], 1])
    return tf.nn.depthwise_conv2d(x, kernel, strides=[1, 1, 1, 1], padding="SAME")


def _fresh_noise(x: Any, *, seed: int, layer: int) -> Any:
    shape = tf.shape(x)
    return tf.random.stateless_normal([shape[0], shape[1], shape[2], 1], seed=[seed, layer])


def _epilogue(x: Any, layer: Layer, noise: Any, w: Any) -> Any:
    """Noise, bias, activation, instance norm, style: in this order after every layer. w [N, D]."""
    x = tf.nn.leaky_relu(x + noise * layer.noise_strength + layer.bias, LEAKY_SLOPE)
    x = x - _mean_of_pixels(x)
    x = x * tf.math.rsqrt(_mean_of_pixels(tf.square(x)) + NORM_EPSILON)
    style = (w @ layer.style_weight + layer.style_bias)[:, None, None, :]  # [N, 1, 1, 2C]
    num_channels = x.shape[-1]
    return x * (style[..., :num_channels] + 1.0) + style[..., num_channels:]


def _mean_of_pixels(x: Any) -> Any:
    """[N, H, W, C] -> [N, 1, 1, C]. One axis after the other: over both at once TensorFlow keeps one running float32
    sum on CPUs. At 1024 px pictures were off by 3e-5 instead of 6e-6 so, those of very narrow networks by 2e-4."""
    return tf.reduce_mean(tf.reduce_mean(x, axis=2, keepdims=True), axis=1, keepdims=True)
