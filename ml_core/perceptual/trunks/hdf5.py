"""Convolutions out of HDF5 files, which hold plain arrays under names: nothing in them is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.perceptual.trunks.weights import LAYERS_PER_BLOCK, Layer, check_layers

# (block, layer), both from 1 -> where the kernel and the bias lie.
NamesOf = Callable[[int, int], tuple[str, str]]


def read_layers(path: Path, names_of: NamesOf) -> tuple[Layer, ...]:
    """VGG16's thirteen convolutions, first to last.

    Raises:
        WeightsRefused: no HDF5 file, or not VGG16 under these names.
    """
    try:
        with h5py.File(path) as file:
            layers = tuple(
                (_read(file, kernel, path), _read(file, bias, path))
                for block, count in enumerate(LAYERS_PER_BLOCK, start=1)
                for kernel, bias in (names_of(block, layer) for layer in range(1, count + 1))
            )
    except OSError as error:
        raise WeightsRefused(f"{path} is no HDF5 file, or was cut short ({error}). Fetch it again.") from error
    check_layers(layers, path)
    return layers


def _read(file: h5py.File, name: str, path: Path) -> FloatArray:
    found = file.get(name)
    if not isinstance(found, h5py.Dataset):
        raise WeightsRefused(f"{path} has no array {name}; at the top it has {', '.join(sorted(file)) or 'nothing'}.")
    array = np.asarray(found, dtype=np.float32)
    if not np.isfinite(array).all():
        raise WeightsRefused(f"{path} holds NaN or infinity in {name}.")
    return array
