"""The architecture of a StyleGAN generator: its sizes, and the name and shape of every variable that follows from them.

Legend: R resolution, a power of two; L = 2 log2(R) - 2 layers, two a block; D style width; C channels of a block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused

FusedScale = Literal["auto"] | bool
Shape = tuple[int, ...]

MIN_RESOLUTION, MAX_RESOLUTION = 8, 2048
MIN_BLOCKS, MAX_BLOCKS = 2, 10
MAX_WIDTH = 8192
MAX_MAPPING_LAYERS = 32
MAX_CUTOFF = 1 << 16  # any number of layers and more: NVIDIA's scripts write a large one for "all"
MAX_REAL = float(np.finfo(np.float32).max)
# `fused_scale` auto: from this output size on, up-scaling and convolution are one transposed convolution.
FUSED_FROM = 128


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """channels: of the blocks 4, 8, ... R. latent_width: of z. mapping_width: of the mapping's inner layers.
    style_width: D. truncation_cutoff: layers below it are truncated; None = none is. lrmul: the mapping's learning-rate
    multiplier, which scales its stored weights."""

    channels: tuple[int, ...]
    latent_width: int = 512
    mapping_width: int = 512
    style_width: int = 512
    mapping_layers: int = 8
    mapping_lrmul: float = 0.01
    fused_scale: FusedScale = "auto"
    truncation_psi: float = 0.7
    truncation_cutoff: int | None = 8

    def __post_init__(self) -> None:
        _refuse_sizes(self)
        if self.fused_scale != "auto" and not isinstance(self.fused_scale, bool):
            raise WeightsRefused(f"fused_scale must be auto, True or False. Received: {self.fused_scale!r:.40}.")
        lrmul, psi, cutoff = self.mapping_lrmul, self.truncation_psi, self.truncation_cutoff
        if not (_is_real(lrmul) and lrmul > 0 and _is_real(psi)):
            raise WeightsRefused(
                f"mapping_lrmul must be positive and truncation_psi finite. Received: {lrmul!r:.40}, {psi!r:.40}."
            )
        if cutoff is not None and not (_is_whole(cutoff) and 0 <= cutoff <= MAX_CUTOFF):
            raise WeightsRefused(
                f"truncation_cutoff must be a whole number from 0 to {MAX_CUTOFF}, or None. Received: {cutoff!r:.40}."
            )

    @property
    def num_blocks(self) -> int:
        return len(self.channels)

    @property
    def resolution(self) -> int:
        return int(2 ** (self.num_blocks + 1))

    @property
    def num_layers(self) -> int:
        return 2 * self.num_blocks

    def block_resolution(self, block: int) -> int:
        return int(2 ** (block + 2))

    def is_fused(self, block: int) -> bool:
        if self.fused_scale == "auto":
            return self.block_resolution(block) >= FUSED_FROM
        return bool(self.fused_scale)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "channels": list(self.channels)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Architecture:
        """Reverses `to_json`. Raises WeightsRefused: a value of the wrong kind, an unknown or a missing one."""
        names = {field.name for field in fields(cls)}
        if not isinstance(values, Mapping) or set(values) != names:
            received = sorted(map(str, values)) if isinstance(values, Mapping) else values
            raise WeightsRefused(
                f"A StyleGAN generator is described by {', '.join(sorted(names))}. Received: {received!r:.300}."
            )
        if not isinstance(values["channels"], list):
            raise WeightsRefused(f"channels must be a list. Received: {values['channels']!r:.40}.")
        return cls(**{**values, "channels": tuple(values["channels"])})


def _refuse_sizes(architecture: Architecture) -> None:
    channels, layers = architecture.channels, architecture.mapping_layers
    if not isinstance(channels, tuple) or not MIN_BLOCKS <= len(channels) <= MAX_BLOCKS:
        raise WeightsRefused(
            f"A StyleGAN draws {MIN_RESOLUTION} to {MAX_RESOLUTION} pixels a side, in {MIN_BLOCKS} to {MAX_BLOCKS} "
            f"blocks with a tuple of as many channels. Received: {channels!r:.80}."
        )
    widths = (*channels, architecture.latent_width, architecture.mapping_width, architecture.style_width)
    if not all(_is_whole(width) and 1 <= width <= MAX_WIDTH for width in widths):
        raise WeightsRefused(f"Widths of layers must be whole numbers in 1..{MAX_WIDTH}. Received: {widths!r:.200}.")
    if not (_is_whole(layers) and 1 <= layers <= MAX_MAPPING_LAYERS):
        raise WeightsRefused(
            f"A mapping has 1 to {MAX_MAPPING_LAYERS} layers. Received: mapping_layers={layers!r:.40}."
        )


def _is_whole(value: object) -> bool:
    """Returns whether a value is a whole number; to Python, True is one."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_real(value: object) -> bool:
    """A number of either kind that float32 can hold."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_REAL


def layer_scope(architecture: Architecture, layer: int) -> str:
    """Returns the scope of a layer's variables: 4x4/Const, 4x4/Conv, 8x8/Conv0_up, 8x8/Conv1, ..."""
    block, is_second = divmod(layer, 2)
    size = architecture.block_resolution(block)
    kind = ("Conv" if is_second else "Const") if block == 0 else ("Conv1" if is_second else "Conv0_up")
    return f"synthesis/{size}x{size}/{kind}"


def variable_shapes(architecture: Architecture) -> dict[str, Shape]:
    """Every variable of a finished generator (Gs), components' names in front: `mapping/Dense0/weight`."""
    shapes: dict[str, Shape] = {"lod": (), "dlatent_avg": (architecture.style_width,), "synthesis/lod": ()}
    shapes |= _mapping_shapes(architecture)
    for layer in range(architecture.num_layers):
        shapes |= _layer_shapes(architecture, layer)
    for block, width in enumerate(architecture.channels):
        scope = f"synthesis/ToRGB_lod{architecture.num_blocks - 1 - block}"
        shapes |= {f"{scope}/weight": (1, 1, width, 3), f"{scope}/bias": (3,)}
    return shapes


def _mapping_shapes(architecture: Architecture) -> dict[str, Shape]:
    inner = [architecture.mapping_width] * (architecture.mapping_layers - 1)
    widths = [architecture.latent_width, *inner, architecture.style_width]
    shapes: dict[str, Shape] = {}
    for index, (fan_in, fan_out) in enumerate(pairwise(widths)):
        shapes |= {f"mapping/Dense{index}/weight": (fan_in, fan_out), f"mapping/Dense{index}/bias": (fan_out,)}
    return shapes


def _layer_shapes(architecture: Architecture, layer: int) -> dict[str, Shape]:
    block, is_second = divmod(layer, 2)
    width, size = architecture.channels[block], architecture.block_resolution(block)
    scope = layer_scope(architecture, layer)
    fan_in = width if is_second else architecture.channels[max(block - 1, 0)]
    main: dict[str, Shape] = (
        {f"{scope}/const": (1, width, 4, 4)} if layer == 0 else {f"{scope}/weight": (3, 3, fan_in, width)}
    )
    return main | {
        f"synthesis/noise{layer}": (1, 1, size, size),
        f"{scope}/Noise/weight": (width,),
        f"{scope}/bias": (width,),
        f"{scope}/StyleMod/weight": (architecture.style_width, 2 * width),
        f"{scope}/StyleMod/bias": (2 * width,),
    }


def check_shapes(architecture: Architecture, shapes: Mapping[str, Shape]) -> None:
    """Compares the whole table, both ways; shapes: of each variable, which need not be read yet.

    Raises:
        WeightsRefused: a variable is missing, unknown or of another shape.
    """
    expected = variable_shapes(architecture)
    _refuse_names("lacks", [name for name in expected if name not in shapes])
    _refuse_names("holds what this architecture has no place for:", [name for name in shapes if name not in expected])
    for name, shape in expected.items():
        if shapes[name] != shape:
            raise WeightsRefused(f"The variable {name} has the shape {shapes[name]}; this architecture has {shape}.")


def check_variables(architecture: Architecture, variables: Mapping[str, FloatArray]) -> None:
    """Compares the whole table, then looks at the numbers.

    Raises:
        WeightsRefused: as of `check_shapes`; a variable is of another type or not finite; the network is unfinished.
    """
    check_shapes(architecture, {name: array.shape for name, array in variables.items()})
    for name, array in variables.items():
        if array.dtype != np.float32:
            raise WeightsRefused(f"The variable {name} is of {array.dtype}; expected float32.")
        if not np.isfinite(array).all():
            raise WeightsRefused(f"The variable {name} holds values that are not finite: the file is damaged.")
    for name in ("lod", "synthesis/lod"):
        if float(variables[name]) != 0.0:
            raise WeightsRefused(
                f"{name} is {float(variables[name]):g}: a snapshot from the middle of progressive growing. "
                "Only finished generators, with lod 0, are drawn exactly."
            )


def _refuse_names(what: str, names: list[str]) -> None:
    if names:
        rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
        shown = ", ".join(ascii(name[:80])[1:-1] for name in names[:3])  # a file's names may hold control characters
        raise WeightsRefused(f"The network {what} {shown}{rest}.")


def infer_architecture(
    variables: Mapping[str, FloatArray],
    *,
    fused_scale: FusedScale = "auto",
    truncation_psi: float = 0.7,
    truncation_cutoff: int | None = 8,
) -> Architecture:
    """The architecture whose table these arrays fill; `check_variables` holds them to it.

    Raises:
        WeightsRefused: no block or no mapping layer is there to start from.
    """
    sizes = sorted(int(m[1]) for name in variables if (m := re.fullmatch(r"synthesis/(\d{1,4})x\1/Conv1/bias", name)))
    names = ["synthesis/4x4/Conv/bias", *(f"synthesis/{size}x{size}/Conv1/bias" for size in sizes)]
    num_dense = sum(re.fullmatch(r"mapping/Dense\d{1,2}/weight", name) is not None for name in variables)
    wanted = [*names, "mapping/Dense0/weight", f"mapping/Dense{max(num_dense - 1, 0)}/weight"]
    _refuse_names("lacks", [name for name in wanted if name not in variables])
    _refuse_names("has no fitting shape:", [n for n in wanted if variables[n].ndim != (1 if n.endswith("bias") else 2)])
    first, last = variables["mapping/Dense0/weight"], variables[f"mapping/Dense{num_dense - 1}/weight"]
    return Architecture(
        channels=tuple(int(variables[name].size) for name in names),
        latent_width=int(first.shape[0]),
        mapping_width=int(last.shape[0]) if num_dense > 1 else int(last.shape[1]),
        style_width=int(last.shape[1]),
        mapping_layers=num_dense,
        fused_scale=fused_scale,
        truncation_psi=truncation_psi,
        truncation_cutoff=truncation_cutoff,
    )
