"""The two parents on the command line: a photo of each, or the latent.npz that `project` made of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ml_core import images, latents
from ml_core.alignment import align
from ml_core.contracts import AlignedFace, Latent, OnProgress
from ml_core.errors import InputError, InvalidRequest

if TYPE_CHECKING:
    from ml_core.pipeline import Pipeline

HELP = "photo with one face (JPEG, PNG, WebP, HEIC or AVIF), or the latent.npz that `project` made"


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
        return latents.from_bytes(path.read_bytes())
    except OSError as error:
        raise InvalidRequest(f"The file can't be read ({error.strerror}).") from error
