"""ImageNet's VGG16 as Keras publishes it: Simonyan & Zisserman's own weights, without the classifier."""

from __future__ import annotations

from pathlib import Path

from ml_core.errors import WeightsRefused
from ml_core.perceptual.trunks.hdf5 import read_layers
from ml_core.perceptual.trunks.origins import recognise
from ml_core.perceptual.trunks.weights import Origin, TrunkWeights

WEIGHT_FILE = "keras/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
NAME = "VGG16 (ImageNet, Keras)"


def read_file(path: Path) -> TrunkWeights:
    """`path`: a file in the layout of Keras 1, in which this one was saved.

    Raises:
        WeightsRefused: it isn't so, or its weights are others.
    """
    layers = read_layers(path, _names_of)
    match recognise(layers[0][0]):
        case (Origin.CAFFE, scaling):
            return TrunkWeights(name=NAME, origin=Origin.CAFFE, scaling=scaling, layers=layers)
    raise WeightsRefused(
        f"{path} has VGG16's shapes but not the published weights: its first filter differs. Fetch it again by "
        f"`python -m ml_core weights fetch {WEIGHT_FILE}`."
    )


def _names_of(block: int, layer: int) -> tuple[str, str]:
    name = f"block{block}_conv{layer}"
    return f"{name}/{name}_W_1:0", f"{name}/{name}_b_1:0"
