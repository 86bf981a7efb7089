"""Conversion of NVIDIA's file to a generator in our own form, done once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ml_core import catalogue
from ml_core.catalogue.store import sha256_of
from ml_core.generators import converted
from ml_core.generators.converted_manifest import Manifest
from ml_core.generators.registry import CARDS
from ml_core.generators.stylegan1.pickled import PickledGenerator, read_generator

UNKNOWN_LICENCE = "unknown: ask whoever gave you the file before you show its pictures to anybody"
# The paper's file in the catalogue.
FFHQ_FILE = "stylegan1/karras2019stylegan-ffhq-1024x1024.pkl"
FFHQ_TITLE = "StyleGAN, FFHQ 1024 (Karras et al. 2019)"
FFHQ_CARD = CARDS / "stylegan1-ffhq.md"


class _Known(NamedTuple):
    """Facts of a file: those of the catalogue, or placeholders."""

    title: str
    licence: str
    card: Path | None


def convert(file: Path, folder: Path, *, title: str | None = None, licence: str | None = None) -> Manifest:
    """Reads the pickle without running it and writes `folder`. Half a second and 290 MB for 1024 px.

    title, licence: None = what the catalogue knows of that file.

    Raises:
        WeightsRefused: the file isn't a StyleGAN 1 generator; the reason stands in the message.
        InvalidRequest: the folder can't be used.
    """
    generator = read_generator(file)
    known = _recognise(file, generator)
    source = {
        "file": _one_line(file.name),
        "size": file.stat().st_size,
        "sha256": sha256_of(file),
        "network": generator.network,
    }
    title, licence = _one_line(title or known.title), _one_line(licence or known.licence)
    return converted.write(
        folder,
        generator.architecture,
        generator.variables,
        title=title,
        licence=licence,
        source=source,
        card=known.card.read_text(encoding="utf-8")
        if known.card
        else _card(generator, title=title, licence=licence, source=source),
    )


def _recognise(file: Path, generator: PickledGenerator) -> _Known:
    """Recognises a file by its name and size: the sha256 that is reported for NVIDIA's file isn't NVIDIA's word."""
    (ffhq,) = catalogue.select([FFHQ_FILE])
    if file.name == Path(ffhq.name).name and file.stat().st_size == ffhq.size:
        return _Known(title=FFHQ_TITLE, licence=ffhq.licence, card=FFHQ_CARD)
    resolution = generator.architecture.resolution
    return _Known(title=f"StyleGAN, {resolution} px ({file.name})", licence=UNKNOWN_LICENCE, card=None)


def _one_line(text: str) -> str:
    """Returns text that a manifest and a page can hold: names of files may be no UTF-8."""
    return " ".join(text.encode(errors="replace").decode().split())


def _card(generator: PickledGenerator, *, title: str, licence: str, source: dict[str, object]) -> str:
    architecture = generator.architecture
    return f"""# {title}

A StyleGAN 1 generator (Karras et al. 2019, arXiv:1812.04948) that the operator of this site brought.

| | |
|---|---|
| pictures | {architecture.resolution} x {architecture.resolution} pixels |
| rows of W+ | {architecture.num_layers} x {architecture.style_width} |
| licence | {licence} |
| file | {source["file"]}, {source["size"]:,} bytes |
| sha256 | {source["sha256"]} |
| network in it | {generator.network} |

What it was trained on, and how well it draws whom, its file doesn't say. Complete this page in `card.md` beside the
weights; the site shows it.
"""
