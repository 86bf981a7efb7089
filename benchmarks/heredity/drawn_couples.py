"""Couples of grown people whom the generator draws, under a seed that nothing was tuned on.

Their portraits are cropped and searched for as people's photos are, so that the codes are such as a site has.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

from benchmarks.heredity import codes
from benchmarks.heredity.couples import Couple, Parent, Subjects
from benchmarks.heredity.skin import cheek_colour
from benchmarks.portraits import draw_portrait
from ml_core import attributes, face_embedding
from ml_core.alignment import align
from ml_core.contracts import AlignedFace, FloatArray, Picture, Sex
from ml_core.errors import InputError
from ml_core.pipeline import Pipeline

SEED = 20261126
# Parents' ages, as estimated.
LEAST_YEARS, MOST_YEARS = 20.0, 50.0


def load(pipeline: Pipeline, number: int, *, store: Path, tell: Callable[[str], None]) -> Subjects:
    """The first `number` of an order without end."""
    found = []
    for index in range(1, number + 1):
        mother, father = (_parent(pipeline, index, sex, store) for sex in ("girl", "boy"))
        found.append(Couple(number=index, mother=mother, father=father))
        tell(f"drawn couple {index}/{number}")
    return Subjects(name="drawn", couples=found)


def _parent(pipeline: Pipeline, number: int, sex: Sex, store: Path) -> Parent:
    portrait, face, embedding = _portrait(pipeline, number, sex)
    code = codes.find(pipeline, face, store=store)
    return Parent(face=face, portrait=portrait, embedding=embedding, cheeks=cheek_colour(portrait), code=code)


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
        embedding = face_embedding.embed(face.pixels)
        if embedding is not None:
            return portrait, face, embedding
    raise AssertionError("count() has no end")
