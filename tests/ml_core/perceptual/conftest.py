"""VGG16 with random weights, in the layouts in which the real ones are published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

from ml_core.perceptual.trunks.origins import FIRST_FILTERS
from ml_core.perceptual.trunks.weights import BLOCK_WIDTHS, CHANNELS, LAYERS_PER_BLOCK, Layer, Origin

NAMES = [(block, layer) for block, count in enumerate(LAYERS_PER_BLOCK, start=1) for layer in range(1, count + 1)]


@pytest.fixture(scope="session")
def random_layers() -> tuple[Layer, ...]:
    """He's deviation, so that no activation fades or grows through thirteen layers."""
    rng = np.random.default_rng(0)
    return tuple(
        (
            rng.standard_normal((3, 3, num_in, num_out), dtype=np.float32) * np.float32(np.sqrt(2 / (9 * num_in))),
            rng.standard_normal(num_out, dtype=np.float32) * np.float32(0.1),
        )
        for num_in, num_out in CHANNELS
    )


@pytest.fixture(scope="session")
def random_linear() -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(1)
    return tuple(rng.random(width, dtype=np.float32) for width in BLOCK_WIDTHS)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Emptied at once: each file here has 59 MB, and pytest would keep those of three runs."""
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.fixture(scope="session")
def keras_file(random_layers: tuple[Layer, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Random weights, known by their first filter as Simonyan & Zisserman's."""
    path = write_keras(tmp_path_factory.mktemp("keras") / "vgg16.h5", signed(random_layers, Origin.CAFFE))
    yield path
    path.unlink()


def signed(layers: tuple[Layer, ...], origin: Origin, *, colour: int = 0) -> tuple[Layer, ...]:
    """The same with a first filter by which `origins` knows them."""
    (kernel, bias), *others = layers
    kernel = kernel.copy()
    kernel[:, :, colour, 0] = FIRST_FILTERS[origin]
    return (kernel, bias), *others


def write_keras(path: Path, layers: tuple[Layer, ...]) -> Path:
    """As Keras 1 saved models: a group a layer, the pools' empty."""
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [f"block{block}_conv{layer}".encode() for block, layer in NAMES]
        for (block, layer), (kernel, bias) in zip(NAMES, layers, strict=True):
            name = f"block{block}_conv{layer}"
            group = file.create_group(name)
            group.attrs["weight_names"] = [f"{name}_W_1:0".encode(), f"{name}_b_1:0".encode()]
            group[f"{name}_W_1:0"], group[f"{name}_b_1:0"] = kernel, bias
        file.create_group("block1_pool").attrs["weight_names"] = np.zeros(0)
    return path
