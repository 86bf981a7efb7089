"""The two parents on the command line: a photo of each, or the latent.npz that `project` made of one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ml_core import latents
from ml_core.cli.photos import Photo, add_adults_argument, check_face, read_photo
from ml_core.contracts import EXPRESSIONS, Latent, OnProgress
from ml_core.errors import InputError, InvalidRequest

if TYPE_CHECKING:
    from ml_core.pipeline import Pipeline

HELP = "photo of a grown-up (JPEG, PNG, WebP, HEIC or AVIF), or the latent.npz that `project` made"


def add_arguments(parser: argparse.ArgumentParser, *, takes_dominance: bool = True) -> None:
    """Adds the arguments of every command about a couple's child: a, b, out, sex, expression, dominance, seed,
    face, adults, generator, json."""
    parser.add_argument("a", type=Path, metavar="A", help=HELP)
    parser.add_argument("b", type=Path, metavar="B", help="the same for the other parent; any two people will do")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="output folder, created if needed")
    parser.add_argument("--sex", choices=("girl", "boy", "any"), default="any", help="default: left to the seed")
    parser.add_argument("--expression", choices=EXPRESSIONS, default="calm", help="of the child (default: calm)")
    if takes_dominance:
        parser.add_argument("--dominance", type=float, default=0.0, help="-1 only A, 0 both equally, 1 only B")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--face",
        default="",
        metavar="N[,N]",
        help="which of several faces, from the left, from 1: in A's photo and in B's, or one number for both",
    )
    add_adults_argument(parser)
    parser.add_argument("--generator", default=None, metavar="NAME", help="default: GENERATOR, else the built-in one")
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output, no progress bar")


def read_couple(args: argparse.Namespace) -> list[Photo | Latent]:
    """Raises InputError: --face is no such number; or of the first file that can't be used: it is named."""
    face_a, face_b = parse_faces(args.face)
    return [
        _read_parent(args.a, "A", face=face_a, are_adults=args.adults),
        _read_parent(args.b, "B", face=face_b, are_adults=args.adults),
    ]


def parse_faces(text: str) -> tuple[int | None, int | None]:
    """Parses "1,2", or "2" for both; an empty text gives None.

    Raises:
        InvalidRequest: something else.
    """
    if not text:
        return None, None
    parts = text.split(",")
    try:
        numbers = [int(part) for part in parts]
        face_a, face_b = numbers * 2 if len(numbers) == 1 else numbers
    except ValueError:
        raise InvalidRequest(
            f"--face counts the faces from the left, from 1: in both photos, or as 1,2 in A's and B's. Received: {text}"
        ) from None
    for face in (face_a, face_b):
        check_face(face)
    return face_a, face_b


def photos_of(couple: Sequence[Photo | Latent]) -> list[Photo]:
    return [parent for parent in couple if isinstance(parent, Photo)]


def _read_parent(path: Path, role: str, *, face: int | None, are_adults: bool) -> Photo | Latent:
    """A code was made of a photo that `project` had looked at."""
    if path.suffix.lower() != ".npz":
        return read_photo(path, face=face, are_adults=are_adults, role=f"{role} ")
    try:
        return _read_latent(path)
    except InputError as error:
        raise type(error)(f"{role} {path}: {error}") from error


def to_latents(pipeline: Pipeline, parents: Sequence[Photo | Latent], on_progress: OnProgress) -> tuple[Latent, Latent]:
    """Searches for the photos' codes, side by side; codes that are there already are held to the generator first.

    Raises:
        WrongGenerator, InvalidRequest: a code isn't this generator's.
        ProjectionDiverged: see `Pipeline.project`.
    """
    for parent in parents:
        if isinstance(parent, Latent):
            pipeline.check(parent)
    faces = [[photo.face] for photo in photos_of(parents)]
    found = iter(pipeline.project(faces, on_progress=on_progress))
    parent_a, parent_b = (parent if isinstance(parent, Latent) else next(found).latent for parent in parents)
    return parent_a, parent_b


def _read_latent(path: Path) -> Latent:
    try:
        with path.open("rb") as file:
            return latents.from_bytes(file.read(latents.MAX_BYTES + 1))
    except OSError as error:
        raise InvalidRequest(f"The file can't be read ({error.strerror}).") from error
