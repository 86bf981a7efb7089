"""StyleGAN 1 a second time, to hold the TensorFlow one to: float64, NCHW, numpy only, nothing clever.

Written from the description of NVIDIA's graph, not from our network. Legend: N batch, L layers, D style width, C, I, O
channels; arrays [N, C, H, W]; kernels HWIO.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Oracle:
    """`variables` under NVIDIA's names. fused_scale: "auto", True or False."""

    variables: Mapping[str, Any]
    lrmul: float = 0.01
    fused_scale: str | bool = "auto"

    def value(self, name: str) -> Array:
        return np.asarray(self.variables[name], np.float64)

    def weight(self, name: str, *, gain: float, lrmul: float = 1.0) -> Array:
        stored = self.value(name)
        fan_in = math.prod(stored.shape[:-1])
        return stored * gain / math.sqrt(fan_in) * lrmul

    def mapping(self, z: npt.ArrayLike) -> Array:
        """z [N, Z] -> w [N, D]."""
        x = np.asarray(z, np.float64)
        x = x / np.sqrt(np.mean(x**2, axis=1, keepdims=True) + 1e-8)
        index = 0
        while f"mapping/Dense{index}/weight" in self.variables:
            scope = f"mapping/Dense{index}"
            weight = self.weight(f"{scope}/weight", gain=math.sqrt(2), lrmul=self.lrmul)
            x = leaky_relu(x @ weight + self.value(f"{scope}/bias") * self.lrmul)
            index += 1
        return x

    def broadcast(self, w: npt.ArrayLike, *, psi: float, cutoff: int | None) -> Array:
        """w [N, D] -> [N, L, D], the rows below `cutoff` drawn to the mean."""
        rows = np.stack([np.asarray(w, np.float64)] * self.num_layers, axis=1)
        mean = self.value("dlatent_avg")
        for layer in range(self.num_layers):
            if cutoff is not None and layer < cutoff:
                rows[:, layer] = mean + psi * (rows[:, layer] - mean)
        return rows

    @property
    def num_layers(self) -> int:
        return sum(name.startswith("synthesis/noise") for name in self.variables)

    def stored_noise(self) -> list[Array]:
        return [self.value(f"synthesis/noise{layer}") for layer in range(self.num_layers)]

    def synthesis(self, w_plus: npt.ArrayLike, noise: Sequence[Array] | None = None) -> Array:
        """w_plus [N, L, D] -> pictures [N, 3, R, R]. noise: L arrays [N or 1, 1, r, r]; None = the stored ones."""
        x = self.features(w_plus, noise)
        return conv3_or_1(x, self.weight("synthesis/ToRGB_lod0/weight", gain=1)) + channels(
            self.value("synthesis/ToRGB_lod0/bias")
        )

    def features(
        self, w_plus: npt.ArrayLike, noise: Sequence[Array] | None = None, num_blocks: int | None = None
    ) -> Array:
        """What ToRGB is given: [N, C, r, r]; num_blocks: doublings, None = all."""
        w_plus = np.asarray(w_plus, np.float64)
        noise = self.stored_noise() if noise is None else noise
        x = np.repeat(self.value("synthesis/4x4/Const/const"), len(w_plus), axis=0)
        x = self.epilogue(x, "synthesis/4x4/Const", noise[0], w_plus[:, 0])
        x = conv3_or_1(x, self.weight("synthesis/4x4/Conv/weight", gain=math.sqrt(2)))
        x = self.epilogue(x, "synthesis/4x4/Conv", noise[1], w_plus[:, 1])
        last = self.num_layers // 2 + 1 if num_blocks is None else num_blocks + 2
        for k in range(3, last + 1):
            scope, size = f"synthesis/{2**k}x{2**k}", 2**k
            kernel = self.weight(f"{scope}/Conv0_up/weight", gain=math.sqrt(2))
            is_fused = size >= 128 if self.fused_scale == "auto" else self.fused_scale
            x = blur(up_fused(x, kernel) if is_fused else up_plain(x, kernel))
            x = self.epilogue(x, f"{scope}/Conv0_up", noise[2 * k - 4], w_plus[:, 2 * k - 4])
            x = conv3_or_1(x, self.weight(f"{scope}/Conv1/weight", gain=math.sqrt(2)))
            x = self.epilogue(x, f"{scope}/Conv1", noise[2 * k - 3], w_plus[:, 2 * k - 3])
        return x

    def epilogue(self, x: Array, scope: str, noise: Array, w: Array) -> Array:
        x = x + noise * channels(self.value(f"{scope}/Noise/weight"))
        x = leaky_relu(x + channels(self.value(f"{scope}/bias")))
        x = x - x.mean(axis=(2, 3), keepdims=True)
        x = x / np.sqrt((x**2).mean(axis=(2, 3), keepdims=True) + 1e-8)
        style = w @ self.weight(f"{scope}/StyleMod/weight", gain=1) + self.value(f"{scope}/StyleMod/bias")
        scale, shift = np.split(style, 2, axis=1)  # [N, 2C] is [N, 2, C]: the scales come first
        return x * (scale[:, :, None, None] + 1) + shift[:, :, None, None]


def channels(values: Array) -> Array:
    return values.reshape(1, -1, 1, 1)


def leaky_relu(x: Array) -> Array:
    return np.where(x > 0, x, 0.2 * x)


def mix(x: Array, tap: Array) -> Array:
    """[N, I, H, W], one tap [I, O] of a kernel -> [N, O, H, W]."""
    n, _, height, width = x.shape
    return (tap.T @ x.reshape(n, len(tap), -1)).reshape(n, -1, height, width)


def conv3_or_1(x: Array, kernel: Array) -> Array:
    """Cross-correlation, stride 1, SAME; kernel [3, 3, I, O] or [1, 1, I, O]."""
    size = len(kernel)
    edge = size // 2
    height, width = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
    out = np.zeros((len(x), kernel.shape[3], height, width))
    for row in range(size):
        for column in range(size):
            out += mix(padded[:, :, row : row + height, column : column + width], kernel[row, column])
    return out


def up_plain(x: Array, kernel: Array) -> Array:
    """Each pixel becomes four, then the convolution."""
    return conv3_or_1(x.repeat(2, axis=2).repeat(2, axis=3), kernel)


def up_fused(x: Array, kernel: Array) -> Array:
    """conv2d_transpose, stride 2, SAME, of the kernel summed over four shifts: pixel i and tap a land on 2i + a - 1."""
    padded = np.pad(kernel, ((1, 1), (1, 1), (0, 0), (0, 0)))
    taps = padded[1:, 1:] + padded[:-1, 1:] + padded[1:, :-1] + padded[:-1, :-1]  # [4, 4, I, O]
    n, _, height, width = x.shape
    out = np.zeros((n, kernel.shape[3], 2 * height + 2, 2 * width + 2))  # with a margin of one for what is cut off
    for row in range(4):
        for column in range(4):
            out[:, :, row : row + 2 * height : 2, column : column + 2 * width : 2] += mix(x, taps[row, column])
    return out[:, :, 1:-1, 1:-1]


def blur(x: Array) -> Array:
    """[1, 2, 1] x [1, 2, 1] / 16 on every channel by itself, zeros outside."""
    height, width = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    out = np.zeros_like(x)
    for row, a in enumerate((1, 2, 1)):
        for column, b in enumerate((1, 2, 1)):
            out += a * b / 16 * padded[:, :, row : row + height, column : column + width]
    return out


def off_by(out: npt.ArrayLike, reference: npt.ArrayLike) -> float:
    """norm(out - reference) / norm(reference)."""
    wanted = np.asarray(reference, np.float64)
    return float(np.linalg.norm(np.asarray(out, np.float64) - wanted) / np.linalg.norm(wanted))
