"""The manifest in the folder of a converted generator. Light: a web process may read it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ml_core.errors import WeightsDamaged, WeightsMissing

MANIFEST, WEIGHTS, CARD = "manifest.json", "weights.safetensors", "card.md"
FORMAT, FAMILY = 1, "stylegan1"
MAX_MANIFEST_BYTES = 1 << 16
AGAIN = "Convert the original file again: `python -m ml_core weights convert FILE --out DIR`."


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The contents of `manifest.json`. identity: the fingerprint of architecture and variables, whichever file they
    came from. source: name, size and sha256 of that file, and which of its networks was taken. weights: size and sha256
    of `weights.safetensors`."""

    format: int
    family: str
    identity: str
    title: str
    licence: str
    architecture: dict[str, Any]
    source: dict[str, Any]
    weights: dict[str, Any]


def read_manifest(folder: Path) -> Manifest:
    """Cheap: the weights are looked at by size only.

    Raises:
        WeightsMissing: no converted generator lies there.
        WeightsDamaged: something of it is missing or isn't what `write` wrote.
    """
    file = folder / MANIFEST
    try:
        if file.stat().st_size > MAX_MANIFEST_BYTES:
            raise WeightsDamaged(f"{file} is far too large to be a manifest. {AGAIN}")
        manifest = Manifest(**json.loads(file.read_text(encoding="utf-8")))
        _check(manifest)
        size = (folder / WEIGHTS).stat().st_size
    except FileNotFoundError as error:
        raise WeightsMissing(f"No converted generator: there is no {error.filename}. {AGAIN}") from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise WeightsDamaged(f"{file} can't be read as a generator's manifest ({error}). {AGAIN}") from error
    if size != manifest.weights["size"]:
        raise WeightsDamaged(f"{folder / WEIGHTS} has {size:,} bytes instead of {manifest.weights['size']:,}. {AGAIN}")
    return manifest


def _check(manifest: Manifest) -> None:
    if (manifest.format, manifest.family) != (FORMAT, FAMILY):
        raise ValueError(f"format {manifest.format!r:.20} of {manifest.family!r:.40} isn't known")
    for field in fields(Manifest):
        kind = dict if field.name in ("architecture", "source", "weights") else (int if field.name == "format" else str)
        if not isinstance(getattr(manifest, field.name), kind):
            raise ValueError(f"{field.name} is no {kind.__name__}")
    f"{manifest.identity}{manifest.title}{manifest.licence}".encode()  # JSON can hold what no page can show
    if not isinstance(manifest.weights.get("size"), int) or not isinstance(manifest.weights.get("sha256"), str):
        raise ValueError("size or sha256 of the weights is missing")
