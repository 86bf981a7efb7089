"""LPIPS on VGG16 as the StyleGAN authors used it: `vgg16_zhang_perceptual.pkl`, a TensorFlow 1 network of NVIDIA's.

What its variables are called is published nowhere, so they are told apart by shape and by the order in which a graph
makes them: each 3x3 kernel, its bias, and LPIPS' five layers in their order. What can't be told so is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.network_pickle import Network, StoredArray, open_networks
from ml_core.perceptual.trunks.origins import recognise
from ml_core.perceptual.trunks.weights import BLOCK_WIDTHS, TrunkWeights, check_layers

WEIGHT_FILE = "perceptual/vgg16_zhang_perceptual.pkl"
NAME = "VGG16 (LPIPS, NVIDIA)"
# VGG16 with its classifier and LPIPS' layers has 37 variables.
MAX_LISTED = 50


def read_file(path: Path) -> TrunkWeights:
    """Nothing in the file is run, see `network_pickle`.

    Raises:
        WeightsRefused: it isn't one network of VGG16's convolutions and LPIPS' layers, or its origin isn't known.
    """
    with open_networks(path) as networks:
        if len(networks) != 1:
            raise WeightsRefused(f"{path} holds {len(networks)} networks; expected one, VGG16 with LPIPS' layers.")
        kernels, biases, linear = _sort(list(_variables(networks[0])), path)
        layers = tuple((kernel.read(), bias.read()) for kernel, bias in zip(kernels, biases, strict=True))
        weights = tuple(layer.read().ravel() for layer in linear)
    check_layers(layers, path)
    _check_linear(weights, path)
    known = recognise(layers[0][0])
    if known is None:
        raise WeightsRefused(
            f"{path} has VGG16's shapes, but its first filter is neither torchvision's nor Simonyan & Zisserman's, so "
            "it can't be told how it wants its pictures. Use another trunk: PERCEPTUAL_TRUNK=keras or hed."
        )
    origin, scaling = known
    return TrunkWeights(name=NAME, origin=origin, scaling=scaling, layers=layers, linear=weights)


def _variables(network: Network) -> Iterator[StoredArray]:
    yield from network.variables.values()
    for component in network.components.values():
        yield from _variables(component)


def _sort(variables: list[StoredArray], path: Path) -> tuple[list[StoredArray], list[StoredArray], list[StoredArray]]:
    """The kernels, the bias after each, and what else is as wide as a block: LPIPS' layers.

    A classifier's matrices and their biases (4096, 1000) are left alone.
    """
    kernels: list[StoredArray] = []
    biases: list[StoredArray] = []
    rest: list[StoredArray] = []
    for variable in variables:
        if len(variable.shape) == 4 and variable.shape[:2] == (3, 3):
            kernels.append(variable)
        elif len(biases) < len(kernels) and variable.shape == kernels[-1].shape[3:]:
            biases.append(variable)
        elif _width(variable) in BLOCK_WIDTHS:
            rest.append(variable)
    if len(kernels) != len(biases):
        raise WeightsRefused(
            f"{path} holds {len(kernels)} 3x3 kernels, and {len(biases)} of them are followed by a bias. Its variables "
            f"are {_list(variables)}."
        )
    if tuple(_width(variable) for variable in rest) != BLOCK_WIDTHS:
        raise WeightsRefused(
            f"{path} must hold LPIPS' five layers of {BLOCK_WIDTHS}, in this order, beside the convolutions. In their "
            f"place it has {_list(rest)}."
        )
    return kernels, biases, rest


def _width(variable: StoredArray) -> int:
    """Returns the length of an array with one axis that isn't 1; of others, 0."""
    axes = [size for size in variable.shape if size != 1]
    return axes[0] if len(axes) == 1 else 0


def _list(variables: list[StoredArray]) -> str:
    """Lists enough variables to recognise the file by; a stranger's may hold thousands."""
    shown = ", ".join(f"{variable.name} {variable.shape}" for variable in variables[:MAX_LISTED]) or "none"
    return shown if len(variables) <= MAX_LISTED else f"{shown} and {len(variables) - MAX_LISTED} more"


def _check_linear(weights: tuple[FloatArray, ...], path: Path) -> None:
    """Zhang et al. held them at 0 or above; a bias that was taken for one of them shows here."""
    if any((weight < 0).any() or not np.any(weight) for weight in weights):
        raise WeightsRefused(f"{path} has what can't be LPIPS' layers: none of their numbers is below 0.")
