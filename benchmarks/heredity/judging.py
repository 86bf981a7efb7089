"""What is read off a child's picture, and which children a way is asked for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.heredity.couples import Couple
from benchmarks.heredity.formulas import Method
from benchmarks.heredity.skin import cheek_colour
from ml_core import attributes, identity, images
from ml_core.alignment import detection
from ml_core.contracts import ChildRequest, FloatArray, Picture, Sex
from ml_core.photo_advice import glasses

SIDE = 256
AGES = (1.0, 3.0, 6.0, 10.0, 15.0, 24.0)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """embedding: dlib's [128]; cheeks: CIELAB [3]; None, and NaN, where no face was found. num_faces: more than one is
    somebody who was never asked for. has_glasses: an edge crosses the bridge of the nose."""

    picture: Picture
    embedding: FloatArray | None
    age_years: float
    p_female: float
    cheeks: FloatArray | None
    num_faces: int
    has_glasses: bool


def look(picture: Picture) -> Seen:
    seen = attributes.estimate(picture)
    small = images.resize(picture, SIDE)
    boxes = detection.find_faces(small)
    return Seen(
        picture=picture,
        embedding=identity.embed(picture),
        age_years=np.nan if seen is None else seen.age_years,
        p_female=np.nan if seen is None else seen.p_female,
        cheeks=cheek_colour(picture),
        num_faces=len(boxes),
        has_glasses=bool(boxes) and glasses.are_worn(small, detection.find_landmarks(small, boxes[0])),
    )


def children(method: Method, couples: Sequence[Couple], *, age_years: float, sex: Sex) -> tuple[list[Seen], float]:
    """One of each couple, and the mean seconds that making it took; seeds follow from the couple."""
    seen, seconds = [], 0.0
    for couple in couples:
        request = ChildRequest(age_years=age_years, sex=sex, seed=couple.number)
        started = time.perf_counter()
        child = method.child(couple.mother.latent, couple.father.latent, request)
        seconds += time.perf_counter() - started
        seen.append(look(child.pixels))
    return seen, seconds / len(couples)
