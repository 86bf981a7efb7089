from __future__ import annotations

import re
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf

from ml_core.errors import WeightsRefused
from ml_core.perceptual.trunks.hdf5 import read_keras
from ml_core.perceptual.trunks.weights import Layer, Origin
from ml_core.perceptual.vgg16 import VGG16
from tests.ml_core.perceptual.conftest import signed, write_keras

ENDS_OF_BLOCKS = ["block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3"]


def test_features_are_those_of_keras_own_network(keras_file: Path) -> None:
    """Its layers, its reading of the file and its scaling of colours."""
    pixels = np.random.default_rng(2).integers(0, 256, (2, 48, 32, 3)).astype(np.float32)
    network = keras.applications.VGG16(weights=None, include_top=False, input_shape=(48, 32, 3))
    network.load_weights(keras_file)
    ends = keras.Model(network.input, [network.get_layer(name).output for name in ENDS_OF_BLOCKS])
    expected = ends(keras.applications.vgg16.preprocess_input(pixels.copy()))
    features = VGG16(read_keras(keras_file)).features(tf.constant(pixels / 127.5 - 1.0))
    for ours, theirs in zip(features, expected, strict=True):
        assert np.abs(ours - theirs).max() < 1e-5 * np.abs(theirs).max()


def test_figures_will_name_keras(keras_file: Path) -> None:
    weights = read_keras(keras_file)
    assert (weights.name, weights.origin) == ("VGG16 (ImageNet, Keras)", Origin.CAFFE)


def test_other_weights_of_the_same_shapes_are_refused(random_layers: tuple[Layer, ...], folder: Path) -> None:
    with pytest.raises(WeightsRefused, match="not the published weights"):
        read_keras(write_keras(folder / "other.h5", random_layers))


def test_torchvisions_weights_in_keras_layout_are_refused(random_layers: tuple[Layer, ...], folder: Path) -> None:
    with pytest.raises(WeightsRefused, match="not the published weights"):
        read_keras(write_keras(folder / "other.h5", signed(random_layers, Origin.TORCHVISION)))


def test_a_web_page_is_refused(folder: Path) -> None:
    page = folder / "vgg16.h5"
    page.write_text("<!DOCTYPE html><title>Quota exceeded</title>")
    with pytest.raises(WeightsRefused, match="no HDF5 file"):
        read_keras(page)


def test_a_file_without_a_layer_is_refused_by_its_name(folder: Path) -> None:
    path = folder / "vgg16.h5"
    with h5py.File(path, "w") as file:
        file.create_group("block1_pool")
    with pytest.raises(WeightsRefused, match=re.escape("block1_conv1_W_1:0; at the top it has block1_pool")):
        read_keras(path)


def test_a_layer_of_another_width_is_refused(random_layers: tuple[Layer, ...], folder: Path) -> None:
    (kernel, bias), *others = random_layers
    path = write_keras(folder / "vgg16.h5", ((kernel[..., :32], bias[:32]), *others))
    with pytest.raises(WeightsRefused, match="convolution 1 must have a kernel of"):
        read_keras(path)


def test_infinite_weights_are_refused(random_layers: tuple[Layer, ...], folder: Path) -> None:
    *others, (kernel, bias) = random_layers
    path = write_keras(folder / "vgg16.h5", (*others, (kernel, np.full_like(bias, np.inf))))
    with pytest.raises(WeightsRefused, match="infinity in block5_conv3"):
        read_keras(path)
