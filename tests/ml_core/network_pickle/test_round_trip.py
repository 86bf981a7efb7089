from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_core.network_pickle import Network, open_networks
from tests.ml_core.network_pickle.writing import EasyDict, SavedNetwork, write_networks

RANDOM = np.random.default_rng(1)
PROTOCOLS = (2, 3, 4, 5)
SPELLINGS = ("numpy.core", "numpy._core")
KERNEL = RANDOM.normal(size=(3, 3, 5, 7)).astype(np.float32)
ARRAYS: dict[str, Any] = {
    "Conv/weight": KERNEL,
    "Conv/turned": np.asfortranarray(KERNEL),
    "Conv/strided": KERNEL[::2, :, 1:, ::-1],
    "bias": RANDOM.normal(size=300).astype(np.float32),
    "lod": np.float32(0.25),
    "level": np.array(-1.5, dtype=np.float32),
    "tiny": np.array([np.finfo(np.float32).smallest_subnormal, -0.0], dtype=np.float32),
}
KWARGS: dict[str, Any] = {
    "resolution": 1024,
    "mapping_lrmul": 0.01,
    "fused_scale": "auto",
    "use_noise": True,
    "label": None,
    "blur_filter": [1, 2, 1],
    "pair": (1, -(2**40)),
    "nested": {"a": [{"b": ()}]},
    "easy": EasyDict(x=1),
    "ordered": OrderedDict(z=1, a=2),
    "numpy_int": np.int64(7),
    "numpy_float": np.float64(0.1),
    "numpy_bool": np.bool_(True),
    "korean": "얼굴",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_array_comes_back_bit_for_bit(tmp_path: Path, protocol: int, spelling: str):
    file = write_networks(
        tmp_path / "g.pkl", SavedNetwork(variables=ARRAYS), protocol=protocol, numpy_spelling=spelling
    )

    with open_networks(file) as (network,):
        arrays = {name: stored.read() for name, stored in network.variables.items()}

    assert list(arrays) == list(ARRAYS)
    for name, array in arrays.items():
        expected = np.asarray(ARRAYS[name], order="C")
        assert (array.shape, array.dtype, array.flags.c_contiguous) == (expected.shape, np.dtype(np.float32), True)
        assert array.tobytes() == expected.tobytes(), name


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_static_kwargs_come_back_as_plain_values(tmp_path: Path, protocol: int):
    file = write_networks(tmp_path / "g.pkl", SavedNetwork(static_kwargs=KWARGS), protocol=protocol)

    with open_networks(file) as (network,):
        kwargs = network.static_kwargs

    assert kwargs == KWARGS
    assert [type(kwargs[name]) for name in ("easy", "ordered", "numpy_int", "numpy_float", "numpy_bool", "pair")] == [
        dict, dict, int, float, bool, tuple,
    ]  # fmt: skip


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_three_networks_come_with_their_components(tmp_path: Path, protocol: int):
    mapping = SavedNetwork(name="mapping", build_func_name="G_mapping", variables={"Dense0/weight": KERNEL[0, 0]})
    synthesis = SavedNetwork(name="synthesis", build_func_name="G_synthesis", variables={"lod": np.float32(0)})
    parts = {"mapping": mapping, "synthesis": synthesis}
    saved = [SavedNetwork(name=name, components=parts) for name in ("G", "D", "Gs")]

    with open_networks(write_networks(tmp_path / "gs.pkl", saved, protocol=protocol)) as networks:
        assert [network.name for network in networks] == ["G", "D", "Gs"]
        assert [_tree(network) for network in networks] == [
            {"mapping": {"Dense0/weight": (5, 7)}, "synthesis": {"lod": ()}}
        ] * 3


def test_version_two_has_no_components(tmp_path: Path):
    with open_networks(write_networks(tmp_path / "g.pkl", SavedNetwork(version=2))) as (network,):
        assert network.components == {}
        assert network.build_func_name == "G_style"


def test_an_array_outlives_the_file(tmp_path: Path):
    file = write_networks(tmp_path / "g.pkl", SavedNetwork(variables={"bias": np.ones(3, np.float32)}))
    with open_networks(file) as (network,):
        array = network.variables["bias"].read()
    file.write_bytes(b"")

    array += 1

    assert array.tolist() == [2, 2, 2]


def test_a_closed_file_says_so(tmp_path: Path):
    file = write_networks(tmp_path / "g.pkl", SavedNetwork(variables={"bias": np.ones(3, np.float32)}))
    with open_networks(file) as (network,):
        pass

    with pytest.raises(ValueError, match=r"g.pkl was closed; read its arrays within"):
        network.variables["bias"].read()


def _tree(network: Network) -> dict[str, dict[str, tuple[int, ...]]]:
    return {
        name: {variable: stored.shape for variable, stored in part.variables.items()}
        for name, part in network.components.items()
    }
