"""Whose children are judged: couples of grown people whom the generator draws, under a seed that nothing was tuned on.

Their portraits are cropped and searched for as people's photos are, so that the codes are such as a site has. That
takes 20 s a person on two cores, and is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.portraits import draw_portrait
from ml_core import attributes, identity, latents
from ml_core.alignment import align
from ml_core.contracts import AlignedFace, FloatArray, Latent, Picture, Sex
from ml_core.errors import InputError
from ml_core.pipeline import Pipeline
from ml_core.whole_files import whole_file

SEED = 20261126
# Parents' ages, as estimated.
LEAST_YEARS, MOST_YEARS = 20.0, 50.0


@dataclass(frozen=True, kw_only=True)
class Parent:
    """portrait [R, R, 3]; embedding: dlib's of the portrait, not of what the search made of it."""

    latent: Latent
    portrait: Picture
    embedding: FloatArray


@dataclass(frozen=True, kw_only=True)
class Couple:
    number: int
    mother: Parent
    father: Parent


def couples(pipeline: Pipeline, number: int, *, store: Path, tell: Callable[[str], None]) -> list[Couple]:
    """The first `number` of an order without end."""
    found = []
    for index in range(1, number + 1):
        mother, father = (_parent(pipeline, index, sex, store) for sex in ("girl", "boy"))
        found.append(Couple(number=index, mother=mother, father=father))
        tell(f"couple {index}/{number}")
    return found


def _parent(pipeline: Pipeline, number: int, sex: Sex, store: Path) -> Parent:
    portrait, face, embedding = _portrait(pipeline, number, sex)
    path = store / f"{number:02d}-{sex}.npz"
    if not path.exists():
        (projection,) = pipeline.project([[face]])
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(latents.to_bytes(projection.latent))
    return Parent(latent=latents.from_bytes(path.read_bytes()), portrait=portrait, embedding=embedding)


def _portrait(pipeline: Pipeline, number: int, sex: Sex) -> tuple[Picture, AlignedFace, FloatArray]:
    """The first of that number's faces that is of that sex, grown up, and found by everyone who has to."""
    for attempt in count():
        portrait = draw_portrait(pipeline, [SEED, number, int(sex == "girl"), attempt])
        seen = attributes.estimate(portrait)
        if seen is None or (seen.p_female > 0.5) != (sex == "girl"):
            continue
        if not LEAST_YEARS <= seen.age_years <= MOST_YEARS:
            continue
        try:
            face = align(portrait)
        except InputError:
            continue
        embedding = identity.embed(face.pixels)
        if embedding is not None:
            return portrait, face, embedding
    raise AssertionError("count() has no end")
