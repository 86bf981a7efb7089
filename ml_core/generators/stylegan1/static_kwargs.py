"""Reads off a pickled generator's static kwargs which architecture they describe, and refuses what isn't drawn here.

The names are those of NVIDIA's `G_style`, `G_mapping` and `G_synthesis`; what a file leaves out has their default.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ml_core.errors import WeightsRefused
from ml_core.generators.stylegan1.architecture import Architecture

# Which numbers may differ from file to file, with NVIDIA's defaults.
SIZES: dict[str, Any] = {
    "resolution": 1024,
    "latent_size": 512,
    "dlatent_size": 512,
    "mapping_layers": 8,
    "mapping_fmaps": 512,
    "mapping_lrmul": 0.01,
    "fmap_base": 8192,
    "fmap_decay": 1.0,
    "fmap_max": 512,
    "fused_scale": "auto",
    "truncation_psi": 0.7,
    "truncation_cutoff": 8,
}
# What the forward pass here takes for granted.
REQUIRED: dict[str, Any] = {
    "num_channels": 3,
    "label_size": 0,
    "use_wscale": True,
    "use_pixel_norm": False,
    "use_instance_norm": True,
    "use_styles": True,
    "use_noise": True,
    "const_input_layer": True,
    "normalize_latents": True,
    "nonlinearity": "lrelu",
    "mapping_nonlinearity": "lrelu",
    "blur_filter": [1, 2, 1],
    "dtype": "float32",
}
# Of training, or chosen anew at every run.
WITHOUT_EFFECT = frozenset(
    {
        "dlatent_avg_beta",
        "style_mixing_prob",
        "is_training",
        "is_validation",
        "is_template_graph",
        "force_clean_graph",
        "structure",
        "randomize_noise",
        "truncation_psi_val",
        "truncation_cutoff_val",
        "mapping_func",
        "synthesis_func",
        "func_name",
        "dlatent_broadcast",  # the number of layers, held to the table of variables by itself
    }
)


def architecture_of(*static_kwargs: Mapping[str, Any]) -> Architecture:
    """Reads the architecture from the kwargs of the generator and its components, which may repeat but not contradict
    each other.

    Raises:
        WeightsRefused: an unknown name, a value outside what is drawn here, or two that differ.
    """
    given = _merge(static_kwargs)
    for name, expected in REQUIRED.items():
        if name in given and not _same(given[name], expected):
            raise WeightsRefused(
                f"This network was made with {name}={given[name]!r:.60}; only {expected!r} is drawn exactly."
            )
    sizes = {**SIZES, **{name: given[name] for name in SIZES if name in given}}
    resolution = _whole(sizes, "resolution", largest=1 << 16)
    num_blocks = resolution.bit_length() - 2
    if resolution != 2 ** (num_blocks + 1):
        raise WeightsRefused(f"resolution must be a power of two. Received: {resolution}.")
    return Architecture(
        channels=_channels(sizes, num_blocks),
        latent_width=_whole(sizes, "latent_size"),
        mapping_width=_whole(sizes, "mapping_fmaps"),
        style_width=_whole(sizes, "dlatent_size"),
        mapping_layers=_whole(sizes, "mapping_layers"),
        mapping_lrmul=_real(sizes, "mapping_lrmul"),
        fused_scale=_fused_scale(sizes["fused_scale"]),
        truncation_psi=1.0 if sizes["truncation_psi"] is None else _real(sizes, "truncation_psi"),
        truncation_cutoff=None if None in _truncation(sizes) else _whole(sizes, "truncation_cutoff", smallest=0),
    )


def _merge(all_kwargs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for kwargs in all_kwargs:
        for name, value in kwargs.items():
            if name not in SIZES and name not in REQUIRED and name not in WITHOUT_EFFECT:
                raise WeightsRefused(
                    f"The network was made with {name[:80]!r}, which StyleGAN 1 doesn't know. Is it another kind of "
                    "network?"
                )
            if name not in WITHOUT_EFFECT and name in merged and not _same(merged[name], value):
                raise WeightsRefused(f"The network's parts contradict each other about {name}.")
            merged[name] = value
    return merged


def _channels(sizes: Mapping[str, Any], num_blocks: int) -> tuple[int, ...]:
    """min(base / 2^(stage decay), max) for the stages 1, 2, ..., of the blocks 4, 8, ..."""
    base, largest = _whole(sizes, "fmap_base", largest=1 << 24), _whole(sizes, "fmap_max")
    decay = _real(sizes, "fmap_decay")
    if not 0.0 <= decay <= 16.0:
        raise WeightsRefused(f"fmap_decay must lie in [0, 16]. Received: {decay:g}.")
    return tuple(min(int(base / 2.0 ** (stage * decay)), largest) for stage in range(1, num_blocks + 1))


def _truncation(sizes: Mapping[str, Any]) -> tuple[Any, Any]:
    return sizes["truncation_psi"], sizes["truncation_cutoff"]


def _fused_scale(value: Any) -> Any:
    if isinstance(value, bool) or value == "auto":
        return value
    raise WeightsRefused(f"fused_scale must be auto, True or False. Received: {value!r:.60}.")


def _whole(sizes: Mapping[str, Any], name: str, *, smallest: int = 1, largest: int = 1 << 16) -> int:
    value = sizes[name]
    if isinstance(value, bool) or not isinstance(value, int) or not smallest <= value <= largest:
        raise WeightsRefused(f"{name} must be a whole number from {smallest} to {largest}. Received: {value!r:.60}.")
    return value


def _real(sizes: Mapping[str, Any], name: str) -> float:
    value = sizes[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise WeightsRefused(f"{name} must be a finite number. Received: {value!r:.60}.")
    return float(value)


def _same(a: Any, b: Any) -> bool:
    """Python's 1 == True must not pass for the same; lists and tuples do."""
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    return isinstance(a, bool) == isinstance(b, bool) and a == b
