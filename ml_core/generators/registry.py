"""The registry of generators: their names, the one in use, and what is known about each.

    GENERATOR=stylegan1-ffhq python -m ml_core child ...

A name is the built-in one, or a folder in MODELS_DIR/generators that `python -m ml_core weights convert` made; anything
with a slash in it is such a folder's path. Light: no TensorFlow until `load`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ml_core import catalogue, statistics
from ml_core.catalogue.store import ROOT
from ml_core.contracts import Generator
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsRefused
from ml_core.generators.converted_manifest import AGAIN, CARD, MANIFEST, Manifest, read_manifest
from ml_core.generators.stylegan1.architecture import Architecture

BUILT_IN = "mobile-stylegan"
# Of the weights that the catalogue pins; a test holds it to what loading them gives.
BUILT_IN_FINGERPRINT = "mobile-stylegan-ffhq-1024:5a827b11bf78f065"
BUILT_IN_LICENCE = "Apache-2.0 (code); weights non-commercial: distilled from NVIDIA's StyleGAN 2 FFHQ"
CARDS = ROOT / "docs" / "models"


@dataclass(frozen=True, kw_only=True)
class Card:
    """Facts for people who run or use the site. page: a Markdown file with the rest of them."""

    name: str
    title: str
    fingerprint: str
    resolution: int
    licence: str
    source: str
    page: Path


def active_name() -> str:
    """GENERATOR of the environment, else the built-in one."""
    return os.environ.get("GENERATOR", "").strip() or BUILT_IN


def names() -> list[str]:
    """The built-in generator, then the converted ones under MODELS_DIR, whole or not."""
    found = converted_dir().glob(f"*/{MANIFEST}")
    return [BUILT_IN, *sorted({manifest.parent.name for manifest in found} - {BUILT_IN})]


def card(name: str) -> Card:
    """Reads a manifest at most.

    Raises:
        InvalidRequest: no generator of that name.
        WeightsDamaged: its folder isn't whole.
    """
    if name == BUILT_IN:
        return Card(
            name=name,
            title="MobileStyleGAN, FFHQ",
            fingerprint=BUILT_IN_FINGERPRINT,
            resolution=1024,
            licence=BUILT_IN_LICENCE,
            source=catalogue.select(["mobile-stylegan/SynthesisNetwork.bin"])[0].origins[0],
            page=CARDS / "mobile-stylegan.md",
        )
    folder = folder_of(name)
    manifest = read_manifest(folder)
    return Card(
        name=name,
        title=manifest.title,
        fingerprint=manifest.identity,
        resolution=_architecture_of(manifest, folder).resolution,
        licence=manifest.licence,
        source=str(manifest.source.get("file", "")),
        page=folder / CARD,
    )


def check(name: str) -> Card:
    """Checks that a site can start with the generator: its files and its statistics are there.

    Raises:
        InvalidRequest, WeightsMissing, WeightsDamaged: with what to do.
    """
    known = card(name)
    statistics.find(known.fingerprint, generator=name)
    return known


def load(name: str) -> Generator:
    """Reads the weights: 0.1 s for the built-in generator, under a second for a converted one of 1024 px.

    Raises:
        InvalidRequest, WeightsMissing, WeightsDamaged: with what to do.
    """
    if name == BUILT_IN:
        from ml_core.generators.mobile_stylegan import MobileStyleGAN

        return MobileStyleGAN.load()
    from ml_core.generators import converted
    from ml_core.generators.stylegan1.network import StyleGAN1

    manifest, architecture, variables = converted.read(folder_of(name))
    return StyleGAN1(architecture, variables, fingerprint=manifest.identity)


def folder_of(name: str) -> Path:
    """Returns the folder of a converted generator.

    Raises:
        InvalidRequest: there is none of that name.
    """
    folder = ROOT / name if "/" in name else converted_dir() / name
    # os.path: unlike pathlib's, it answers no where a name is too long or holds what no name may hold.
    if not os.path.isfile(folder / MANIFEST):  # noqa: PTH113
        raise InvalidRequest(
            f"There is no generator {name!r:.200}: expected {folder / MANIFEST}. There are: "
            f"{', '.join(names())}. `python -m ml_core weights convert FILE --out {folder}` makes one."
        )
    return folder


def converted_dir() -> Path:
    return catalogue.weights_dir() / "generators"


def _architecture_of(manifest: Manifest, folder: Path) -> Architecture:
    try:
        return Architecture.from_json(manifest.architecture)
    except WeightsRefused as error:
        raise WeightsDamaged(f"{folder / MANIFEST}: {error} {AGAIN}") from error
