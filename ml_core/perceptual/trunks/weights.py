"""A trunk's numbers, wherever they were read from, and the shapes that make them VGG16's.

VGG16 is configuration D of Simonyan & Zisserman 2015: thirteen 3x3 convolutions in five blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.perceptual.trunks.scaling import InputScaling

LAYERS_PER_BLOCK = (2, 2, 3, 3, 3)
BLOCK_WIDTHS = (64, 128, 256, 512, 512)
# What each layer reads and writes, first to last.
WIDTHS = tuple(width for width, count in zip(BLOCK_WIDTHS, LAYERS_PER_BLOCK, strict=True) for _ in range(count))
CHANNELS = tuple(zip((3, *WIDTHS[:-1]), WIDTHS, strict=True))

Layer = tuple[FloatArray, FloatArray]


class Origin(StrEnum):
    """The training that weights come from: what is fitted on one of these is an approximation on another."""

    TORCHVISION = "torchvision"
    CAFFE = "caffe"  # Simonyan & Zisserman's own; Keras ships them
    HED = "hed"


@dataclass(frozen=True, kw_only=True)
class TrunkWeights:
    """name: the honest one, shown beside every figure.
    layers: thirteen, first to last: kernel [3, 3, in, out] and bias [out], float32.
    linear: LPIPS' five layers, [C] each, where the trunk's file brings its own.
    """

    name: str
    origin: Origin
    scaling: InputScaling
    layers: tuple[Layer, ...]
    linear: tuple[FloatArray, ...] | None = None


def check_layers(layers: Sequence[Layer], path: Path) -> None:
    """Raises:
    WeightsRefused: the shapes aren't those of VGG16's convolutions in their order.
    """
    if len(layers) != len(CHANNELS):
        raise WeightsRefused(f"{path} holds {len(layers)} convolutions; VGG16 has {len(CHANNELS)}.")
    for number, ((kernel, bias), (num_in, num_out)) in enumerate(zip(layers, CHANNELS, strict=True), start=1):
        if kernel.shape != (3, 3, num_in, num_out) or bias.shape != (num_out,):
            raise WeightsRefused(
                f"{path} isn't VGG16: convolution {number} must have a kernel of {(3, 3, num_in, num_out)} and a bias "
                f"of {(num_out,)}, but has {kernel.shape} and {bias.shape}."
            )
