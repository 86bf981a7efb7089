"""Converts a small package made here, packed as npm packs it."""

from __future__ import annotations

import json
import tarfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ml_core.errors import WeightsRefused
from ml_core.perceptual.faceres import read_weights, weight_shapes
from ml_core.training import faceres

Change = Callable[[dict[str, np.ndarray]], None]


def make_package(folder: Path, *, change: Change = lambda arrays: None, cut_bytes: int = 0) -> Path:
    """Zeros in the right shapes, but for one weight; `change` gets the arrays by their names in the graph."""
    arrays = {faceres.name_in_graph(name): np.zeros(shape, np.float16) for name, shape in weight_shapes().items()}
    arrays["age_pred/bias"][42] = 0.5
    change(arrays)
    entries = [
        {"name": name, "shape": list(array.shape), "dtype": "float32", "quantization": {"dtype": "float16"}}
        for name, array in arrays.items()
    ]
    models = folder / "package" / "models"
    models.mkdir(parents=True)
    (folder / "package" / "package.json").write_text("{}")
    (models / "faceres.json").write_text(json.dumps({"weightsManifest": [{"weights": entries}]}))
    raw = b"".join(array.tobytes() for array in arrays.values())
    (models / "faceres.bin").write_bytes(raw[: len(raw) - cut_bytes])
    return folder / "package"


def test_package_becomes_the_file_that_is_read(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    faceres.run(Namespace(package=package, out=tmp_path / "out.npz"))
    assert read_weights(tmp_path / "out.npz")["age/offset"][42] == 0.5


def test_packed_package_is_read_like_its_folder(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    with tarfile.open(tmp_path / "human.tgz", "w:gz") as archive:
        archive.add(package, "package")
    weights, same = faceres.convert(tmp_path / "human.tgz"), faceres.convert(package)
    assert all((weights[name] == same[name]).all() for name in weight_shapes())


def test_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "human.tgz"
    path.write_text("<html>not found</html>")
    with pytest.raises(WeightsRefused, match="must be an npm package"):
        faceres.convert(path)


def test_package_without_the_model_is_refused(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    (package / "models" / "faceres.json").unlink()
    with pytest.raises(WeightsRefused, match=r"models/faceres\.json was expected"):
        faceres.convert(package)


def test_weights_of_another_size_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsRefused, match="bytes of weights"):
        faceres.convert(make_package(tmp_path, cut_bytes=2))


def test_another_network_by_that_name_is_refused(tmp_path: Path) -> None:
    def without_hidden_layer(arrays: dict[str, np.ndarray]) -> None:
        del arrays["feats/kernel"]

    package = make_package(tmp_path, change=without_hidden_layer)
    with pytest.raises(WeightsRefused, match="It has no feats/kernel"):
        faceres.convert(package)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    package = make_package(tmp_path, change=lambda arrays: arrays["feats/bias"].fill(np.nan))
    with pytest.raises(WeightsRefused, match="finite numbers"):
        faceres.convert(package)


def test_manifest_that_is_no_manifest_is_refused(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    (package / "models" / "faceres.json").write_text('{"weightsManifest": 3}')
    with pytest.raises(WeightsRefused, match="must describe"):
        faceres.convert(package)
