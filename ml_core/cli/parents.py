"""The two parents on the command line: a photo of each, or the latent.npz that `project` made of one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ml_core import images, latents
from ml_core.alignment import align
from ml_core.contracts import EXPRESSIONS, AlignedFace, Latent, OnProgress
from ml_core.errors import InputError, InvalidRequest

if TYPE_CHECKING:
    from ml_core.pipeline import Pipeline

HELP = "photo with one face (JPEG, PNG, WebP, HEIC or AVIF), or the latent.npz that `project` made"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of every command about a couple's child: a, b, out, sex, expression, dominance, seed,
    generator, json."""
    parser.add_argument("a", type=Path, metavar="A", help=HELP)
    parser.add_argument("b", type=Path, metavar="B", help="the same for the other parent; any two people will do")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="output folder, created if needed")
    parser.add_argument("--sex", choices=("girl", "boy", "any"), default="any", help="default: left to the seed")
    parser.add_argument("--expression", choices=EXPRESSIONS, default="calm", help="of the child (default: calm)")
    parser.add_argument("--dominance", type=float, default=0.0, help="-1 only A, 0 both equally, 1 only B")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--generator", default=None, metavar="NAME", help="default: GENERATOR, else the built-in one")
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output, no progress bar")


def read_parent(path: Path, role: str) -> AlignedFace | Latent:
    """role: what the command calls it, for the message.

    Raises:
        InputError: the file is neither. Names it, for two are given.
    """
    try:
        return _read_latent(path) if path.suffix.lower() == ".npz" else align(images.load_picture(path))
    except InputError as error:
        raise type(error)(f"{role} {path}: {error}") from error


def to_latents(
    pipeline: Pipeline, parents: Sequence[AlignedFace | Latent], on_progress: OnProgress
) -> tuple[Latent, Latent]:
    """Searches for the photos' codes, side by side; codes that are there already are held to the generator first.

    Raises:
        WrongGenerator, InvalidRequest: a code isn't this generator's.
        ProjectionDiverged: see `Pipeline.project`.
    """
    for parent in parents:
        if isinstance(parent, Latent):
            pipeline.check(parent)
    faces = [[parent] for parent in parents if isinstance(parent, AlignedFace)]
    found = iter(pipeline.project(faces, on_progress=on_progress))
    parent_a, parent_b = (parent if isinstance(parent, Latent) else next(found).latent for parent in parents)
    return parent_a, parent_b


def _read_latent(path: Path) -> Latent:
    try:
        with path.open("rb") as file:
            return latents.from_bytes(file.read(latents.MAX_BYTES + 1))
    except OSError as error:
        raise InvalidRequest(f"The file can't be read ({error.strerror}).") from error
