from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from ml_core.errors import WeightsRefused
from ml_core.perceptual.trunks import scaling, zhang
from ml_core.perceptual.trunks.scaling import InputScaling
from ml_core.perceptual.trunks.weights import Layer, Origin
from tests.ml_core.network_pickle.writing import SavedNetwork, write_networks
from tests.ml_core.perceptual.conftest import NAMES, signed

Linear = tuple[np.ndarray, ...]
Variables = dict[str, np.ndarray]


def convolutions(layers: tuple[Layer, ...], prefix: str = "") -> Variables:
    return {
        f"{prefix}conv{block}_{layer}/{kind}": array
        for (block, layer), pair in zip(NAMES, layers, strict=True)
        for kind, array in zip(("weight", "bias"), pair, strict=True)
    }


def linear_layers(linear: Linear, *, shape: tuple[int, ...] = (1, 1, -1, 1)) -> Variables:
    return {f"lin{index}/weight": layer.reshape(shape) for index, layer in enumerate(linear)}


def write(path: Path, variables: Mapping[str, np.ndarray]) -> Path:
    return write_networks(path, SavedNetwork(name="lpips", build_func_name="lpips_vgg16", variables=variables))


@pytest.fixture(scope="module")
def torchvisions(random_layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    return signed(random_layers, Origin.TORCHVISION)


@pytest.mark.parametrize("shape", [(1, 1, -1, 1), (1, -1, 1, 1), (-1, 1), (-1,)])
def test_every_number_is_found_whatever_the_names(
    folder: Path, torchvisions: tuple[Layer, ...], random_linear: Linear, shape: tuple[int, ...]
) -> None:
    variables = convolutions(torchvisions, prefix="vgg/features/") | linear_layers(random_linear, shape=shape)
    weights = zhang.read_file(write(folder / "zhang.pkl", variables))
    for (kernel, bias), (expected_kernel, expected_bias) in zip(weights.layers, torchvisions, strict=True):
        assert np.array_equal(kernel, expected_kernel)
        assert np.array_equal(bias, expected_bias)
    assert weights.linear is not None
    for layer, expected in zip(weights.linear, random_linear, strict=True):
        assert np.array_equal(layer, expected)
    assert (weights.name, weights.origin) == ("VGG16 (LPIPS, NVIDIA)", Origin.TORCHVISION)


def test_linear_layers_among_the_convolutions_are_told_from_biases(
    folder: Path, torchvisions: tuple[Layer, ...], random_linear: Linear
) -> None:
    """As a graph that weighs each block's features as soon as it has them would make them."""
    lin = iter(linear_layers(random_linear, shape=(-1,)).items())
    variables: Variables = {}
    for name, array in convolutions(torchvisions).items():
        variables[name] = array
        if name in {f"conv{end}/bias" for end in ("1_2", "2_2", "3_3", "4_3", "5_3")}:
            variables |= dict([next(lin)])
    weights = zhang.read_file(write(folder / "zhang.pkl", variables))
    assert weights.linear is not None
    assert all(np.array_equal(a, b) for a, b in zip(weights.linear, random_linear, strict=True))


def test_a_trunk_that_is_a_component_of_its_own_is_found(
    folder: Path, torchvisions: tuple[Layer, ...], random_linear: Linear
) -> None:
    trunk = SavedNetwork(name="vgg16", build_func_name="vgg16", variables=convolutions(torchvisions))
    whole = SavedNetwork(
        name="lpips", build_func_name="lpips", components={"vgg16": trunk}, variables=linear_layers(random_linear)
    )
    weights = zhang.read_file(write_networks(folder / "zhang.pkl", whole))
    assert np.array_equal(weights.layers[12][0], torchvisions[12][0])


def test_a_classifier_is_left_alone(folder: Path, torchvisions: tuple[Layer, ...], random_linear: Linear) -> None:
    classifier = {"fc8/weight": np.ones((4096, 10), np.float32), "fc8/bias": np.ones(1000, np.float32)}
    variables = convolutions(torchvisions) | classifier | linear_layers(random_linear)
    assert len(zhang.read_file(write(folder / "zhang.pkl", variables)).layers) == 13


@pytest.mark.parametrize(
    ("origin", "colour", "expected"),
    [
        (Origin.TORCHVISION, 0, scaling.TORCHVISION),
        (Origin.CAFFE, 0, scaling.CAFFE),
        (Origin.CAFFE, 2, InputScaling(mean=scaling.CAFFE.mean, is_bgr=False)),
    ],
)
def test_the_first_filter_tells_how_pictures_are_scaled(
    folder: Path,
    random_layers: tuple[Layer, ...],
    random_linear: Linear,
    origin: Origin,
    colour: int,
    expected: InputScaling,
) -> None:
    variables = convolutions(signed(random_layers, origin, colour=colour)) | linear_layers(random_linear)
    weights = zhang.read_file(write(folder / "zhang.pkl", variables))
    assert (weights.origin, weights.scaling) == (origin, expected)


def test_weights_of_unknown_origin_are_refused(
    folder: Path, random_layers: tuple[Layer, ...], random_linear: Linear
) -> None:
    variables = convolutions(random_layers) | linear_layers(random_linear)
    with pytest.raises(WeightsRefused, match="PERCEPTUAL_TRUNK=keras"):
        zhang.read_file(write(folder / "zhang.pkl", variables))


def test_layers_in_the_order_of_their_names_are_refused(
    folder: Path, torchvisions: tuple[Layer, ...], random_linear: Linear
) -> None:
    """conv10 before conv2: shapes still fit in places, so nothing may be guessed."""
    numbered = {
        f"conv{number}/{kind}": array
        for number, pair in enumerate(torchvisions, start=1)
        for kind, array in zip(("weight", "bias"), pair, strict=True)
    }
    variables = {name: numbered[name] for name in sorted(numbered, key=lambda name: name.partition("/")[0])}
    with pytest.raises(WeightsRefused, match="isn't VGG16: convolution 2"):
        zhang.read_file(write(folder / "zhang.pkl", variables | linear_layers(random_linear)))


def test_a_bias_in_the_place_of_a_linear_layer_is_refused(
    folder: Path, torchvisions: tuple[Layer, ...], random_linear: Linear
) -> None:
    """Its numbers below 0 give it away."""
    last = torchvisions[12][1]
    variables = convolutions(torchvisions) | linear_layers((*random_linear[:4], last))
    with pytest.raises(WeightsRefused, match="can't be LPIPS' layers"):
        zhang.read_file(write(folder / "zhang.pkl", variables))


def test_a_network_without_linear_layers_is_refused(folder: Path, torchvisions: tuple[Layer, ...]) -> None:
    with pytest.raises(WeightsRefused, match=r"LPIPS' five layers.*it has none"):
        zhang.read_file(write(folder / "zhang.pkl", convolutions(torchvisions)))


def test_another_network_is_refused_with_what_it_holds(folder: Path) -> None:
    variables = {"4x4/Conv/weight": np.ones((3, 3, 8, 8), np.float32)}
    with pytest.raises(WeightsRefused, match=r"1 3x3 kernels, and 0 .* 4x4/Conv/weight \(3, 3, 8, 8\)"):
        zhang.read_file(write(folder / "other.pkl", variables))


def test_of_thousands_of_variables_only_some_are_listed(folder: Path) -> None:
    file = write(folder / "x.pkl", {f"v{index}": np.zeros(64, np.float32) for index in range(3000)})
    with pytest.raises(WeightsRefused, match=r"v49 \(64,\) and 2950 more\."):
        zhang.read_file(file)


def test_a_generators_three_networks_are_refused(folder: Path) -> None:
    network = SavedNetwork(variables={"lod": np.zeros((), np.float32)})
    with pytest.raises(WeightsRefused, match="holds 3 networks"):
        zhang.read_file(write_networks(folder / "G_D_Gs.pkl", [network] * 3))
