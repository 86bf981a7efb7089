"""Generators written as NVIDIA's training code leaves them: a pickle of (G, D, Gs)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.generators.stylegan1.architecture import Architecture
from tests.ml_core.network_pickle.writing import SavedNetwork, write_networks

FFHQ = Architecture(channels=(512, 512, 512, 512, 256, 128, 64, 32, 16))
FFHQ_KWARGS = {"num_channels": 3, "resolution": 1024, "label_size": 0}


def as_network(name: str, variables: Mapping[str, FloatArray], kwargs: Mapping[str, Any]) -> SavedNetwork:
    """A generator with its two components, each with the kwargs that NVIDIA's code hands down."""
    parts = {
        part: SavedNetwork(
            name=f"G_{part}",
            build_func_name=f"G_{part}",
            static_kwargs={**kwargs, **({"dlatent_broadcast": _num_layers(variables)} if part == "mapping" else {})},
            variables=_of(variables, f"{part}/"),
        )
        for part in ("synthesis", "mapping")
    }
    own = {name: _saved(array) for name, array in variables.items() if "/" not in name}
    return SavedNetwork(name=name, static_kwargs=kwargs, components=parts, variables=own)


def as_discriminator(num_numbers: int) -> SavedNetwork:
    """Of about that size; what it computes concerns nobody here."""
    weight = np.zeros((num_numbers // 4, 4), np.float32)
    return SavedNetwork(name="D", build_func_name="D_basic", static_kwargs={"resolution": 8}, variables={"w": weight})


def write_triple(
    path: Path, variables: Mapping[str, FloatArray], kwargs: Mapping[str, Any], *, protocol: int = 4
) -> Path:
    """(G, D, Gs): G is another generator of the same size, as it is before averaging."""
    before = {name: array * np.float32(0.5) for name, array in variables.items()}
    size = sum(array.size for array in variables.values())
    networks = (as_network("G", before, kwargs), as_discriminator(size), as_network("Gs", variables, kwargs))
    return write_networks(path, networks, protocol=protocol)


def _of(variables: Mapping[str, FloatArray], prefix: str) -> dict[str, Any]:
    return {name[len(prefix) :]: _saved(array) for name, array in variables.items() if name.startswith(prefix)}


def _saved(array: FloatArray) -> Any:
    """A variable without dimensions comes out of TensorFlow's session as a numpy number."""
    return array if array.shape else np.float32(array)


def _num_layers(variables: Mapping[str, FloatArray]) -> int:
    return sum(name.startswith("synthesis/noise") for name in variables)
