"""A generator in our own form: a folder with `weights.safetensors`, `manifest.json` and `card.md`.

Made once from a file of NVIDIA's (`python -m ml_core weights convert`), read at every start since. To ask only what
lies there, use `converted_manifest`, which loads less.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from ml_core.catalogue.store import sha256_of
from ml_core.contracts import FloatArray
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsRefused
from ml_core.generators.converted_manifest import (
    AGAIN,
    CARD,
    FAMILY,
    FORMAT,
    MANIFEST,
    WEIGHTS,
    Manifest,
    read_manifest,
)
from ml_core.generators.stylegan1.architecture import Architecture, check_variables
from ml_core.whole_files import whole_file

MEASURED = "## Measured by the operator"


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
    fingerprint = fingerprint_of(architecture, variables)
    try:
        keeps_card = _card_fits(folder, fingerprint=fingerprint, title=title, licence=licence)
        _make_room(folder)
        unfinished = folder / f"{WEIGHTS}.part"
        save_file({name: np.asarray(array, order="C") for name, array in variables.items()}, unfinished)
        weights = {"size": unfinished.stat().st_size, "sha256": sha256_of(unfinished)}
        unfinished.replace(folder / WEIGHTS)
        manifest = Manifest(
            format=FORMAT,
            family=FAMILY,
            identity=fingerprint,
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
        if fingerprint_of(architecture, variables) != manifest.identity:
            raise WeightsRefused(f"{manifest.identity!r:.80} isn't the fingerprint of its numbers.")
    except (SafetensorError, WeightsRefused) as error:
        raise WeightsDamaged(f"{folder} doesn't hold a whole generator ({error}) {AGAIN}") from error
    return manifest, architecture, variables


def write_measured(folder: Path, lines: list[str]) -> None:
    """Gives the card a last section with what was measured, in place of an earlier one."""
    card = folder / CARD
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    kept = text.partition(f"\n{MEASURED}\n")[0].rstrip()
    _write_text(card, "\n".join([kept, "", MEASURED, "", *(f"- {line}" for line in lines)]).lstrip() + "\n")


def fingerprint_of(architecture: Architecture, variables: Mapping[str, FloatArray]) -> str:
    """The same for the same numbers, whichever file brought them."""
    digest = hashlib.sha256(json.dumps(architecture.to_json(), sort_keys=True).encode())
    for name in sorted(variables):
        digest.update(f"{name} {variables[name].shape}".encode())
        digest.update(variables[name].astype("<f4", copy=False).tobytes())
    return f"{FAMILY}-{architecture.resolution}:{digest.hexdigest()[:16]}"


def _card_fits(folder: Path, *, fingerprint: str, title: str, licence: str) -> bool:
    """Returns whether the card that lies there was made for the same network, as far as its manifest can be read."""
    try:
        there = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told = tuple(there[name] for name in ("identity", "title", "licence"))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False
    return told == (fingerprint, title, licence) and (folder / CARD).is_file()


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
