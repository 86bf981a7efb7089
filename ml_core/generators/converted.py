"""A generator in our own form: a folder with `weights.safetensors`, `manifest.json` and `card.md`.

Made once from a file of NVIDIA's (`python -m ml_core weights convert`), read at every start since. Numpy only, so that
a web process may read a manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from ml_core.catalogue.store import sha256_of
from ml_core.contracts import FloatArray
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsMissing, WeightsRefused
from ml_core.generators.stylegan1.architecture import Architecture, check_variables
from ml_core.whole_files import whole_file

MANIFEST, WEIGHTS, CARD = "manifest.json", "weights.safetensors", "card.md"
MEASURED = "## Measured by the operator"
FORMAT, FAMILY = 1, "stylegan1"
MAX_MANIFEST_BYTES = 1 << 16
AGAIN = "Convert the original file again: `python -m ml_core weights convert FILE --out DIR`."


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """identity: of architecture and variables, whatever file they came from. source: name, size and sha256 of that
    file, and which of its networks was taken. weights: size and sha256 of `weights.safetensors`."""

    format: int
    family: str
    identity: str
    title: str
    licence: str
    architecture: dict[str, Any]
    source: dict[str, Any]
    weights: dict[str, Any]


def write(
    folder: Path,
    architecture: Architecture,
    variables: Mapping[str, FloatArray],
    *,
    title: str,
    licence: str,
    source: dict[str, Any],
    card: str,
) -> Manifest:
    """The manifest is written last: a folder without one was interrupted and counts as none. A card that a person may
    have completed stays when the same network is written again under the same title and licence.

    Raises:
        InvalidRequest: the folder can't be written or holds something else.
    """
    identity = identity_of(architecture, variables)
    try:
        keeps_card = _card_fits(folder, identity=identity, title=title, licence=licence)
        _make_room(folder)
        unfinished = folder / f"{WEIGHTS}.part"
        save_file({name: np.asarray(array, order="C") for name, array in variables.items()}, unfinished)
        weights = {"size": unfinished.stat().st_size, "sha256": sha256_of(unfinished)}
        unfinished.replace(folder / WEIGHTS)
        manifest = Manifest(
            format=FORMAT,
            family=FAMILY,
            identity=identity,
            title=title,
            licence=licence,
            architecture=architecture.to_json(),
            source=source,
            weights=weights,
        )
        if not keeps_card:
            _write_text(folder / CARD, card)
        _write_text(folder / MANIFEST, json.dumps(asdict(manifest), indent=2) + "\n")
    except (OSError, SafetensorError) as error:  # a full disk is either
        raise InvalidRequest(f"{folder} can't be written ({error}). Choose another with --out.") from error
    return manifest


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


def read(folder: Path) -> tuple[Manifest, Architecture, dict[str, FloatArray]]:
    """Everything, with every hash and shape checked.

    Raises:
        WeightsMissing, WeightsDamaged: see `read_manifest`.
    """
    manifest = read_manifest(folder)
    file = folder / WEIGHTS
    if sha256_of(file) != manifest.weights["sha256"]:
        raise WeightsDamaged(f"{file} was changed since it was converted: its sha256 differs. {AGAIN}")
    try:
        architecture = Architecture.from_json(manifest.architecture)
        variables = load_file(file)
        check_variables(architecture, variables)
        if identity_of(architecture, variables) != manifest.identity:
            raise WeightsRefused(f"{manifest.identity!r:.80} isn't the identity of its numbers.")
    except (SafetensorError, WeightsRefused) as error:
        raise WeightsDamaged(f"{folder} doesn't hold a whole generator ({error}) {AGAIN}") from error
    return manifest, architecture, variables


def write_measured(folder: Path, lines: list[str]) -> None:
    """Gives the card a last section with what was measured, in place of an earlier one."""
    card = folder / CARD
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    kept = text.partition(f"\n{MEASURED}\n")[0].rstrip()
    _write_text(card, "\n".join([kept, "", MEASURED, "", *(f"- {line}" for line in lines)]).lstrip() + "\n")


def identity_of(architecture: Architecture, variables: Mapping[str, FloatArray]) -> str:
    """The same for the same numbers, whichever file brought them."""
    digest = hashlib.sha256(json.dumps(architecture.to_json(), sort_keys=True).encode())
    for name in sorted(variables):
        digest.update(f"{name} {variables[name].shape}".encode())
        digest.update(variables[name].astype("<f4", copy=False).tobytes())
    return f"{FAMILY}-{architecture.resolution}:{digest.hexdigest()[:16]}"


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


def _card_fits(folder: Path, *, identity: str, title: str, licence: str) -> bool:
    """Whether the card that lies there was made for the same network, as far as its manifest can be read."""
    try:
        there = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told = tuple(there[name] for name in ("identity", "title", "licence"))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False
    return told == (identity, title, licence) and (folder / CARD).is_file()


def _make_room(folder: Path) -> None:
    """A folder of ours is written over; a stranger's is not."""
    folder.mkdir(parents=True, exist_ok=True)
    names = (MANIFEST, WEIGHTS, CARD)
    ours = {*names, *(f"{name}.part" for name in names)}
    others = sorted(file.name for file in folder.iterdir() if file.name not in ours)
    if others:
        raise InvalidRequest(f"{folder} holds other files ({', '.join(others[:3])}). Give --out a folder of its own.")
    (folder / MANIFEST).unlink(missing_ok=True)


def _write_text(path: Path, text: str) -> None:
    with whole_file(path) as file:
        file.write(text.encode())
