"""Couples from a folder of real portraits: woman-*.jpg and man-*.jpg, paired in sorted order.

The folder lies outside the repository, and nothing of it enters: results name nobody, and sheets that show these
people are written below var/ only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.heredity import codes
from benchmarks.heredity.couples import Couple, Parent, Subjects
from benchmarks.heredity.skin import cheek_colour
from ml_core import face_embedding
from ml_core.alignment import align
from ml_core.errors import InputError, InvalidRequest, NoFaceFound
from ml_core.images import load_picture
from ml_core.pipeline import Pipeline

REPOSITORY = Path(__file__).resolve().parents[2]
PORTRAIT = re.compile(r"(woman|man)-.*\.(jpg|jpeg|png)", re.IGNORECASE)
EXPECTED = "Expected portraits named woman-*.jpg and man-*.jpg (or .png), at least two of each."
LEAST_COUPLES = 2


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """couples: mother's and father's portrait. left_out: a sentence for each file that has no place in them."""

    couples: list[tuple[Path, Path]]
    left_out: list[str]


def pair(folder: Path) -> Pairs:
    """Raises:
    InvalidRequest: there is no such folder; it lies in the repository; or it holds fewer than two couples.
    """
    if folder.resolve().is_relative_to(REPOSITORY):
        raise InvalidRequest(f"Photos of real people must lie outside the repository. Received: {folder}")
    if not folder.is_dir():
        raise InvalidRequest(f"There is no such folder: {folder}. {EXPECTED}")
    portraits: dict[str, list[Path]] = {"woman": [], "man": []}
    left_out = []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        if named := PORTRAIT.fullmatch(path.name):
            portraits[named[1].lower()].append(path)
        else:
            left_out.append(f"{path.name} is left out: its name does not say woman- or man-, or it is no .jpg or .png.")
    women, men = portraits["woman"], portraits["man"]
    number = min(len(women), len(men))
    left_out += [f"{path.name} is left out: it has no partner." for path in (*women[number:], *men[number:])]
    if number < LEAST_COUPLES:
        raise InvalidRequest(
            f"{folder} holds {len(women)} women and {len(men)} men. {EXPECTED} {' '.join(left_out)}".strip()
        )
    return Pairs(couples=list(zip(women, men, strict=False)), left_out=left_out)


def load(
    pipeline: Pipeline, folder: Path, *, max_couples: int | None, store: Path, tell: Callable[[str], None]
) -> Subjects:
    """Couples whose faces were found; one portrait that can't be used takes its couple out. max_couples: None = all.

    Raises:
        InvalidRequest: as `pair`, or fewer than two couples were left.
    """
    pairs = pair(folder)
    left_out = list(pairs.left_out)
    found = []
    for number, portraits in enumerate(pairs.couples[:max_couples], start=1):
        try:
            mother, father = (_parent(pipeline, path, store) for path in portraits)
        except InputError as error:
            left_out.append(f"Couple {number} is left out. {error}")
            continue
        found.append(Couple(number=number, mother=mother, father=father))
        tell(f"real couple {number}/{len(pairs.couples[:max_couples])}")
    for sentence in left_out:
        tell(sentence)
    if len(found) < LEAST_COUPLES:
        raise InvalidRequest(f"{len(found)} couples of {folder} can be used. {EXPECTED} {' '.join(left_out)}".strip())
    return Subjects(name="real", couples=found, num_left_out=len(left_out))


def _parent(pipeline: Pipeline, path: Path, store: Path) -> Parent:
    """Raises InputError: what is wrong with the portrait, and its name."""
    try:
        face = align(load_picture(path))
        embedding = face_embedding.embed(face.pixels)
    except InputError as error:
        raise InvalidRequest(f"{path.name}: {error}") from error
    if embedding is None:
        raise NoFaceFound(f"{path.name}: the face is lost once it is aligned.")
    code = codes.find(pipeline, face, store=store)
    cheeks = cheek_colour(face.pixels)
    return Parent(face=face, portrait=face.pixels, embedding=embedding, cheeks=cheeks, code=code)
